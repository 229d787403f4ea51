"""Runs a recorded program on a terminal of its own, as a shell with job control does.

terminal_test.py TASK_TRACE TRACE PROGRAM

Prints nothing and exits with 0 when the program has the terminal: its input, its size, Ctrl-Z, Ctrl-C.
"""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time


def resize(terminal, columns, rows):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def shell(command, reports, orders):
    """Starts the command in the foreground and tells how it stops and ends; goes on with it when told."""
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os.tcsetpgrp(0, os.getpid())
        signal.signal(signal.SIGTTOU, signal.SIG_DFL)
        os.execv(command[0], command)
    while True:
        _, status = os.waitpid(child, os.WUNTRACED)
        if os.WIFSTOPPED(status):
            os.tcsetpgrp(0, os.getpgrp())
            os.write(reports, b"stopped\n")
            os.read(orders, 1)
            os.tcsetpgrp(0, child)
            os.killpg(child, signal.SIGCONT)
            os.write(reports, b"continued\n")
        else:
            os.write(reports, b"ended %d\n" % os.waitstatus_to_exitcode(status))
            os._exit(0)


def wait_for(descriptor, text, ask=None):
    """Reads until the text comes. `ask` sends a line to the program, again and again: signals come on a thread of
    the program's own, which may be later than the answer to the first line."""
    seen = b""
    until = time.monotonic() + 60
    while text.encode() not in seen:
        if ask is not None:
            os.write(ask, b"\n")
        ready, _, _ = select.select([descriptor], [], [], 0.2)
        part = os.read(descriptor, 4096) if ready else b""
        if time.monotonic() > until or ready and not part:
            sys.exit(f"'{text}' was expected, and this came: {seen.decode(errors='replace')}")
        seen += part


def main():
    task_trace, trace, program = sys.argv[1:]
    reports, shell_reports = os.pipe()
    shell_orders, orders = os.pipe()
    pid, terminal = pty.fork()
    if pid == 0:
        resize(0, 80, 24)
        command = [task_trace, "record", "--slow-callback", "1000s", "--output", trace, program, "terminal"]
        shell(command, shell_reports, shell_orders)
    wait_for(terminal, "1 true 80x24 changes 0")
    resize(terminal, 100, 30)
    wait_for(terminal, "1 true 100x30 changes 1", ask=terminal)
    # Each as soon as the one before is over: a stop must not be taken for the one that was just undone.
    for _ in range(5):
        os.write(terminal, b"\x1a")
        wait_for(reports, "stopped")
        os.write(orders, b"c")
        wait_for(reports, "continued")
    wait_for(terminal, "1 true 100x30 changes 1", ask=terminal)
    os.write(terminal, b"\x03")
    wait_for(reports, "ended 130")


main()

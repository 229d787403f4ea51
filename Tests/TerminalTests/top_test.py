"""Runs `task-trace top` in a terminal that tmux makes: keys in, screen out.

top_test.py TASK_TRACE TRACE FOLDER

Prints nothing and exits with 0 when sorting, filtering, drilling down and resizing do what they should, and the terminal is
what it was after each way out.
"""
import os
import shlex
import subprocess
import sys
import time


class Terminal:
    """A shell in a terminal of its own."""

    def __init__(self, folder):
        self.socket = os.path.join(folder, "tmux")
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "24", "env", "PS1=$ ", "sh")
        self.wait("$")

    def tmux(self, *words):
        return subprocess.run(["tmux", "-S", self.socket, *words], check=True, capture_output=True, timeout=30).stdout.decode()

    @property
    def screen(self):
        return self.tmux("capture-pane", "-p")

    def type(self, *keys):
        self.tmux("send-keys", *keys)

    def line(self, text):
        self.tmux("send-keys", "-l", text)
        self.type("Enter")

    def wait(self, *texts, without=()):
        """Until the screen has all of these, and none of those."""
        until = time.monotonic() + 60
        while True:
            screen = self.screen
            if all(text in screen for text in texts) and not any(text in screen for text in without):
                return screen
            if time.monotonic() > until:
                sys.exit(f"{texts} without {without} was expected, and this came:\n{screen}")
            time.sleep(0.05)

    def expect_restored(self, what):
        """Echo, lines, the cursor and the main screen are as they were."""
        # The screen comes back last: from then on the shell has the keys.
        until = time.monotonic() + 60
        while self.tmux("display-message", "-p", "#{alternate_on}").strip() != "0":
            if time.monotonic() > until:
                sys.exit(f"After {what} the screen is still that of top:\n{self.screen}")
            time.sleep(0.05)
        self.line("clear; stty -a | tr ';' '\\n' | grep -c ' icanon.* echo ' ; echo after $?")
        screen = self.wait("after 0")
        if "\n1\n" not in "\n" + screen:
            sys.exit(f"After {what} the terminal is not what it was:\n{screen}")
        state = self.tmux("display-message", "-p", "#{alternate_on} #{cursor_flag} #{wrap_flag}").strip()
        if state != "0 1 1":
            sys.exit(f"After {what} the screen, the cursor or the wrapping is not what it was: {state}")
        self.line("clear")

    def close(self):
        subprocess.run(["tmux", "-S", self.socket, "kill-server"], capture_output=True)


def rows(screen):
    """The names in the order of the table."""
    lines = screen.split("\n")
    start = next(index for index, line in enumerate(lines) if " steps/s" in line) + 1
    return [line[2:].split("  ")[0] for line in lines[start:] if line.strip() and "q quit" not in line]


def expect_rows(terminal, first):
    until = time.monotonic() + 60
    while (found := rows(terminal.screen))[: len(first)] != first:
        if time.monotonic() > until:
            sys.exit(f"{first} was expected on top, and this came: {found}")
        time.sleep(0.05)


def main():
    command, trace, folder = sys.argv[1:]
    terminal = Terminal(folder)
    try:
        top = f"{shlex.quote(command)} top {shlex.quote(trace)}"
        terminal.line(top + " --window 3s")
        terminal.wait("shop, process 4711, closed", "run %↓", "> worker-1", "orders", "q quit")
        expect_rows(terminal, ["worker-1"])
        terminal.type("n")
        terminal.wait("name↓")
        expect_rows(terminal, ["closure #1 in Shop.App.report()", "import", "main"])
        terminal.type("n")
        terminal.wait("name↑")
        expect_rows(terminal, ["worker-3", "worker-2", "worker-1"])
        terminal.type("/")
        terminal.type("w", "o", "r", "k")
        terminal.wait("filter: work", "worker-2", without=("refund",))
        terminal.type("Enter")
        terminal.wait("only 'work'")
        # The second from the top and back up: its tasks, then the task.
        terminal.type("Down", "Up", "Enter")
        terminal.wait("> ", "waits for", "worker-3", without=("worker-2",))
        terminal.type("Enter")
        terminal.wait("task     4, child", "state    waiting", "creator  1 main", "queue_get queue orders", "esc: back")
        terminal.type("Escape")
        terminal.wait("steps/s", without=("creator",))
        terminal.type("Escape")
        terminal.wait("> worker-3", "worker-2")
        terminal.type("h")
        terminal.wait("What the keys do")
        terminal.type("x")
        terminal.wait("name↑", without=("What the keys do",))
        terminal.tmux("resize-window", "-x", "70", "-y", "12")
        terminal.wait("name↑", "worker-3", "only 'work'")
        if len(terminal.screen.rstrip("\n").split("\n")) > 12 or max(map(len, terminal.screen.split("\n"))) > 70:
            sys.exit(f"The screen is larger than the terminal:\n{terminal.screen}")
        terminal.tmux("resize-window", "-x", "100", "-y", "24")
        terminal.wait("name↑")
        terminal.type("q")
        terminal.expect_restored("q")

        terminal.line(top)
        terminal.wait("q quit")
        terminal.type("C-c")
        terminal.expect_restored("Ctrl-C")

        # Ctrl-Z gives the terminal back until one comes back.
        terminal.line(top)
        terminal.wait("q quit")
        terminal.type("C-z")
        terminal.expect_restored("Ctrl-Z")
        terminal.line("fg")
        terminal.wait("q quit")
        terminal.type("q")
        terminal.expect_restored("q after Ctrl-Z")

        for signal in ("TERM", "SEGV", "ILL", "HUP"):
            terminal.line(top)
            terminal.wait("q quit")
            pid = terminal.tmux("display-message", "-p", "#{pane_pid}").strip()
            children = subprocess.run(["pgrep", "-P", pid, "-f", "task-trace top"], capture_output=True).stdout.split()
            for child in children:
                os.kill(int(child), getattr(__import__("signal"), "SIG" + signal))
            terminal.expect_restored("SIG" + signal)
    finally:
        terminal.close()


main()

"""Gives broken and hostile traces to every subcommand that reads one.

    fuzz_readers.py [--command task-trace] [--count N] [--seed S] [--keep FOLDER] [--all] TRACE...

Each of N copies of a trace is changed by one or two mutations, and read by each subcommand, or by one of them chosen by
chance without --all. A signal, more than SECONDS of processor time, more than MEMORY of address space, an exit status
other than 0, 1 or 2, or a refusal that is not one sentence is a failure: its copy is kept, and it is said how to make it
again. Exits 1 if there was one.

A trace that was cut off is given with its folder of segments beside it, as TRACE.segments: both are changed then.
"""
import argparse
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

import mutations

SECONDS = 30
MEMORY = 3 << 30

VIEWS = ["trace", "tasks", "task_latency", "task_states", "steps", "callbacks", "slow_callbacks", "awaits",
         "waits_by_site", "cancellations", "objects", "queues", "queue_operations", "marks", "events", "processes",
         "threads", "sites", "stacks", "modules", "losses", "cancellation_ledger", "object_ledger", "runtimes", "runtime_checks", "capture_limits"]


def commands(path, random):
    view = random.choice(VIEWS)
    return [
        ["report", path],
        ["report", path, "--format", "html"],
        ["timeline", path, "--from", "100ms", "--to", "900ms"],
        ["timeline", path, "--task", "worker-1", "--format", "html"],
        ["report", path, "--format", "json"],
        ["findings", path, "--format", random.choice(["text", "json"])],
        ["why", path, str(random.randint(1, 7)), "--format", random.choice(["text", "json", "csv"])],
        ["diff", path, path, "--format", random.choice(["text", "json", "csv"])],
        ["latency", path, "--by", random.choice(["name", "site", "reason", "object"]), "--format",
         random.choice(["text", "json", "csv"])],
        ["cancellations", path, "--format", random.choice(["text", "json", "csv"])],
        ["objects", path, "--format", random.choice(["text", "json", "csv"])],
        ["verify", path],
        ["info", path, "--format", random.choice(["text", "json"])],
        ["info", "--runtime", path],
        ["export", path, "--format", random.choice(["perfetto", "chrome", "otlp", "speedscope", "folded"])],
        ["top", path, "--by", random.choice(["name", "task"]), "--format", random.choice(["text", "json"])],
        ["export", path, "--format", random.choice(["csv", "jsonl"]), "--view", view],
        ["query", path, f"SELECT * FROM {view} LIMIT 50", "--format", random.choice(["table", "csv", "json"])],
        ["query", path, "SELECT count(*), sum(run_ns), max(ended) FROM task"],
        # The only one that changes it, and what it has made of it is to be read as well.
        ["recover", path],
        ["report", path],
    ]


def limit():
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def trouble(command, words):
    """What is wrong with how the command took it; None if nothing is."""
    try:
        done = subprocess.run([command] + words, capture_output=True, timeout=20 * SECONDS, preexec_fn=limit,
                              stdin=subprocess.DEVNULL)
    except subprocess.TimeoutExpired:
        return "hangs"
    error = done.stderr.decode(errors="replace")
    # That recovery is due is said beside everything else.
    first, _, rest = error.partition("\n")
    if first.startswith("task-trace: The recording of ") and first.endswith("'."):
        error = rest
    if done.returncode < 0:
        return f"ended by signal {-done.returncode}: {error[:600]}"
    if done.returncode > 2:
        return f"exit status {done.returncode}: {error[:300]}"
    if done.returncode == 2 and not (error.startswith("task-trace: ") and error.endswith(".\n") and error.count("\n") == 1):
        return f"no sentence: {error[:300]!r}"
    if "query" not in words and "export" not in words and "html" not in words and b"\x1b" in done.stdout + done.stderr:
        return "an escape sequence of the trace reaches the terminal"
    if len(done.stdout) > 300_000_000:
        return f"{len(done.stdout)} bytes of output"
    return None


def remove(path):
    for suffix in ["", "-wal", "-shm", "-journal"]:
        if os.path.exists(path + suffix):
            os.remove(path + suffix)
    shutil.rmtree(path + ".segments", ignore_errors=True)


def copy(trace, path):
    shutil.copyfile(trace, path)
    if os.path.isdir(trace + ".segments"):
        shutil.copytree(trace + ".segments", path + ".segments")
        database = sqlite3.connect(path)
        database.execute("UPDATE meta SET value = ?1 WHERE key = 'segments_folder'", (path + ".segments",))
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()


def keep(path, kept):
    shutil.copyfile(path, kept)
    if os.path.isdir(path + ".segments"):
        subprocess.run(["cp", "-r", path + ".segments", kept + ".segments"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--command", default="task-trace")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", default=".")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--times", action="store_true", help="say how long each step takes")
    parser.add_argument("--small", action="store_true", help="large values and many rows are a twentieth as large")
    parser.add_argument("traces", nargs="+")
    options = parser.parse_args()
    mutations.SCALE = 20 if options.small else 1
    failures = runs = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(options.count):
            chance = random.Random(f"{options.seed} {number}")
            began = time.time()
            path = os.path.join(folder, "fuzzed.sqlite")
            remove(path)
            trace = chance.choice(options.traces)
            copy(trace, path)
            # Each in turn, so that few trials try many of them.
            chosen = [mutations.ALL[(number + options.seed) % len(mutations.ALL)]]
            if os.path.isdir(path + ".segments") and chance.random() < 0.8:
                chosen = chance.sample(mutations.OF_SEGMENTS, chance.choice([1, 2]))
            if chance.random() < 0.3:
                chosen.insert(0, chance.choice(mutations.ALL[-7:]))
            for mutation in chosen:
                try:
                    mutation(path, chance)
                except Exception as error:  # the one before has left nothing that it could change
                    chosen = chosen + [error]
                    break
            if options.times:
                print(f'{chosen} took {time.time() - began:.2f} s', flush=True)
            all_commands = commands(path, chance)
            for words in all_commands if options.all else [chance.choice(all_commands)]:
                runs += 1
                began = time.time()
                wrong = trouble(options.command, words)
                if options.times:
                    print(f'{words} took {time.time() - began:.2f} s', flush=True)
                if wrong:
                    failures += 1
                    names = "+".join(getattr(each, "__name__", repr(each)) for each in chosen)
                    kept = os.path.join(options.keep, f"fuzz-{options.seed}-{number}.sqlite")
                    keep(path, kept)
                    print(f"trial {number} of seed {options.seed} ({names}), {' '.join(words[:1] + words[2:])}: {wrong}\n"
                          f"  kept as {kept}", flush=True)
    print(f"{options.count} traces, {runs} runs, {failures} failures, seed {options.seed}")
    sys.exit(1 if failures else 0)


main()

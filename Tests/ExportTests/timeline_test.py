"""Perfetto and Chrome exports: counted in Perfetto's own trace processor, and its packets parsed strictly."""
from collections import Counter

from perfetto.protos.perfetto.trace import perfetto_trace_pb2 as protos

from expected import same

CATEGORIES = "SELECT category, count(*) FROM slice GROUP BY 1"
# On tracks of threads; the format of Chrome has the tasks there as well.
ON_THREADS = """SELECT count(*) FROM slice JOIN thread_track ON thread_track.id = slice.track_id
    JOIN thread USING (utid) LEFT JOIN process USING (upid)
    WHERE category = 'run' AND coalesce(process.pid, 0) < 10000000"""
# How long the finished ones took: those of tasks alone.
SUMS = """SELECT slice.name GLOB 'wait*', slice.name = 'ready', sum(dur) FROM slice
    WHERE dur >= 0 AND (slice.name IN ('running', 'ready') OR slice.category = 'wait') {} GROUP BY 1, 2"""
COMPLAINTS = """SELECT name, value FROM stats WHERE value > 0 AND severity IN ('error', 'data_loss')"""


def check_counts(name, engine, expected):
    """`name` is a file of the folder that the engine serves."""
    engine.open(name)
    slices = dict(engine.query(CATEGORIES))
    wanted = expected.slices
    on_threads = engine.query(ON_THREADS)[0][0]
    same(f"{name}: slices of tasks", slices.get("task", 0), wanted["task"] + wanted["create"])
    same(f"{name}: runs on threads", on_threads, wanted["on threads"])
    same(f"{name}: runs of tasks", slices.get("run", 0) - on_threads, wanted["running"])
    for kind, category in (("waiting", "wait"), ("ready", "ready"), ("wake", "wake"), ("queue", "queue"),
                           ("mark", "mark"), ("loss", "loss")):
        same(f"{name}: slices '{category}'", slices.get(category, 0), wanted[kind])
    same(f"{name}: flows", engine.query("SELECT count(*) FROM flow")[0][0], expected.flows)
    same(f"{name}: values of counters", engine.query("SELECT count(*) FROM counter")[0][0], expected.counters)
    tracks = "SELECT count(DISTINCT track_id) FROM slice WHERE category = 'task' AND name != 'create'"
    same(f"{name}: tracks of tasks", engine.query(tracks)[0][0], expected.tasks)
    labels = "SELECT name FROM slice WHERE category = 'task' AND name != 'create'"
    if not expected.number("SELECT count(*) FROM tasks WHERE name IS NULL OR name IN ('', 'create')"):
        got = sorted(label for label, in engine.query(labels))
        same(f"{name}: names of tasks", got, [label[:4096] for label in expected.labels])
    same(f"{name}: complaints of the trace processor", engine.query(COMPLAINTS), [])


def check_packets(path, expected):
    """Every packet is one that Perfetto's own definitions know, and every number in it stands for something."""
    trace = protos.Trace()
    trace.ParseFromString(path.read_bytes())
    names, values, tracks, events, open_slices = {}, {}, {}, Counter(), Counter()
    begun = []
    for number, packet in enumerate(trace.packet):
        same(f"packet {number}: sequence", packet.trusted_packet_sequence_id, 1)
        data = packet.interned_data
        names.update((name.iid, name.name) for name in data.event_names)
        values.update((value.iid, value.str) for value in data.debug_annotation_string_values)
        if packet.HasField("track_descriptor"):
            tracks[packet.track_descriptor.uuid] = packet.track_descriptor
        if not packet.HasField("track_event"):
            continue
        event = packet.track_event
        events[event.type] += 1
        if event.type == protos.TrackEvent.TYPE_SLICE_END:
            open_slices[event.track_uuid] -= 1
            continue
        if event.type == protos.TrackEvent.TYPE_SLICE_BEGIN:
            open_slices[event.track_uuid] += 1
            begun.append(names.get(event.name_iid))
        if event.type != protos.TrackEvent.TYPE_COUNTER and event.name_iid not in names:
            same(f"packet {number}: its name", event.name_iid, "a known one")
        if event.track_uuid not in tracks:
            same(f"packet {number}: its track", event.track_uuid, "a known one")
        for annotation in event.debug_annotations:
            if annotation.HasField("string_value_iid") and annotation.string_value_iid not in values:
                same(f"packet {number}: a text", annotation.string_value_iid, "a known one")
    # A field that the definitions do not know would be lost when written again.
    trace.DiscardUnknownFields()
    same(f"{path.name}: bytes of known fields", trace.ByteSize(), path.stat().st_size)
    unfinished = expected.number("SELECT count(*) FROM task WHERE ended IS NULL") + expected.number(
        """SELECT coalesce(sum((state IN (2, 3, 4)) + (state = 3 AND thread IS NOT NULL)), 0) FROM open_task""")
    same(f"{path.name}: slices without an end", sum(open_slices.values()), unfinished)
    parents = {descriptor.parent_uuid for descriptor in tracks.values() if descriptor.parent_uuid}
    same(f"{path.name}: parents that are no track", parents - set(tracks), set())
    same(f"{path.name}: runs", begun.count("running"), expected.slices["running"])


def check_sums(name, engine, expected, slack):
    """Times add up as in the trace that is open; ends that were kept apart by 1 ns may be off by that."""
    sums = {("wait" if waits else "ready" if ready else "run"): value
            for waits, ready, value in engine.query(SUMS.format("AND parent_id IS NOT NULL"))}
    for kind in ("run", "ready", "wait"):
        wanted = getattr(expected, kind)
        if abs(sums.get(kind, 0) - wanted) > slack:
            same(f"{name}: nanoseconds of '{kind}'", sums.get(kind, 0), wanted)

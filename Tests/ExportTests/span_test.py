"""OTLP: sent to a real receiver line by line, and read back from it."""
import base64
import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from expected import same



def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Receiver:
    """PyPI's ddapm-test-agent: takes OTLP over HTTP as a collector does, and tells what it got."""

    def __init__(self, log):
        self.port = free_port()
        agent = Path(sys.executable).with_name("ddapm-test-agent")
        self.process = subprocess.Popen(
            [agent, "--port", str(free_port()), "--otlp-http-port", str(self.port), "--otlp-grpc-port", str(free_port())],
            stdout=log, stderr=log)
        until = time.monotonic() + 60
        while True:
            try:
                self.get("/test/session/traces")
                return
            except (urllib.error.URLError, ConnectionError):
                if time.monotonic() > until or self.process.poll() is not None:
                    raise
                time.sleep(0.1)

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return answer.read()

    def post(self, body, kind):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/v1/traces", body, {"Content-Type": kind})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status

    def close(self):
        self.process.terminate()
        self.process.wait(30)


def spans(lines):
    for line in lines:
        for resource in json.loads(line)["resourceSpans"]:
            for scope in resource["scopeSpans"]:
                yield from scope["spans"]


def attributes(span):
    return {each["key"]: next(iter(each["value"].values())) for each in span["attributes"]}


def check_spans(path, expected):
    """What receivers do not look at: numbers are valid, one a task, and lead to each other."""
    lines = path.read_bytes().splitlines()
    all_spans = list(spans(lines))
    same(f"{path.name}: spans", len(all_spans), expected.tasks)
    by_task = {int(attributes(span)["task.id"]): span for span in all_spans}
    traces = {span["spanId"]: span["traceId"] for span in all_spans}
    same(f"{path.name}: numbers of spans", len(traces), expected.tasks)
    for span in all_spans:
        if not re.fullmatch("[0-9a-f]{32}", span["traceId"]) or int(span["traceId"], 16) == 0:
            same("a trace's number", span["traceId"], "16 bytes, not 0")
        if not re.fullmatch("[0-9a-f]{16}", span["spanId"]) or int(span["spanId"], 16) == 0:
            same("a span's number", span["spanId"], "8 bytes, not 0")
        for link in span.get("links", []):
            same(f"{path.name}: trace of a link", link["traceId"], traces.get(link["spanId"]))
        if not isinstance(span["kind"], int) or int(span["endTimeUnixNano"]) < int(span["startTimeUnixNano"]):
            same("a span", span, "one with a kind and a length")
    for task, parent, name, created, ended, outcome in expected.rows(
            "SELECT id, parent, label, created, ended, outcome FROM tasks"):
        span = by_task[task]
        if parent in by_task:
            same(f"parent of task {task}", span.get("parentSpanId"), by_task[parent]["spanId"])
            same(f"trace of task {task}", span["traceId"], by_task[parent]["traceId"])
        zero = int(expected.number("SELECT value FROM meta WHERE key = 'wall_clock_at_zero_ns'") or 0)
        if created is not None:
            same(f"beginning of task {task}", int(span["startTimeUnixNano"]), zero + created)
        if ended is not None:
            same(f"end of task {task}", int(span["endTimeUnixNano"]), zero + ended)
        same(f"status of task {task}", span["status"].get("code", 0), {"ok": 1, "threw": 2}.get(outcome, 0))
        same(f"outcome of task {task}", attributes(span)["task.outcome"], outcome)
    links = expected.number("""SELECT count(*) FROM step WHERE wait_ns IS NOT NULL AND waker IN (SELECT id FROM task)
        AND task IN (SELECT id FROM task)""")
    got = sum(len(span.get("links", [])) + span.get("droppedLinksCount", 0) for span in all_spans)
    same(f"{path.name}: links", got, links)


def check_definitions(line):
    """OpenTelemetry's own definitions know every field and every type. Its JSON has numbers of spans in hexadecimal, where
    that of Protocol Buffers has base 64: they are changed for this."""
    body = re.sub(rb'"(traceId|spanId|parentSpanId)":"([0-9a-f]+)"',
                  lambda match: b'"%s":"%s"' % (match[1], base64.b64encode(bytes.fromhex(match[2].decode()))), line)
    request = ExportTraceServiceRequest()
    json_format.Parse(body, request)
    return request.SerializeToString()


def numbers(documents, decode):
    """Trace, span and parent of all spans of what came back."""
    found = Counter()
    for document in documents:
        for resource in document.get("resourceSpans") or document.get("resource_spans", []):
            for scope in resource.get("scopeSpans") or resource.get("scope_spans", []):
                for span in scope["spans"]:
                    found[tuple(decode(span.get(camel) or span.get(snake) or "") for camel, snake in (
                        ("traceId", "trace_id"), ("spanId", "span_id"), ("parentSpanId", "parent_span_id")))] += 1
    return found


def check_receiver(paths, log):
    """Every line is accepted, as it is and as Protocol Buffers, and every span comes back with its numbers."""
    receiver = Receiver(log)
    try:
        for path in paths:
            lines = path.read_bytes().splitlines()
            wanted = numbers(map(json.loads, lines), str)
            for kind, decode, encode in (
                    ("application/json", str, lambda line: line),
                    ("application/x-protobuf", lambda text: base64.b64decode(text).hex(), check_definitions)):
                receiver.get("/test/session/clear")
                for line in lines:
                    same(f"{path.name}: answer to a request", receiver.post(encode(line), kind), 200)
                got = numbers(json.loads(receiver.get("/test/session/traces")), decode)
                same(f"{path.name}: spans that came back as {kind}", got.total(), wanted.total())
                same(f"{path.name}: numbers that came back otherwise", list((got - wanted) + (wanted - got))[:3], [])
    finally:
        receiver.close()

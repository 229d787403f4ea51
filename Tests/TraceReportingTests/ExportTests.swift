import Testing
import TraceFixtures
import TraceModel
import TraceReporting
import TraceStore

/// Two tasks that know each other, a queue between them, and names that no tool likes.
@Suite struct ExportTests {
    /// What an export writes, in one piece.
    static func bytes(_ export: any TraceExport, of trace: TestTrace) throws -> [UInt8] {
        var written: [UInt8] = []
        var buffer = ExportBuffer { written += $0 }
        try export.write(TraceReader(path: trace.path), to: &buffer)
        return written
    }

    private static func text(_ export: any TraceExport, of trace: TestTrace) throws -> String {
        String(decoding: try bytes(export, of: trace), as: UTF8.self)
    }

    static func pair(_ name: String = "a;b\"\n<script>") throws -> TestTrace {
        let trace = try TestTrace()
        let main = try trace.site("App.main() async -> ()", "App/App.swift", 3)
        let get = try trace.site("App.take(_: Swift.Int) async -> ()", "App/Take.swift", 9)
        try trace.object(100, .queue, "orders", site: main)
        try trace.task(1, "main", kind: .preexisting, runs: main, created: nil, ended: 9000)
        try trace.task(2, name, parent: 1, created: 1000, ended: 8000, outcome: .threw)
        try trace.step(1, from: 0, to: 5000)
        try trace.step(2, from: 1500, to: 2000, thread: 2, ready: 500)
        try trace.queue(100, .put, at: 4000, depth: 1, item: 1, task: 1, site: main)
        try trace.queue(100, .get, at: 6100, depth: 0, item: 1, dwell: 2100, task: 2, site: get)
        try trace.step(
            2, from: 6000, to: 8000, thread: 2, ready: 1900, waited: 2100, for: .queueGet, on: 100, at: get,
            wokenBy: 1)
        try trace.step(1, from: 8500, to: 9000, waited: 3500, for: .task, on: 2, at: main, wokenBy: 2)
        return trace
    }

    @Test("Chrome's JSON has a slice for each state, and leads from who woke to who was woken.")
    func chrome() throws {
        let text = try Self.text(ChromeExport(), of: Self.pair("worker"))
        let lines = text.split(separator: "\n").map(String.init)
        let wait =
            #"{"ph":"X","name":"waiting: queue_get","pid":10004711,"tid":2,"ts":2.000,"dur":2.100,"cat":"wait","#
            + #""args":{"object":"queue orders","at":"App.take(_:) Take.swift:9"}},"#
        #expect(lines.contains(wait))
        // From the task that put to the one that got it, when it was put.
        let wakes = lines.filter { $0.contains(#""name":"wake""#) }
        #expect(wakes.first?.contains(#""tid":1,"ts":4.100,"dur":0.000"#) == true)
        #expect(wakes.first?.contains(#""bind_id":"0x0000000000000005","flow_out":true"#) == true)
        let woken = lines.filter { $0.contains(#""bind_id":"0x0000000000000005","flow_in":true"#) }
        #expect(
            woken.count == 1 && woken[0].contains(#""name":"running""#) && woken[0].contains(#""ts":6.000"#))
        // A thread's slice has the name of the task.
        #expect(
            lines.contains { $0.hasPrefix(#"{"ph":"X","name":"worker","pid":4711,"tid":4713,"ts":1.500"#) })
        #expect(text.hasSuffix("\n]}\n"))
    }

    @Test("OpenTelemetry's spans have valid numbers, the creator as parent, links for wakes, and the status.")
    func spans() throws {
        let text = try Self.text(OpenTelemetryExport(), of: Self.pair("worker"))
        #expect(text == (try Self.text(OpenTelemetryExport(), of: Self.pair("worker"))), "the same each time")
        let ids = text.matches(of: #/"traceId":"([0-9a-f]{32})","spanId":"([0-9a-f]{16})"/#)
        #expect(ids.count == 4, "two spans, and each has woken the other")
        #expect(Set(ids.map(\.1)).count == 1 && Set(ids.map(\.2)).count == 2)
        #expect(text.contains("\"parentSpanId\":\"\(ids[0].2)\",\"name\":\"worker\",\"kind\":1"))
        #expect(
            text.contains(
                #""startTimeUnixNano":"1700000000000001000","endTimeUnixNano":"1700000000000008000""#))
        #expect(text.contains(#""status":{"code":2,"message":"threw"}"#))
        #expect(text.contains(#"{"key":"wake.reason","value":{"stringValue":"queue_get"}}"#))
        #expect(text.contains(#"{"key":"task.is_preexisting","value":{"boolValue":true}}"#))
        #expect(text.count { $0 == "\n" } == 1, "one request")
    }

    @Test(
        "A request has 512 spans at most, and of very many links the first 128 and how many more there are.")
    func manySpans() throws {
        let trace = try TestTrace()
        try trace.database.execute("BEGIN")
        for task in 1...600 { try trace.task(Int64(task), "t", created: 0) }
        for step in 1...200 {
            let from = Int64(step) * 100
            try trace.step(1, from: from, to: from + 10, waited: 90, for: .continuation, wokenBy: 2)
        }
        try trace.database.execute("COMMIT")
        let lines = try Self.text(OpenTelemetryExport(), of: trace).split(separator: "\n")
        #expect(lines.map { $0.ranges(of: "\"startTimeUnixNano\"").count } == [512, 88])
        #expect(lines[0].ranges(of: "wake.at_ns").count == 128)
        #expect(lines[0].contains("\"droppedLinksCount\":72"))
    }

    @Test("Folded stacks add up what ran, was ready and waited; names cannot break a line.")
    func folded() throws {
        #expect(
            try Self.text(FoldedExport(), of: Self.pair()) == """
                ready;a:b"\u{FFFD}<script> 500
                ready;a:b"\u{FFFD}<script>;App.take(_:) 1900
                running;App.main() 5500
                running;a:b"\u{FFFD}<script> 500
                running;a:b"\u{FFFD}<script>;App.take(_:) 2000
                waiting;App.main();[waiting: task] 3500
                waiting;a:b"\u{FFFD}<script>;App.take(_:);[waiting: queue_get] 2100

                """)
        #expect(
            try Self.text(FoldedExport(time: .run), of: Self.pair("w")) == """
                App.main() 5500
                w 500
                w;App.take(_:) 2000

                """)
    }

    @Test("A stack that was recorded stands in a profile from the outermost function on.")
    func stacks() throws {
        let trace = try TestTrace()
        let (outer, inner) = (try trace.site("outer()"), try trace.site("inner()"))
        try trace.task(1, runs: outer, created: 0)
        try trace.stack(7, [inner, outer])
        try trace.step(1, from: 0, to: 10)
        try trace.step(1, from: 110, to: 120, waited: 100, for: .sleep, at: inner, stack: 7)
        #expect(
            try Self.text(FoldedExport(time: .wait), of: trace) == "outer();inner();[waiting: sleep] 100\n")
        let profile = try Self.text(SpeedscopeExport(), of: trace)
        #expect(
            profile.contains(
                #"{"type":"sampled","name":"running","unit":"nanoseconds","startValue":0,"endValue":20,"#))
        #expect(profile.contains(#""samples":[[0],[0,1]],"weights":[10,10]}"#))
    }

    @Test(
        "CSV and JSON Lines have the rows of the view, and a view that is none is refused with those that are."
    )
    func rows() throws {
        let trace = try Self.pair()
        let csv = try Self.text(CSVExport(view: "tasks"), of: trace).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(csv[0].hasPrefix("id,name,label,parent,kind,"))
        #expect(csv[1].hasPrefix("1,main,main,,preexisting,,,9000,ok,,5500,"))
        #expect(csv[2] == "2,\"a;b\"\"", "a name of two lines")
        #expect(
            try Self.text(JSONLinesExport(view: "tasks"), of: trace).contains(
                #"{"id":2,"name":"a;b\"\u000a<script>","label":"a;b\"\u000a<script>","parent":1,"#))
        for view in ["step", "tasks; DROP TABLE step", "TASKS"] {
            let error = #expect(throws: ExportError.self) { try Self.text(CSVExport(view: view), of: trace) }
            #expect(
                error?.description.contains("There is no view '\(view)': give one of awaits, callbacks,")
                    == true)
        }
    }

    @Test("What was never ended has no end in a Perfetto trace; everything else has.")
    func unfinished() throws {
        let trace = try TestTrace()
        try trace.task(1, "stuck", created: 10)
        try trace.step(1, from: 20, to: 30, ready: 10)
        try trace.open(1, .waiting, since: 30, reason: .lock)
        let events = try PerfettoFile(Self.bytes(PerfettoExport(), of: trace)).events
        #expect(events.map(\.kind) == [1, 1, 2, 1, 2, 1, 2, 1])
        #expect(events.map(\.time) == [10, 10, 20, 20, 30, 20, 30, 30])
        #expect(Set(events.map(\.track)).count == 2, "the task's and the thread's")
    }

    @Test("Packets are those of Perfetto: each on a known track, each flow begun once and ended once.")
    func perfetto() throws {
        let file = try PerfettoFile(Self.bytes(PerfettoExport(), of: Self.pair()))
        #expect(Set(file.events.map(\.track)).isSubset(of: Set(file.tracks)))
        #expect(file.tracks.count == 1 + 2 + 2 + 1, "a process, threads, tasks, a queue")
        #expect(
            file.flows.count == 1 + 2 + 1 && Set(file.flows) == Set(file.lastFlows), "create, wakes, an item")
        #expect(file.texts.contains("a;b\"\n<script>") && file.texts.contains("waiting: queue_get"))
        #expect(file.counters == [1, 0])
    }

    @Test("A part of a trace has what lived, ran and happened in it, whole where it reaches beyond.")
    func range() throws {
        let trace = try Self.pair("worker")
        try trace.task(3, "later", created: 20_000, ended: 30_000)
        try trace.step(3, from: 21_000, to: 22_000)
        try trace.mark(.mark, at: 25_000, task: 3)
        func events(_ range: ExportRange) throws -> [UInt64] {
            try PerfettoFile(Self.bytes(PerfettoExport(range: range), of: trace)).events.map(\.time)
        }
        let all = try events(.whole)
        #expect(try events(ExportRange(from: 0, to: 30_000)) == all)
        let late = try events(ExportRange(from: 9001))
        #expect(late == [20_000, 30_000, 21_000, 22_000, 21_000, 22_000, 25_000])
        let early = try events(ExportRange(to: 19_999))
        #expect(early.count == all.count - late.count)
        // The second run of the worker, with the wait before it; both tasks live.
        let middle = try events(ExportRange(from: 6000, to: 6050))
        #expect(
            middle.contains(2000) && middle.contains(8000) && !middle.contains(1500) && !middle.contains(8500)
        )
        let spans = try Self.text(OpenTelemetryExport(range: ExportRange(from: 9001)), of: trace)
        #expect(spans.ranges(of: "\"spanId\"").count == 1)
        #expect(
            try Self.text(FoldedExport(time: .run, range: ExportRange(from: 9001)), of: trace)
                == "later 1000\n")
    }

    @Test("An end that was moved by a nanosecond does not reach into the next run of the thread.")
    func moved() throws {
        let trace = try TestTrace()
        try trace.task(1, "a", created: 0)
        try trace.task(2, "b", created: 0)
        try trace.step(1, from: 0, to: 101)
        try trace.step(2, from: 100, to: 200)
        let events = try PerfettoFile(Self.bytes(PerfettoExport(), of: trace)).events
        let thread = events.filter { $0.track == 2 * 8 + 2 }
        #expect(thread.map(\.time) == [0, 101, 101, 200])
    }

    @Test("Very long, empty and reversing names come through every export whole or cut, and end nothing.")
    func hostile() throws {
        for name in [String(repeating: "x", count: 100_000), "", "\u{202E}\u{7}]}}\",", "\0"] {
            let trace = try Self.pair(name)
            for format in ExportFormat.allCases {
                let count = try Self.bytes(format.export(), of: trace).count
                // Rows are what the view has.
                #expect(count < (format == .csv || format == .jsonl ? 1_000_000 : 100_000), "\(format)")
            }
        }
    }

    @Test("Numbers beyond all times do not end an export.", arguments: ExportFormat.allCases)
    func extremes(_ format: ExportFormat) throws {
        let trace = try TestTrace()
        try trace.task(1, "a", created: .min, ended: .max)
        try trace.task(.max, "b", parent: .min, created: .max, ended: .min)
        for (ended, run) in [(Int64.max, Int64.min), (.min, .max), (0, -5), (5, .max)] {
            try trace.insert(
                "step",
                [
                    "ended": ended, "run_ns": run, "task": Int64.max, "thread": Int64.min,
                    "ready_ns": Int64.min,
                    "wait_ns": Int64.max, "reason": Int64.min, "object": Int64.max, "site": Int64.min,
                    "waker": 1, "stack": ended,
                ])
        }
        try trace.insert(
            "queue_op", ["at": Int64.min, "queue": Int64.max, "op": 1, "depth": Int64.min, "item": Int64.max])
        try trace.insert("mark", ["at": Int64.max, "kind": Int64.min, "task": Int64.min])
        try trace.insert(
            "open_task",
            ["task": 1, "state": 3, "since": Int64.min, "thread": Int64.max, "wait_ns": Int64.min])
        try trace.insert("gap", ["first": Int64.min, "last": Int64.max, "lost": Int64.max, "reason": 9])
        _ = try Self.bytes(format.export(), of: trace)
    }
}

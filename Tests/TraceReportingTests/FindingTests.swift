import Testing
import TraceFixtures
import TraceModel
import TraceReporting
import TraceStore

/// Each rule finds what it is for, and nothing in a trace where all is well.
@Suite struct FindingTests {
    let trace: TestTrace

    init() throws { trace = try TestTrace() }

    private func findings(_ rule: String) throws -> [Finding] {
        try FindingRules.findings(in: TraceReader(path: trace.path), only: rule)
    }

    @Test("A program in which nothing goes wrong has no findings.")
    func none() throws {
        let work = try trace.site("work()", "W.swift", 1)
        try trace.object(7, .queue, "orders")
        try trace.task(1, "main", kind: .preexisting, runs: work, created: nil)
        try trace.task(2, "quick", runs: work, created: 0, ended: ms(10))
        try trace.step(2, from: ms(1), to: ms(5), ready: ms(1))
        try trace.task(3, "stopped", runs: work, created: 0, ended: ms(12), outcome: .cancelled)
        try trace.cancel(3, at: ms(10), delivered: ms(11), ended: ms(12))
        try trace.queue(7, .put, at: ms(1), depth: 1, item: 1)
        try trace.queue(7, .get, at: ms(2), depth: 0, item: 1, dwell: ms(1))
        let found = try FindingRules.findings(in: TraceReader(path: trace.path))
        #expect(found.map(\.message) == [])
    }

    @Test("A slow callback names its function, its place and how often it was slow.")
    func slowCallback() throws {
        let site = try trace.site("A.hash(of: Swift.Int) -> ()", "A/Hash.swift", 7)
        try trace.task(1, "a", created: 0)
        try trace.slow(at: ms(300), took: ms(200), threshold: ms(100), task: 1, site: site)
        try trace.slow(at: ms(900), took: ms(150), threshold: ms(100), task: 1, site: site)
        let found = try findings("slow-callback")
        #expect(
            found.map(\.message) == [
                "A.hash(of:) (Hash.swift:7) ran for up to 200 ms without suspending, 2 times longer than 100 ms."
            ])
        #expect(found.first?.severity == .warning)
        #expect(found.first?.at == ms(100))
        #expect(found.first?.culprit?.line == 7)
    }

    @Test("A loss says how many events, and why.")
    func loss() throws {
        try trace.lost(5, .segmentsFull, from: ms(1), to: ms(2))
        try trace.lost(7, .segmentsFull, from: ms(3), to: ms(4), thread: 2)
        let found = try findings("loss")
        #expect(found.map(\.message) == ["12 events were not kept (segments_full)."])
        #expect(found.first?.evidence == ["Between 1.00 ms and 4.00 ms, on 2 threads."])
    }

    @Test("An error that was never retrieved is an error, with its message.")
    func neverRetrieved() throws {
        try trace.task(1, "setter", created: 0)
        try trace.mark(.neverRetrieved, at: ms(5), task: 1, text: "InvalidStateError")
        let found = try findings("never-retrieved")
        #expect(found.map(\.message) == ["The error of task 1 'setter' was never retrieved."])
        #expect(found.first?.severity == .error)
        #expect(found.first?.evidence.contains("InvalidStateError") == true)
    }

    @Test("An error that was never retrieved names the future or task that had it, and its place.")
    func neverRetrievedFuture() throws {
        let site = try trace.site("program()", "App/Program.swift", 28)
        try trace.task(1, "bystander", created: 0)
        try trace.object(7, .future, "operation future")
        try trace.object(8, .future, "operation")
        try trace.mark(
            .neverRetrieved, at: 5, task: 1, object: 7, site: site,
            text: "Future exception was never retrieved: E")
        try trace.mark(
            .neverRetrieved, at: 6, object: 8, site: site, text: "Task exception was never retrieved: E")
        #expect(
            try findings("never-retrieved").map(\.message) == [
                "The error of future 'operation future' (Program.swift:28) was never retrieved.",
                "The error of task 'operation' (Program.swift:28) was never retrieved.",
            ])
    }

    @Test("A task that was destroyed while pending is an error.")
    func destroyedPending() throws {
        try trace.task(1, "forgotten", created: 0)
        try trace.mark(.destroyedPending, at: ms(5), task: 1)
        let found = try findings("destroyed-pending")
        #expect(found.map(\.message) == ["Task 1 'forgotten' was destroyed while it was pending."])
    }

    @Test("Tasks that never ended tell what the oldest waits for; in a live trace they are no finding.")
    func neverEnded() throws {
        let site = try trace.site("consume()", "Q.swift", 4)
        try trace.object(7, .queue, "orders")
        try trace.task(1, "consumer", created: ms(2))
        try trace.task(2, "consumer", created: ms(1))
        try trace.open(2, .waiting, since: ms(3), reason: .queueGet, on: 7, at: site)
        try trace.mark(.mark, at: ms(103))
        let found = try findings("never-ended")
        #expect(found.map(\.message) == ["2 tasks 'consumer' had not ended when the trace was closed."])
        #expect(
            found.first?.evidence == [
                "The oldest, task 2, was created at 1.00 ms.",
                "It had been waiting for queue_get on 'orders' for 100 ms.",
            ])
        #expect(found.first?.culprit?.sentence == "consume() (Q.swift:4)")

        try trace.database.execute("UPDATE meta SET value = 'live' WHERE key = 'state'")
        #expect(try findings("never-ended").isEmpty)
    }

    @Test("Starvation blames what ran meanwhile, once, and counts the tasks that waited for a thread.")
    func starvation() throws {
        let busy = try trace.site("spin()", "Spin.swift", 3)
        let victim = try trace.site("answer()", "Answer.swift", 9)
        try trace.task(1, "busy", runs: busy, created: 0)
        try trace.step(1, from: ms(10), to: ms(510))
        try trace.task(2, "victim", runs: victim, created: ms(20))
        try trace.step(2, from: ms(511), to: ms(512), ready: ms(491))
        for id in 3...4 {
            try trace.task(Int64(id), "other", runs: victim, created: ms(100))
            try trace.step(Int64(id), from: ms(510 + Double(id)), to: ms(510.5 + Double(id)), ready: ms(410))
        }
        let found = try findings("starvation")
        #expect(
            found.map(\.message) == ["spin() (Spin.swift:3) kept ready tasks from a thread for up to 491 ms."]
        )
        #expect(found.first?.culprit?.function == "spin()")
        #expect(
            found.first?.evidence == [
                "Had to wait longer than 50.0 ms: 'victim' 1 time, 'other' 2 times; together 1.31 s, "
                    + "the longest from 20.0 ms on.",
                "Meanwhile it ran for 490 ms in task 1 'busy'.",
            ])
    }

    @Test("Of many names that had to wait a few are told; those that read the same are one.")
    func starvationNames() throws {
        let busy = try trace.site("spin()", "Spin.swift", 3)
        try trace.task(1, "busy", runs: busy, created: 0)
        try trace.step(1, from: ms(10), to: ms(510))
        let long = "the same beginning and the same end"
        for (index, name) in ["a", "b", "\(long) 1 \(long)", "\(long) 2 \(long)", "c", "d", "e"].enumerated()
        {
            let (id, later) = (Int64(index + 2), Double(index))
            try trace.task(id, name, created: ms(20 + 2 * later))
            try trace.step(id, from: ms(511 + later), to: ms(511.5 + later), ready: ms(491 - later))
        }
        let evidence = try #require(try findings("starvation").first?.evidence.first)
        #expect(evidence.contains("'a' 1 time, 'b' 1 time, '"))
        #expect(evidence.contains("' 2 times, 'c' 1 time, 2 more names; together"), "\(evidence)")
    }

    @Test("Each culprit of starvation is a finding; where none was seen, the tasks that waited are named.")
    func starvationCulprits() throws {
        let spin = try trace.site("spin()", "Spin.swift", 3)
        try trace.task(1, "busy", runs: spin, created: 0)
        try trace.step(1, from: ms(10), to: ms(200))
        try trace.task(2, "nameless", created: 0)
        try trace.step(2, from: ms(300), to: ms(500))
        for (id, label, from) in [(3, "one", 201.0), (4, "two", 501.0), (5, "three", 801.0)] {
            try trace.task(Int64(id), label, created: 0)
            try trace.step(Int64(id), from: ms(from), to: ms(from + 1), ready: ms(180 - Double(id)))
        }
        // Too short to have been in the way of 'three'.
        try trace.task(6, "short", runs: spin, created: 0)
        try trace.step(6, from: ms(700), to: ms(701))
        #expect(
            try findings("starvation").map(\.message) == [
                "spin() (Spin.swift:3) kept ready tasks from a thread for up to 177 ms.",
                "Task 2 'nameless' kept ready tasks from a thread for up to 176 ms.",
                "'three' was ready for up to 175 ms before it got a thread.",
            ])
    }

    @Test("A task that goes on after its cancellation is found, ended or not.")
    func slowCancellation() throws {
        try trace.task(1, "stubborn", created: 0, ended: ms(1600), outcome: .cancelled)
        try trace.cancel(1, at: ms(1000), delivered: ms(1500), ended: ms(1600))
        try trace.task(2, "deaf", created: 0)
        try trace.cancel(2, at: ms(600))
        #expect(
            try findings("slow-cancellation").map(\.message) == [
                "'deaf' had not ended 1.00 s after it had been cancelled.",
                "'stubborn' ended 600 ms after it had been cancelled.",
            ])
    }

    @Test("A queue that grows blames who gets too little.")
    func queueGrowth() throws {
        let put = try trace.site("produce()", "P.swift", 1)
        let get = try trace.site("consume()", "C.swift", 2)
        try trace.object(7, .queue, "orders")
        for item in 1...150 {
            try trace.queue(7, .put, at: Int64(item) * 10, depth: item, item: item, site: put)
        }
        try trace.queue(7, .get, at: 5000, depth: 149, item: 1, dwell: 4990, site: get)
        let found = try findings("queue-growth")
        #expect(
            found.map(\.message)
                == ["'orders' held 149 items at the end: it is filled faster than it is emptied."])
        #expect(found.first?.culprit?.function == "consume()")
    }

    @Test("A resource that was never closed is a warning.")
    func unclosed() throws {
        try trace.object(7, .eventLoop, "loop")
        try trace.mark(.unclosed, at: ms(5), object: 7, text: "unclosed event loop")
        let found = try findings("unclosed")
        #expect(found.map(\.message) == ["'loop' was released without having been closed."])
        #expect(found.first?.evidence.contains("unclosed event loop") == true)
    }

    @Test("Results that nobody has read are a note, with how many were made there.")
    func resultDiscarded() throws {
        let site = try trace.site("start()", "Start.swift", 4)
        for id in 1...3 { try trace.object(Int64(id), .future, "thumbnail", site: site) }
        for id in 1...2 {
            try trace.mark(.resultDiscarded, at: ms(Double(id)), object: Int64(id), site: site)
        }
        let found = try findings("result-discarded")
        #expect(found.map(\.message) == ["2 results of start() (Start.swift:4) were never read."])
        #expect(found.first?.evidence == ["Of 3 futures made there; the first at 1.00 ms."])
        #expect(found.first?.severity == .note)
        #expect(found.first?.subject == "thumbnail")
    }

    @Test("Failed tasks of one function are one finding, which needs all its names to be suppressed.")
    func failuresOfOneFunction() throws {
        let entry = try trace.site("handle()", "App/Server.swift", 7)
        for (id, name) in [(1, "GET /a"), (2, "GET /a"), (3, "GET /b"), (4, "probe")] {
            try trace.task(
                Int64(id), name, runs: entry, created: Int64(id), ended: Int64(id) + 5, outcome: .threw)
        }
        let reader = try TraceReader(path: trace.path)
        func diagnosis(_ lines: String) throws -> Diagnosis {
            try Diagnosis(of: reader, suppressions: Suppressions(parsing: lines, source: "list"))
        }
        let known = try diagnosis("failed-tasks name=GET* # known").findings
        #expect(
            known.map(\.message) == ["4 of 4 tasks 'GET /a' and 2 other names threw an error."])
        #expect(known.map(\.evidence) == [["Also 'GET /b', 'probe'."]])
        #expect(try diagnosis("failed-tasks name=* # known").findings.isEmpty)
    }

    @Test("Failed tasks and anomalies are notes.")
    func notes() throws {
        try trace.task(1, "import", created: 0, ended: 5, outcome: .threw)
        try trace.task(2, "import", created: 0, ended: 5)
        try trace.mark(.anomaly, at: 3, text: "run without enqueue")
        let found = try FindingRules.findings(in: TraceReader(path: trace.path))
        #expect(
            found.map(\.message) == [
                "1 of 2 tasks 'import' threw an error.",
                "1 record did not fit the state of their task: run without enqueue.",
            ])
        #expect(found.allSatisfy { $0.severity == .note })
    }

    @Test("The most severe finding comes first; every finding says what to do and which view has more.")
    func order() throws {
        try trace.fillAsShop()
        let found = try FindingRules.findings(in: TraceReader(path: trace.path))
        #expect(found.map(\.severity) == found.map(\.severity).sorted(by: >))
        for finding in found {
            #expect(finding.message.hasSuffix(".") && finding.remedy.hasSuffix("."))
            let rows = try QueryTable(finding.query, in: TraceReader(path: trace.path))
            #expect(!rows.rows.isEmpty, "\(finding.query)")
            #expect(finding.query.hasPrefix("SELECT * FROM \(finding.view)"))
        }
        #expect(Set(FindingRules.identifiers).count == FindingRules.identifiers.count)
        #expect(Set(found.map(\.rule)).isSubset(of: FindingRules.identifiers))
    }
}

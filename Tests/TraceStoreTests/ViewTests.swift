import Testing
import TraceFixtures
import TraceModel
import TraceStore

/// What each view shows of a trace made by hand.
@Suite struct ViewTests {
    let trace: TestTrace

    init() throws { trace = try TestTrace() }

    @Test("A task shows its words, its places and how it ended.")
    func tasks() throws {
        let work = try trace.site("work()", "App/Work.swift", 10)
        let main = try trace.site("main()", "App/Main.swift", 3)
        try trace.task(1, kind: .preexisting, created: nil)
        try trace.task(
            2, "worker", kind: .child, parent: 1, runs: work, createdAt: main, created: ms(1), ended: ms(5),
            outcome: .threw)
        try trace.step(2, from: ms(2), to: ms(3), ready: ms(1))
        try trace.step(2, from: ms(4.5), to: ms(5), waited: ms(1.5), for: .sleep)
        try trace.task(3, runs: work, created: ms(2))
        #expect(
            try trace.lines(
                """
                SELECT id, name, label, parent, kind, created, ended, outcome, duration_ns, steps
                FROM tasks ORDER BY id
                """) == """
                    1|-|(unknown)|-|preexisting|-|-|alive|-|0
                    2|worker|worker|1|child|1000000|5000000|threw|4000000|2
                    3|-|work()|-|unstructured|2000000|-|alive|-|0
                    """)
        #expect(
            try trace.lines(
                """
                SELECT run_ns, ready_ns, wait_ns, function, file, line,
                  created_function, created_file, created_line
                FROM tasks WHERE id = 2
                """)
                == "1500000|1000000|1500000|work()|App/Work.swift|10|main()|App/Main.swift|3")
    }

    @Test("The states of a task follow each other without a hole.")
    func taskStates() throws {
        try trace.task(1, created: 0)
        try trace.step(1, from: 10, to: 30, ready: 10)
        try trace.step(1, from: 90, to: 100, ready: 20, waited: 40, for: .event, on: 7)
        try trace.open(1, .running, since: 130, reason: .sleep, waited: 25, ready: 5)
        #expect(
            try trace.lines("SELECT state, at, duration_ns, reason FROM task_states ORDER BY at") == """
                ready|0|10|-
                running|10|20|-
                waiting|30|40|event
                ready|70|20|-
                running|90|10|-
                waiting|100|25|sleep
                ready|125|5|-
                running|130|-|-
                """)
    }

    @Test("A waiting task shows its reason while it waits.")
    func waitingState() throws {
        try trace.task(1, created: 0)
        try trace.open(1, .waiting, since: 50, reason: .lock)
        #expect(try trace.lines("SELECT * FROM task_states") == "1|waiting|50|-|-|lock")
    }

    @Test("Callbacks are the steps of tasks and the callbacks of loops and futures.")
    func callbacks() throws {
        let work = try trace.site("work()", "W.swift", 1)
        let later = try trace.site("later()", "W.swift", 8)
        try trace.task(1, "a", runs: work, created: 0)
        try trace.step(1, from: 10, to: 30)
        try trace.step(1, from: 40, to: 60, waited: 10, for: .yield, at: later)
        try trace.callback(.doneCallback, from: 70, to: 75, task: 1, object: 9, site: work)
        #expect(
            try trace.lines("SELECT * FROM callbacks ORDER BY at") == """
                10|30|20|step|1|a|1|-|work()|W.swift|1
                40|60|20|step|1|a|1|-|later()|W.swift|8
                70|75|5|done_callback|1|a|1|9|work()|W.swift|1
                """)
    }

    @Test("A slow callback shows when it began, its threshold and its message.")
    func slowCallbacks() throws {
        let work = try trace.site("work()", "W.swift", 1)
        try trace.task(1, "a", created: 0)
        try trace.slow(at: 300, took: 200, threshold: 100, task: 1, site: work, message: "Executing <a>")
        #expect(
            try trace.lines("SELECT * FROM slow_callbacks")
                == "100|300|200|100|1|a|1|-|work()|W.swift|1|Executing <a>")
    }

    @Test("Awaits tell what was waited for by name, and whether the wait is over.")
    func awaits() throws {
        let get = try trace.site("consume()", "Q.swift", 4)
        try trace.object(7, .queue, "orders")
        try trace.task(1, "consumer", created: 0)
        try trace.task(2, "helper", created: 0)
        // An object that has the number of a task is not taken for it.
        try trace.object(2, .lock, "not this")
        try trace.step(1, from: 0, to: 5)
        try trace.step(
            1, from: 50, to: 60, ready: 10, waited: 35, for: .queueGet, on: 7, at: get, wokenBy: 2)
        try trace.step(1, from: 80, to: 90, waited: 20, for: .task, on: 2)
        try trace.open(1, .waiting, since: 90, reason: .lock, on: 2)
        #expect(
            try trace.lines("SELECT * FROM awaits ORDER BY at") == """
                5|35|10|1|consumer|queue_get|7|orders|2|2|consume()|Q.swift|4|-|helper
                60|20|0|1|consumer|task|2|helper|-|-|-|-|-|-|-
                90|-|-|1|consumer|lock|2|not this|-|-|-|-|-|-|-
                """)
    }

    @Test("A stack has a row for each frame, and one for each function that is inlined there.")
    func stacks() throws {
        let take = try trace.site("take()", "Q.swift", 4)
        let run = try trace.site("run()", "Q.swift", 9)
        try trace.inlined(at: take, 0, "take()", "Q.swift", 4)
        try trace.inlined(at: take, 1, "serve()", "S.swift", 7)
        try trace.stack(3, [take, run])
        try trace.stack(4, [run], isCut: true)
        try trace.task(1, created: 0)
        try trace.step(1, from: 0, to: 5)
        try trace.step(1, from: 50, to: 60, waited: 35, for: .sleep, at: take, stack: 3)
        #expect(
            try trace.lines("SELECT stack, depth, function, file, line, is_inlined, is_cut FROM stacks")
                == """
                3|0|take()|Q.swift|4|1|0
                3|1|serve()|S.swift|7|0|0
                3|2|run()|Q.swift|9|0|0
                4|0|run()|Q.swift|9|0|1
                """)
        #expect(try trace.lines("SELECT function, stack FROM awaits") == "take()|3")
    }

    @Test("A wait that is over shows its length before its step has ended.")
    func awaitWithoutStep() throws {
        try trace.task(1, created: 0)
        try trace.open(1, .ready, since: 100, reason: .sleep, waited: 60)
        try trace.task(2, created: 0)
        try trace.open(2, .running, since: 100, reason: .sleep, waited: 60, ready: 10)
        #expect(
            try trace.lines("SELECT task, at, duration_ns, ready_ns FROM awaits ORDER BY task") == """
                1|40|60|-
                2|30|60|10
                """)
    }

    @Test("Waits by site add up what awaits list.")
    func waitsBySite() throws {
        let site = try trace.site("nap()", "N.swift", 2)
        // The same line at another address.
        let twin = try trace.site("nap()", "N.swift", 2)
        try trace.task(1, created: 0)
        try trace.step(1, from: 10, to: 11, waited: 10, for: .sleep, at: site)
        try trace.step(1, from: 31, to: 32, waited: 20, for: .sleep, at: twin)
        try trace.step(1, from: 33, to: 34, waited: 1, for: .yield, at: site)
        try trace.open(1, .waiting, since: 34, reason: .sleep, at: site)
        for isAddedUp in [true, false] {
            // Without the recorder's sums the steps themselves are added up.
            if !isAddedUp { try trace.database.execute("DELETE FROM wait_total") }
            #expect(
                try trace.lines("SELECT * FROM waits_by_site ORDER BY total_ns DESC") == """
                    sleep|3|30|20|1|nap()|N.swift|2
                    yield|1|1|1|0|nap()|N.swift|2
                    """)
        }
    }

    @Test("Waits by site leave out steps for which no reason to wait is known.")
    func waitsWithoutReason() throws {
        try trace.task(1, created: 0)
        try trace.step(1, from: 0, to: 5)
        try trace.step(1, from: 20, to: 21, waited: 15)
        try trace.open(1, .ready, since: 40, waited: 19)
        try trace.task(2, created: 0)
        try trace.open(2, .waiting, since: 40)
        #expect(try trace.lines("SELECT * FROM waits_by_site") == "")
        #expect(try trace.lines("SELECT count(*) FROM awaits") == "3")
    }

    @Test("A cancellation tells who asked, when it was noticed and what came of it.")
    func cancellations() throws {
        let site = try trace.site("stop()", "S.swift", 6)
        try trace.task(1, "main", created: 0)
        try trace.task(2, "victim", created: 0, ended: 90, outcome: .cancelled)
        try trace.task(3, created: 0)
        try trace.cancel(2, at: 50, by: 1, site: site, delivered: 60, ended: 90)
        try trace.cancel(3, at: 51, cause: .propagated)
        #expect(
            try trace.lines("SELECT * FROM cancellations ORDER BY at") == """
                50|2|victim|1|1|direct|60|90|40|cancelled|stop()|S.swift|6|main
                51|3|-|-|1|propagated|-|-|-|alive|-|-|-|-
                """)
    }

    @Test("Queue operations carry depth and dwell.")
    func queueOperations() throws {
        let site = try trace.site("put()", "Q.swift", 1)
        try trace.object(7, .queue, "orders")
        try trace.task(1, "p", created: 0)
        try trace.queue(7, .put, at: 10, depth: 1, item: 1, task: 1, site: site)
        try trace.queue(7, .get, at: 30, depth: 0, item: 1, dwell: 20, task: 1)
        #expect(
            try trace.lines("SELECT * FROM queue_operations ORDER BY at") == """
                10|put|7|orders|1|1|-|1|p|1|put()|Q.swift|1|-
                30|get|7|orders|0|1|20|1|p|1|-|-|-|-
                """)
    }

    @Test("A queue sums up its operations; percentiles are by nearest rank.")
    func queues() throws {
        try trace.object(7, .queue, "orders")
        for item in 1...20 {
            try trace.queue(7, .put, at: ms(Double(item)), depth: item, item: item)
        }
        for item in 1...19 {
            try trace.queue(
                7, .get, at: ms(Double(30 + item)), depth: 20 - item, item: item, dwell: Int64(item))
        }
        // No operation has ended in this one: no throughput, no dwell.
        try trace.queue(8, .put, at: ms(100), depth: 1, item: 1)
        #expect(
            try trace.lines(
                """
                SELECT id, name, puts, gets, round(gets_per_second), depth, max_depth, dwell_p50_ns,
                  dwell_p95_ns, dwell_p99_ns, dwell_max_ns
                FROM queues ORDER BY id
                """) == """
                    7|orders|20|19|396.0|1|20|10|19|19|19
                    8|-|1|0|-|1|1|-|-|-|-
                    """)
    }

    @Test("Latency groups by given name, else by function; percentiles are by nearest rank.")
    func taskLatency() throws {
        let work = try trace.site("work()")
        for id in 1...100 {
            try trace.task(
                Int64(id), "named", runs: work, created: 0, ended: Int64(id),
                outcome: id == 1 ? .threw : id < 4 ? .cancelled : .ok)
        }
        try trace.task(101, "named", created: 0)
        try trace.task(102, runs: work, created: 10, ended: 15)
        try trace.task(103, created: nil)
        #expect(
            try trace.lines(
                """
                SELECT name, count, p50_ns, p95_ns, p99_ns, max_ns, total_ns, failed, cancelled, alive
                FROM task_latency ORDER BY count DESC, name DESC
                """) == """
                    named|101|50|95|99|100|5050|1|2|1
                    work()|1|5|5|5|5|5|0|0|0
                    (unknown)|1|-|-|-|-|-|0|0|1
                    """)
    }

    @Test("A loss shows how many events, exactly, when and why.")
    func losses() throws {
        #expect(try trace.lines("SELECT * FROM losses") == "")
        try trace.lost(12, .segmentsFull, from: 5, to: 9, thread: 2)
        #expect(try trace.lines("SELECT * FROM losses") == "5|9|2|12|segments_full|-")
        #expect(try trace.lines("SELECT events_lost FROM trace") == "12")
    }

    @Test("The trace as a whole is one row, up to the last thing that is known.")
    func wholeTrace() throws {
        try trace.task(1, created: 0, ended: 40, outcome: .threw)
        try trace.task(2, created: 0, ended: 50, outcome: .cancelled)
        try trace.task(3, created: 90)
        try trace.step(1, from: 0, to: 40)
        #expect(
            try trace.lines("SELECT * FROM trace")
                == "/srv/app/shop|4711|1|closed|probe|1700000000000000000|90|3|1|1|1|1|0|2|0|-|-|0")
    }

    @Test("A process shows its parent, its own tasks and its own losses.")
    func processes() throws {
        try trace.database.execute(
            """
            INSERT INTO process(id, pid, executable, started, ended, parent, note)
            VALUES (2, 4720, '/srv/app/worker', 20, NULL, 4711, 'a note')
            """)
        try trace.task(1, created: 0)
        try trace.task(1 << 32 | 1, created: 25)
        try trace.task(1 << 32 | 2, created: 26)
        try trace.database.execute(
            "INSERT INTO gap(first, last, lost, reason, process) VALUES (30, 31, 5, 1, 2)")
        #expect(
            try trace.lines(
                "SELECT id, pid, parent, executable, started, tasks, events_lost, note FROM processes ORDER BY id"
            )
                == """
                1|4711|-|/srv/app/shop|0|1|0|-
                2|4720|4711|/srv/app/worker|20|2|5|a note
                """)
    }

    @Test("A thread sums up what ran on it.")
    func threads() throws {
        try trace.task(1, created: 0)
        try trace.step(1, from: 10, to: 40)
        try trace.step(1, from: 50, to: 55, waited: 10, for: .yield)
        #expect(
            try trace.lines("SELECT * FROM threads ORDER BY id") == """
                1|1|4712|-|2|35|10|55
                2|1|4713|-|0|0|-|-
                """)
    }

    @Test("A mark carries its words, its object and its numbers.")
    func marks() throws {
        try trace.object(7, .event, "go")
        try trace.task(1, "a", created: 0)
        try trace.mark(.eventSet, at: 5, task: 1, object: 7, value: 2)
        try trace.mark(.mark, at: 6, text: "half way")
        #expect(
            try trace.lines("SELECT at, kind, task_name, object_name, text, value FROM marks ORDER BY at")
                == """
                5|event_set|a|go|-|2
                6|mark|-|-|half way|-
                """)
    }
}

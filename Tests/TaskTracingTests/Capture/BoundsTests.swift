import Foundation
import Synchronization
import TaskTracing
import Testing
import TraceReporting
import TraceStore

private struct Failed: Error {}

/// Tasks that end well, throw, are cancelled, and use a queue.
private func mixedWork(_ rounds: Int) async throws {
    let jobs = TracedQueue<Int>(name: "jobs", maxSize: 3)
    let consumer = Task(name: "consumer") {
        for _ in 0..<rounds { _ = try await jobs.get() }
    }
    for number in 0..<rounds {
        try await jobs.put(number)
        let task = Task(name: "work-\(number % 3)") {
            if number % 4 == 0 { throw Failed() }
            await Task.yield()
        }
        _ = await task.result
        await Task.detached { await Task.yield() }.value
        let sleeper = Task(name: "sleeper") { try await Task.sleep(for: .seconds(60)) }
        sleeper.cancel()
        _ = await sleeper.result
    }
    try await consumer.value
}

extension RecordingTests {
    @Suite("Bounds and totals of a recording")
    struct Bounds {
        private func configuration() -> TaskTracingConfiguration {
            var configuration = TaskTracingConfiguration()
            configuration.findsSourceLines = false
            return configuration
        }

        @Test("Every total that is kept over the run is what the details say, where all of them are there.")
        func totals() async throws {
            let trace = try await TracedProgram.run(configuration()) {
                try await mixedWork(60)
                try await Task.sleep(for: .milliseconds(1100))
                try await mixedWork(20)
            }
            func expectSame(_ totals: String, _ details: String) throws {
                let rows = try trace.table(details)
                #expect(try trace.table(totals) == rows)
                #expect(!rows.isEmpty)
            }
            try expectSame(
                """
                SELECT at, tasks_ended, tasks_failed, tasks_cancelled FROM rates WHERE tasks_ended > 0 ORDER BY at
                """,
                """
                SELECT ended / 1000000000 * 1000000000, count(*), sum(outcome = 'threw'), sum(outcome = 'cancelled')
                FROM tasks WHERE ended IS NOT NULL GROUP BY 1 ORDER BY 1
                """)
            try expectSame(
                "SELECT at, tasks_created FROM rates WHERE tasks_created > 0 ORDER BY at",
                """
                SELECT created / 1000000000 * 1000000000, count(*) FROM tasks WHERE created IS NOT NULL
                GROUP BY 1 ORDER BY 1
                """)
            try expectSame(
                "SELECT at, steps, run_ns, ready_ns, wait_ns FROM rates WHERE steps > 0 ORDER BY at",
                """
                SELECT ended / 1000000000 * 1000000000, count(*), sum(run_ns), coalesce(sum(ready_ns), 0),
                  coalesce(sum(wait_ns), 0)
                FROM steps GROUP BY 1 ORDER BY 1
                """)
            try expectSame(
                "SELECT at, queue_puts, queue_gets FROM rates WHERE queue_puts > 0 ORDER BY at",
                """
                SELECT at / 1000000000 * 1000000000, sum(operation = 'put'), sum(operation = 'get')
                FROM queue_operations GROUP BY 1 ORDER BY 1
                """)
            try expectSame(
                """
                SELECT name, ended, failed, cancelled, total_ns, max_ns, run_ns, ready_ns, wait_ns, steps FROM task_totals
                ORDER BY name
                """,
                """
                SELECT label, count(*), sum(outcome = 'threw'), sum(outcome = 'cancelled'),
                  coalesce(sum(duration_ns), 0), max(duration_ns), sum(run_ns), sum(ready_ns), sum(wait_ns), sum(steps)
                FROM tasks WHERE ended IS NOT NULL GROUP BY label ORDER BY label
                """)
            try expectSame(
                """
                SELECT name, puts, gets, depth, max_depth, max_dwell_ns, first, last, round(mean_depth, 6)
                FROM queue_totals ORDER BY queue
                """,
                """
                WITH depths AS (
                  SELECT queue, at, depth, lead(at) OVER (PARTITION BY queue ORDER BY at) - at AS lasted
                  FROM queue_operations
                )
                SELECT name, puts, gets, depth, max_depth, dwell_max_ns, first, last,
                  (SELECT round(total(depth * lasted) / sum(lasted), 6) FROM depths WHERE queue = queues.id)
                FROM queues ORDER BY id
                """)
            try expectSame(
                "SELECT queue, sum(count) FROM queue_histograms GROUP BY queue ORDER BY queue",
                """
                SELECT queue, count(*) FROM queue_operations WHERE dwell_ns IS NOT NULL GROUP BY queue ORDER BY queue
                """)
            #expect(try trace.table("SELECT first, last, reason FROM kept_windows") == ["0|-|-"])
            #expect(try TraceOverview(trace).coverage.sentence == nil)
        }

        @Test(
            "With a bound on age, old details go while recording, and the report says since when there are any."
        )
        func age() async throws {
            var configuration = configuration()
            configuration.keep.maximumAge = .milliseconds(200)
            let count = Mutex(0)
            let trace = try await TracedProgram.run(configuration) {
                let keeper = Task(name: "keeper") { try await Task.sleep(for: .seconds(60)) }
                for _ in 0..<8 {
                    try await mixedWork(20)
                    count.withLock { $0 += 1 + 20 * 3 }
                    try await Task.sleep(for: .milliseconds(100))
                }
                keeper.cancel()
                _ = await keeper.result
            }
            // The caller's own, and the keeper.
            let made = count.withLock { $0 } + 2
            #expect(try trace.number("SELECT tasks FROM trace") == made)
            #expect(try trace.number("SELECT sum(ended) FROM task_totals") == made - 1)
            #expect(try trace.number("SELECT count(*) FROM task") < made)
            #expect(try trace.number("SELECT details_from FROM trace") > 0)
            #expect(
                try trace.number("SELECT min(ended) FROM step")
                    >= trace.number("SELECT details_from FROM trace"))
            #expect(try trace.number("SELECT count(*) FROM tasks WHERE name = 'keeper'") == 1)
            let sentence = try #require(try TraceOverview(trace).coverage.sentence)
            #expect(sentence.hasPrefix("Details from 00:00:0"))
            #expect(try TextReport(trace: trace, style: .plain).render().contains("Details from 00:00:0"))
            #expect(try HTMLReport(trace: trace).render().contains("Details from 00:00:0"))
            #expect(try JSONReport(trace: trace).render().contains("\"whole_run\": false"))
        }

        @Test(
            "A flight recorder keeps what was before and after it was asked to, and its end; totals cover the rest."
        )
        func flightRecorder() async throws {
            var configuration = configuration()
            var recorder = TaskTracingConfiguration.FlightRecorder()
            recorder.length = .milliseconds(150)
            (recorder.before, recorder.after) = (.milliseconds(100), .milliseconds(50))
            configuration.flightRecorder = recorder
            configuration.slowCallbackThreshold = .seconds(60)
            let path = try TracedProgram.newFolder().appending(path: "trace.sqlite").path
            let tracer = try await TaskTracer.start(to: path, configuration: configuration)
            for round in 0..<16 {
                if round == 8 { tracer.persist(reason: "a test asked") }
                try await Task(name: "round-\(round)") { try await mixedWork(5) }.value
                try await Task.sleep(for: .milliseconds(60))
                if round == 8 { try await waitForWindow(in: path) }
            }
            await tracer.stop()
            let trace = try TracedProgram.open(path)
            let windows = try trace.table("SELECT reason FROM kept_windows ORDER BY first")
            #expect(windows.contains("request: a test asked") && windows.last == "end of the recording")
            #expect(
                try trace.table("SELECT text FROM marks WHERE kind = 'persist'") == ["request: a test asked"])
            // Nothing but what the windows hold, and nothing twice.
            #expect(
                try trace.number(
                    """
                    SELECT count(*) FROM steps WHERE NOT EXISTS (
                      SELECT 1 FROM kept_windows
                      WHERE steps.ended > first AND (last IS NULL OR steps.ended <= last + 1000))
                    """) == 0)
            #expect(
                try trace.table("SELECT name FROM tasks WHERE name IN ('round-8', 'round-15') ORDER BY name")
                    .count == 2)
            #expect(try trace.number("SELECT rows FROM dropped_details WHERE what = 'step'") > 0)
            #expect(try trace.number("SELECT tasks FROM trace") == 16 * (2 + 5 * 3) + 1)
            #expect(try trace.number("SELECT sum(ended) FROM task_totals WHERE name LIKE 'round-%'") == 16)
            let sentence = try #require(try TraceOverview(trace).coverage.sentence)
            #expect(sentence.hasPrefix("Details for \(windows.count) windows, "))
            #expect(sentence.hasSuffix("Totals cover the whole run."))
        }

        @Test("A slow callback makes a flight recorder keep it, and what was before.")
        func slowCallback() async throws {
            var configuration = configuration()
            configuration.slowCallbackThreshold = .milliseconds(40)
            var recorder = TaskTracingConfiguration.FlightRecorder()
            recorder.length = .milliseconds(300)
            (recorder.before, recorder.after) = (.milliseconds(200), .milliseconds(10))
            configuration.flightRecorder = recorder
            let trace = try await TracedProgram.run(configuration) {
                try await Task.sleep(for: .milliseconds(700))
                await Task(name: "slow") { blockThread(120) }.value
                try await Task.sleep(for: .milliseconds(700))
            }
            #expect(
                try trace.number(
                    """
                    SELECT count(*) FROM slow_callbacks JOIN kept_windows ON reason LIKE 'slow callback%'
                    WHERE slow_callbacks.task_name = 'slow' AND slow_callbacks.ended > first
                    """) >= 1)
            // Of the time in which nothing happened there is nothing.
            #expect(try trace.number("SELECT min(first) FROM kept_windows") > 100_000_000)
        }

        @Test("A finding makes a flight recorder keep what was around it, while the program runs.")
        func findings() async throws {
            var configuration = configuration()
            configuration.slowCallbackThreshold = .milliseconds(200)
            var recorder = TaskTracingConfiguration.FlightRecorder()
            (recorder.before, recorder.after) = (.seconds(10), .zero)
            configuration.flightRecorder = recorder
            let path = try TracedProgram.newFolder().appending(path: "trace.sqlite").path
            let tracer = try await TaskTracer.start(to: path, configuration: configuration)
            let queue = TracedQueue<Int>(name: "growing")
            for number in 0..<100 { try await queue.put(number) }
            try await waitForWindow(in: path, "finding: a queue that grows")
            // Does not look whether it is cancelled.
            let isOver = Mutex(false)
            let stubborn = Task(name: "stubborn") {
                while !isOver.withLock(\.self) {
                    usleep(1000)
                    await Task.yield()
                }
            }
            stubborn.cancel()
            try await waitForWindow(in: path, "finding: a task that goes on after its cancellation")
            isOver.withLock { $0 = true }
            await stubborn.value
            // More than the threads can do in time, and nothing of it slow.
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<ProcessInfo.processInfo.activeProcessorCount * 200 {
                    group.addTask(name: "crowd") { blockThread(3) }
                }
            }
            try await waitForWindow(in: path, "finding: a task that got no thread")
            await tracer.stop()
            let trace = try TracedProgram.open(path)
            // Kept with its rows, not only counted.
            #expect(try trace.number("SELECT count(*) FROM queue_operations") == 100)
            #expect(try trace.number("SELECT count(*) FROM tasks WHERE name = 'stubborn'") == 1)
        }

        @Test("What an element of a queue is stands nowhere in a trace, unless it is asked for.")
        func describedItems() async throws {
            func bytes(_ queue: @escaping @Sendable () -> TracedQueue<String>) async throws -> (
                TraceReader, Data
            ) {
                let trace = try await TracedProgram.run(configuration()) {
                    let queue = queue()
                    let producer = Task {
                        for number in 0..<3 { try await queue.put("pass" + "word-\(number)") }
                    }
                    for _ in 0..<3 { _ = try await queue.get() }
                    try await producer.value
                }
                return (trace, try Data(contentsOf: URL(filePath: trace.path)))
            }
            let secret = Data("password-".utf8)
            let (_, without) = try await bytes { TracedQueue(name: "secrets", maxSize: 1) }
            #expect(without.range(of: secret) == nil)
            let (trace, with) = try await bytes {
                TracedQueue(
                    name: "told", maxSize: 1,
                    describingItems: { "item " + $0 + String(repeating: "é", count: 400) })
            }
            #expect(with.range(of: secret) != nil)
            let texts = try trace.table(
                "SELECT item_text FROM queue_operations WHERE operation = 'put' ORDER BY item")
            #expect(texts.map { $0.prefix(15) } == ["item password-0", "item password-1", "item password-2"])
            #expect(texts.allSatisfy { $0.utf8.count <= 500 && !$0.contains("\u{FFFD}") })
            #expect(
                try trace.number(
                    "SELECT count(*) FROM queue_operations WHERE operation = 'get' AND item_text IS NOT NULL")
                    == 0)
        }
    }
}

/// Until a window is complete in the file, which is being written.
private func waitForWindow(in path: String, _ reason: String = "%") async throws {
    let count = "SELECT count(*) FROM kept_windows WHERE last IS NOT NULL AND reason LIKE '\(reason)'"
    for _ in 0..<400 {
        let trace = try TraceReader(path: path)
        if try trace.number(count) > 0 { return }
        try await Task.sleep(for: .milliseconds(25))
    }
    Issue.record("The flight recorder has not kept anything for \(reason).")
}

/// Holds up its thread.
private func blockThread(_ milliseconds: Int) {
    usleep(UInt32(milliseconds) * 1000)
}

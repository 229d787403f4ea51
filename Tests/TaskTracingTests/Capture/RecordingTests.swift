import Foundation
import Synchronization
import TaskTracing
import Testing
import TraceStore

private struct Refused: Error {}

private actor Account {
    private var total = 0
    func add(_ amount: Int) async -> Int {
        total += amount
        return total
    }
}

/// Resumes at once, from a thread that does nothing else: often while the task is still about to suspend.
private final class Resumer: Sendable {
    private let waiting = Mutex<CheckedContinuation<Void, Never>?>(nil)
    private let isStopped = Atomic(false)

    func resume(_ continuation: CheckedContinuation<Void, Never>) {
        waiting.withLock { $0 = continuation }
    }

    func stop() { isStopped.store(true, ordering: .relaxed) }

    func run() {
        while !isStopped.load(ordering: .relaxed) {
            waiting.withLock { $0.take() }?.resume()
        }
    }
}

/// Real programs under the real tracer, one at a time.
@Suite("Recording a program", .serialized)
struct RecordingTests {
    @Test("Every task is there with its name, its kind, its creator and its outcome.")
    func tasks() async throws {
        let trace = try await TracedProgram.run {
            let parent = Task(name: "parent") {
                await withTaskGroup(of: Void.self) { group in
                    for number in 0..<3 { group.addTask(name: "child-\(number)") { await Task.yield() } }
                }
                async let value = twice(21)
                return await value
            }
            let failing = Task.detached(name: "failing") { throw Refused() }
            let patient = Task(name: "patient") { try await Task.sleep(for: .seconds(60)) }
            patient.cancel()
            _ = await (parent.value, failing.result, patient.result)
        }
        #expect(
            try trace.table(
                """
                SELECT t.name, t.kind, coalesce(p.name, p.kind), t.outcome FROM tasks t
                LEFT JOIN tasks p ON p.id = t.parent WHERE t.name IS NOT NULL OR t.kind = 'async_let' ORDER BY t.name
                """) == [
                    "-|async_let|parent|ok", "child-0|group_child|parent|ok", "child-1|group_child|parent|ok",
                    "child-2|group_child|parent|ok", "failing|unstructured|preexisting|threw",
                    "parent|unstructured|preexisting|ok", "patient|unstructured|preexisting|cancelled",
                ])
        #expect(try trace.number("SELECT count(*) FROM losses") == 0)
    }

    @Test("A task that runs where it is made is known by its name, its kind and its creator, like any other.")
    func immediateTasks() async throws {
        let trace = try await TracedProgram.run {
            await Task(name: "maker") {
                await Task.immediate(name: "at once") { await Task.yield() }.value
                await withTaskGroup(of: Void.self) { group in
                    group.addImmediateTask(name: "child at once") {}
                }
            }.value
        }
        #expect(
            try trace.table(
                """
                SELECT t.name, t.kind, p.name, t.outcome, t.created_function LIKE '%immediateTasks%' FROM tasks t
                JOIN tasks p ON p.id = t.parent WHERE t.name LIKE '%at once' ORDER BY 1
                """) == ["at once|unstructured|maker|ok|1", "child at once|group_child|maker|ok|1"])
    }

    @Test("A wait for an AsyncStream is told as such, with the line that waits and the task that produced.")
    func streams() async throws {
        let line = #line + 4
        let trace = try await TracedProgram.run {
            let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
            let consumer = Task(name: "consumer") {
                for await _ in stream {}
            }
            try await Task.sleep(for: .milliseconds(50))
            await Task(name: "producer") { _ = continuation.yield(1) }.value
            try await Task.sleep(for: .milliseconds(50))
            continuation.finish()
            await consumer.value
        }
        #expect(
            try trace.table(
                """
                SELECT a.reason, a.line, coalesce(w.name, w.kind) FROM awaits a JOIN tasks w ON w.id = a.waker_task
                WHERE a.task_name = 'consumer' ORDER BY a.at
                """) == ["stream|\(line)|producer", "stream|\(line)|preexisting"])
    }

    @Test("A child that throws is who cancels the others of its discarding group, and who wakes them.")
    func cancelledBySibling() async throws {
        let trace = try await TracedProgram.run {
            try? await withThrowingDiscardingTaskGroup { group in
                group.addTask(name: "patient") { try await Task.sleep(for: .seconds(60)) }
                group.addTask(name: "failing") {
                    try await Task.sleep(for: .milliseconds(100))
                    throw Refused()
                }
            }
        }
        let by = "JOIN tasks b ON b.id"
        #expect(
            try trace.table("SELECT task_name, b.name, cause FROM cancellations c \(by) = c.by_task")
                == ["patient|failing|propagated"])
        #expect(
            try trace.table(
                "SELECT reason, b.name FROM awaits a \(by) = a.waker_task WHERE task_name = 'patient'")
                == ["sleep|failing"])
    }

    @Test("Cancelling a task that is over changes nothing in its row.")
    func cancelledTooLate() async throws {
        let trace = try await TracedProgram.run {
            let task = Task(name: "quick") { await Task.yield() }
            await task.value
            task.cancel()
        }
        // One step or two: a yield that nobody else waits for need not suspend.
        #expect(try trace.table("SELECT outcome, steps > 0 FROM tasks WHERE name = 'quick'") == ["ok|1"])
        #expect(try trace.number("SELECT count(*) FROM cancellations") == 0)
    }

    @Test("A wait for a primitive is named by the line of the program that waits.")
    func placeOfAPrimitivesWait() async throws {
        let line = #line + 5
        let trace = try await TracedProgram.run {
            let queue = TracedQueue<Int>(name: "jobs")
            let event = TracedEvent(name: "ready")
            let getter = Task {
                _ = try await queue.get()
                try await event.wait()
            }
            try await Task.sleep(for: .milliseconds(20))
            try queue.putNowait(1)
            try await Task.sleep(for: .milliseconds(20))
            event.set()
            try await getter.value
        }
        #expect(
            try trace.table(
                "SELECT reason, line FROM awaits WHERE reason IN ('queue_get', 'event') ORDER BY at")
                == ["queue_get|\(line)", "event|\(line + 1)"])
    }

    @Test("A task that hardly suspended is still known: what it does next is its own.")
    func suspensionsThatEndAtOnce() async throws {
        let trace = try await TracedProgram.run {
            let queue = TracedQueue<Int>(name: "numbers")
            let resumer = Resumer()
            Thread.detachNewThread { resumer.run() }
            for number in 0..<20_000 {
                await withCheckedContinuation { resumer.resume($0) }
                try queue.putNowait(number)
                async let child: Void = ()
                await child
            }
            resumer.stop()
        }
        #expect(try trace.number("SELECT count(*) FROM queue_operations WHERE task IS NULL") == 0)
        #expect(
            try trace.number("SELECT count(*) FROM tasks WHERE kind = 'async_let' AND parent IS NULL") == 0)
    }

    @Test("An await names its reason, and the line where the program goes on.")
    func awaits() async throws {
        let line = #line + 3
        let trace = try await TracedProgram.run {
            let task = Task(name: "sleeper") {
                try await Task.sleep(for: .milliseconds(100))
                for _ in 0..<50 { await Task.yield() }  // one that goes on at once does not suspend
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { try? await Task.sleep(for: .milliseconds(1)) }
                    await group.waitForAll()
                }
                for await _ in AsyncStream(unfolding: { () -> Int? in nil }) {}
            }
            _ = await task.result
        }
        // The timer runs from before the suspension, by as long as a busy machine takes in between.
        let rows = try trace.table(
            """
            SELECT DISTINCT a.reason, a.line - \(line), a.file LIKE '%RecordingTests.swift',
              a.reason = 'yield' OR a.duration_ns >= 50000000
            FROM awaits a JOIN tasks t ON t.id = a.task WHERE t.name = 'sleeper' AND a.reason IN ('sleep', 'yield')
            ORDER BY a.reason
            """)
        #expect(rows == ["sleep|0|1|1", "yield|1|1|1"])
        #expect(
            try trace.table(
                """
                SELECT DISTINCT reason FROM awaits a JOIN tasks t ON t.id = a.task
                WHERE t.name = 'sleeper' AND reason = 'group'
                """) == ["group"])
    }

    @Test("A wait for the next element of a stream says so, however its type is wrapped or hidden.")
    func streamsInDisguise() async throws {
        @Sendable func stream() -> AsyncStream<Int> {
            let (stream, source) = AsyncStream<Int>.makeStream()
            Task {
                try await Task.sleep(for: .milliseconds(50))  // the other side surely waits by then
                source.yield(1)
            }
            return stream
        }
        let line = #line + 3
        let trace = try await TracedProgram.run {
            await Task(name: "plain") {
                for await _ in stream() { break }
                var iterator = stream().compactMap { $0 }.makeAsyncIterator()
                _ = await iterator.next()
            }.value
            await Task(name: "generic") { _ = await first(stream()) }.value
            await Task(name: "hidden") { _ = await firstOfHidden(stream().map { $0 }) }.value
        }
        #expect(
            try trace.table(
                """
                SELECT t.name, a.reason, iif(t.name = 'plain', a.line - \(line), NULL), a.file LIKE '%RecordingTests.swift'
                FROM awaits a JOIN tasks t ON t.id = a.task
                WHERE t.name IN ('plain', 'generic', 'hidden') AND a.reason <> 'actor' ORDER BY a.at
                """)
                == ["plain|stream|0|1", "plain|stream|2|1", "generic|stream|-|1", "hidden|stream|-|1"])
    }

    @Test("A wake names the task that caused it, and one from outside of any task names a thread.")
    func wakers() async throws {
        let trace = try await TracedProgram.run {
            // Long enough that the other side surely waits by then.
            let inner = Task(name: "inner") { try await Task.sleep(for: .milliseconds(100)) }
            let outer = Task(name: "outer") { _ = await inner.result }
            let called = Task(name: "called") {
                await withCheckedContinuation { continuation in
                    Thread.detachNewThread {
                        Thread.sleep(forTimeInterval: 0.1)
                        continuation.resume()
                    }
                }
            }
            _ = await (outer.result, called.result)
        }
        #expect(
            try trace.table(
                """
                SELECT t.name, a.reason, coalesce(w.name, '-'), a.waker_thread IS NOT NULL
                FROM awaits a JOIN tasks t ON t.id = a.task LEFT JOIN tasks w ON w.id = a.waker_task
                WHERE t.name IN ('outer', 'called') ORDER BY t.name
                """) == ["called|continuation|-|1", "outer|task|inner|1"])
    }

    @Test("A cancellation names the canceller and the line, and when it was delivered and honoured.")
    func cancellation() async throws {
        let line = #line + 5
        let trace = try await TracedProgram.run {
            let victim = Task(name: "victim") { try await Task.sleep(for: .seconds(60)) }
            let canceller = Task(name: "canceller") {
                try? await Task.sleep(for: .milliseconds(5))
                victim.cancel()
            }
            _ = await (victim.result, canceller.result)
        }
        #expect(
            try trace.table(
                """
                SELECT t.name, b.name, c.cause, c.delivered_at >= c.at, c.ended_at >= c.delivered_at, c.outcome
                FROM cancellations c JOIN tasks t ON t.id = c.task JOIN tasks b ON b.id = c.by_task
                """) == ["victim|canceller|direct|1|1|cancelled"])
        #expect(
            try trace.number("SELECT line FROM cancellation JOIN site ON site.id = cancellation.site")
                == Int64(line))
    }

    @Test("A group's cancellation is told for each child, as propagated.")
    func propagated() async throws {
        let trace = try await TracedProgram.run {
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<3 {
                    group.addTask(name: "child-\(number)") { try? await Task.sleep(for: .seconds(60)) }
                }
                try? await Task.sleep(for: .milliseconds(5))
                group.cancelAll()
            }
        }
        #expect(
            try trace.table(
                """
                SELECT t.name, c.cause FROM cancellations c JOIN tasks t ON t.id = c.task
                WHERE t.name LIKE 'child-%' ORDER BY t.name
                """) == ["child-0|propagated", "child-1|propagated", "child-2|propagated"])
    }

    @Test("Primitives leave their objects, operations, dwell times and waits.")
    func primitives() async throws {
        let trace = try await TracedProgram.run {
            let queue = TracedQueue<Int>(name: "orders", maxSize: 1)
            let event = TracedEvent(name: "go")
            let consumer = Task(name: "consumer") {
                try await event.wait()
                for _ in 0..<3 { _ = try await queue.get() }
            }
            try await Task.sleep(for: .milliseconds(5))
            event.set()
            for number in 0..<3 { try await queue.put(number) }
            _ = await consumer.result
        }
        #expect(
            try trace.table(
                "SELECT operation, count(*), max(depth) FROM queue_operations GROUP BY 1 ORDER BY 1")
                == ["get|3|0", "put|3|1"])
        #expect(try trace.number("SELECT count(*) FROM queue_operations WHERE dwell_ns >= 0") == 3)
        #expect(
            try trace.table(
                """
                SELECT DISTINCT a.reason, o.kind, o.name FROM awaits a JOIN objects o ON o.id = a.object
                JOIN tasks t ON t.id = a.task WHERE t.name = 'consumer' AND a.reason = 'event'
                """) == ["event|event|go"])
    }

    @Test("A slow callback is warned of in asyncio's words, while it runs and when it is over.")
    func slowCallback() async throws {
        let log = LogCollector()
        var configuration = TaskTracingConfiguration()
        configuration.slowCallbackThreshold = .milliseconds(20)
        configuration.logger = log.logger
        let trace = try await TracedProgram.run(configuration) {
            await Task(name: "blocker") {
                block(.milliseconds(80))
                // On a busy machine the watchdog may get the processor late.
                let end = ContinuousClock.now + .seconds(10)
                while !log.all.contains(where: { $0.hasSuffix("and still is") }), ContinuousClock.now < end {}
            }.value
        }
        let rows = try trace.table(
            """
            SELECT task_name, duration_ns >= 80000000, threshold_ns, function, file LIKE '%RecordingTests.swift', message
            FROM slow_callbacks WHERE task_name = 'blocker'
            """)
        let row = try #require(rows.first)
        #expect(
            rows.count == 1
                && row.hasPrefix("blocker|1|20000000|closure #1 in closure #1 in RecordingTests.slow"))
        #expect(
            log.all.contains { $0.contains(/Executing <Task .*blocker.*> took [0-9]+\.[0-9]{3} seconds/) })
        #expect(
            log.all.contains {
                $0.contains(/has been executing for [0-9]+\.[0-9]{3} seconds, and still is$/)
            })
        #expect(try trace.number("SELECT count(*) FROM events WHERE kind = 'stall'") >= 1)
    }

    @Test("The trace can be read with SQL while the program runs.")
    func live() async throws {
        let path = try TracedProgram.newFolder().appending(path: "live.sqlite").path
        let tracer = try await TaskTracer.start(to: path)
        let task = Task(name: "living") { try await Task.sleep(for: .seconds(60)) }
        var seen: [String] = []
        for _ in 0..<200 where seen.isEmpty {
            try await Task.sleep(for: .milliseconds(20))
            seen = try TracedProgram.open(path).table(
                "SELECT t.name, outcome FROM tasks t JOIN open_task o ON o.task = t.id WHERE t.name = 'living'"
            )
        }
        #expect(seen == ["living|alive"])
        #expect(try TracedProgram.open(path).table("SELECT value FROM meta WHERE key = 'state'") == ["live"])
        task.cancel()
        _ = await task.result
        await tracer.stop()
        #expect(
            try TracedProgram.open(path).table("SELECT value FROM meta WHERE key = 'state'") == ["closed"])
    }

    @Test("What does not fit the buffer is lost, counted to the record, and the program goes on.")
    func losses() async throws {
        var configuration = TaskTracingConfiguration()
        configuration.maximumBufferSize = 4 << 20
        configuration.maximumSpillSize = 0
        configuration.capture = .probe
        configuration.findsSourceLines = false
        let count = 200_000
        let trace = try await TracedProgram.run(configuration) {
            for _ in 0..<count { await Task {}.value }
        }
        // Each task is made, runs and ends, whatever else it does; all of that was either read or counted. (A
        // yield would not do: one that goes on at once does not suspend.)
        let read = try trace.number("SELECT value FROM meta WHERE key = 'records'")
        let lost = try trace.number("SELECT coalesce(sum(events), 0) FROM losses")
        #expect(read + lost >= Int64(3 * count))
        let ranges = try trace.number("SELECT count(*) FROM losses WHERE last >= first")
        #expect(ranges == (lost == 0 ? 0 : 1))
    }

    private func rest(_ milliseconds: Int) async throws {
        try await Task.sleep(for: .milliseconds(milliseconds))
    }

    @Test("With backtraces each wait has its stack, and waits at one place share one.")
    func backtraces() async throws {
        var configuration = TaskTracingConfiguration()
        configuration.recordsBacktraces = true
        let trace = try await TracedProgram.run(configuration) {
            // A sleep that is over before its task has suspended is no wait: on a busy machine one of 1 ms may be.
            try await Task(name: "sleeper") { for _ in 0..<20 { try await rest(10) } }.value
        }
        let sleeper = "(SELECT id FROM tasks WHERE name = 'sleeper')"
        let stacks = try trace.table(
            """
            SELECT count(*) >= 20, count(DISTINCT stack), count(*) - count(stack) FROM awaits
            WHERE reason = 'sleep' AND task = \(sleeper)
            """)
        #expect(stacks == ["1|1|0"])
        let functions = try trace.table(
            """
            SELECT function FROM stacks WHERE depth >= (SELECT max(depth) - 1 FROM stacks WHERE stack = s)
              AND stack = s ORDER BY depth
            """.replacingOccurrences(
                of: "= s", with: "= (SELECT stack FROM awaits WHERE reason = 'sleep' AND task = \(sleeper))"))
        #expect(functions.first == "RecordingTests.rest(_:)", "\(functions)")
        #expect(functions.last?.contains("closure #1 in RecordingTests.backtraces()") == true, "\(functions)")
        let created = try trace.table(
            "SELECT stacks.function FROM tasks JOIN stacks ON stack = created_stack WHERE name = 'sleeper'")
        #expect(created.contains { $0.contains("RecordingTests.backtraces()") }, "\(created)")
    }

    @Test("The instrumented executor sees the tasks that run on it, and says that it is not the probe.")
    func executor() async throws {
        var configuration = TaskTracingConfiguration()
        configuration.capture = .executor
        let trace = try await TracedProgram.run(configuration) {
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<3 { group.addTask { await Task.yield() } }
            }
        }
        #expect(try trace.table("SELECT value FROM meta WHERE key = 'capture'") == ["executor"])
        #expect(try trace.number("SELECT count(*) FROM tasks") >= 4)
        #expect(try trace.number("SELECT count(*) FROM step WHERE run_ns >= 0 AND ready_ns >= 0") >= 4)
    }

    @Test("A second recording begins where the first has stopped, and a second at once is refused.")
    func again() async throws {
        let path = try TracedProgram.newFolder().appending(path: "again.sqlite").path
        let first = try await TaskTracer.start(to: path)
        await #expect(throws: TaskTracingError.self) { try await TaskTracer.start(to: path + "2") }
        await Task(name: "first") {}.value
        await first.stop()
        await first.stop()
        let second = try await TaskTracer.start(to: path)
        await Task(name: "second") {}.value
        await second.stop()
        let moved = try #require(second.earlierTrace)
        #expect(
            try TracedProgram.open(moved).table("SELECT name FROM tasks WHERE name IS NOT NULL") == ["first"])
        #expect(
            try TracedProgram.open(path).table("SELECT name FROM tasks WHERE name IS NOT NULL") == ["second"])
    }

    @Test("Threads that sleep on segments of an earlier recording take no room from the next.")
    func sleepersOfAnEarlierRecording() async throws {
        var configuration = TaskTracingConfiguration()
        configuration.maximumBufferSize = 4 << 20
        configuration.capture = .probe
        let recorded = DispatchSemaphore(value: 0)
        let finished = DispatchSemaphore(value: 0)
        defer { for _ in 0..<8 { finished.signal() } }
        _ = try await TracedProgram.run {
            let queue = TracedQueue<Int>()
            for number in 0..<8 {
                Thread.detachNewThread {
                    try? queue.putNowait(number)
                    recorded.signal()
                    finished.wait()
                }
            }
            for _ in 0..<8 { recorded.wait() }
        }
        let trace = try await TracedProgram.run(configuration) { await Task(name: "next") {}.value }
        #expect(try trace.table("SELECT name FROM tasks WHERE name IS NOT NULL") == ["next"])
        #expect(try trace.number("SELECT count(*) FROM losses") == 0)
    }

    @Test("A thread that ends a wait or cancels is named, as a task is.")
    func namesOfThreads() async throws {
        let trace = try await TracedProgram.run {
            let patient = Task(name: "patient") { try await Task.sleep(for: .seconds(60)) }
            let waiting = Task(name: "waiting") {
                await withCheckedContinuation { continuation in
                    let thread = Thread {
                        Thread.sleep(forTimeInterval: 0.05)
                        // Not at once: Foundation names a thread that its maker does not know yet in vain.
                        Thread.current.name = "ringer"
                        patient.cancel()
                        continuation.resume()
                    }
                    thread.start()
                }
                await Task(name: "quick") { try? await Task.sleep(for: .milliseconds(20)) }.value
            }
            _ = await patient.result
            await waiting.value
        }
        #expect(
            try trace.table(
                "SELECT waker_task, waker_name FROM awaits WHERE task_name = 'waiting' ORDER BY at LIMIT 1")
                == ["-|ringer"])
        #expect(
            try trace.table("SELECT waker_name FROM awaits WHERE task_name = 'waiting' AND reason = 'task'")
                == ["quick"])
        #expect(try trace.table("SELECT task_name, by_name FROM cancellations") == ["patient|ringer"])
    }

    @Test("A path that cannot be written is an error to the caller, and the body does not run.")
    func unwritable() async throws {
        let ran = Mutex(false)
        await #expect(throws: TaskTracingError.self) {
            try await withTaskTracing(to: "/nowhere/at/all/trace.sqlite") { ran.withLock { $0 = true } }
        }
        #expect(!ran.withLock { $0 })
        // The failed start leaves nothing behind: the next one works.
        _ = try await TracedProgram.run {}
    }

    @Test("A child process of fork writes nothing into its parent's trace.")
    func fork() async throws {
        let trace = try await TracedProgram.run {
            for _ in 0..<10 {
                let process = Process()
                process.executableURL = URL(filePath: "/bin/true")
                try process.run()
                process.waitUntilExit()
                await Task.yield()
            }
        }
        #expect(try trace.number("SELECT count(*) FROM losses") == 0)
        #expect(try trace.number("SELECT count(*) FROM process") == 1)
    }
}

private func twice(_ number: Int) async -> Int { number * 2 }

private func block(_ duration: Duration) {
    let end = ContinuousClock.now + duration
    while ContinuousClock.now < end {}
}

private func first(_ stream: some AsyncSequence<Int, Never>) async -> Int? {
    for await number in stream { return number }
    return nil
}

private func firstOfHidden(_ stream: any AsyncSequence<Int, Never>) async -> Int? {
    for await number in stream { return number }
    return nil
}

import Foundation
import Logging
import Synchronization
import TaskTracing
import Testing
import TraceModel
import TraceReporting
import TraceStore

/// Puts an item into a traced queue whenever it is given a job: code of the program's own, which the runtime calls
/// when the task is suspended already.
private final class TellingExecutor: SerialExecutor {
    private let jobs: TracedQueue<Int>?
    private let threads = DispatchQueue(label: "telling")

    init(_ jobs: TracedQueue<Int>? = nil) { self.jobs = jobs }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        try? jobs?.putNowait(0)
        threads.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}

private actor Guest {
    private let executor: TellingExecutor
    private var visits = 0

    init(_ executor: TellingExecutor) { self.executor = executor }
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    func visit() { visits += 1 }
}

/// Keeps the tasks of a program busy until it is stopped.
private final class Load: Sendable {
    private let isStopped = Atomic(false)

    func hop() async {
        let box = Guest(TellingExecutor())
        while !isStopped.load(ordering: .relaxed) {
            await Task.yield()
            await box.visit()
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async { continuation.resume() }
            }
            async let child: Void = Task.yield()
            await child
        }
    }

    func stop() { isStopped.store(true, ordering: .relaxed) }
}

extension RecordingTests {
    @Test(
        "What an executor does when it is given the job of a suspended task is not taken for a task's doing.")
    func codeOfAnExecutor() async throws {
        let trace = try await TracedProgram.run {
            let guest = Guest(TellingExecutor(TracedQueue<Int>(name: "jobs")))
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        for _ in 0..<500 {
                            await guest.visit()
                            await Task.yield()
                        }
                    }
                }
            }
        }
        #expect(try trace.number("SELECT count(*) FROM queue_operations") >= 3000)
        #expect(try trace.number("SELECT count(*) FROM queue_operations WHERE task IS NOT NULL") == 0)
    }

    @Test("A wake from a thread that runs no task names no task.")
    func wakesFromOutside() async throws {
        let trace = try await TracedProgram.run {
            await withTaskGroup(of: Void.self) { group in
                let guest = Guest(TellingExecutor(TracedQueue<Int>(name: "jobs")))
                for _ in 0..<4 {
                    group.addTask(name: "x") {
                        for _ in 0..<1000 {
                            await guest.visit()
                            await withCheckedContinuation { continuation in
                                DispatchQueue.global().async { continuation.resume() }
                            }
                            await Task { await guest.visit() }.value
                        }
                    }
                }
            }
        }
        #expect(
            try trace.number(
                "SELECT count(*) FROM awaits WHERE reason = 'continuation' AND waker_task IS NOT NULL") == 0)
    }

    @Test(
        "Recordings can be started and stopped again and again while the program is busy, each with the probe."
    )
    func toggled() async throws {
        let load = Load()
        let busy = (0..<4).map { _ in Task { await load.hop() } }
        let path = try TracedProgram.newFolder().appending(path: "trace.sqlite").path
        var configuration = TaskTracingConfiguration()
        configuration.findsSourceLines = false
        configuration.capture = .probe
        for round in 0..<30 {
            let tracer = try await TaskTracer.start(to: "\(path)-\(round)", configuration: configuration)
            await Task(name: "mine") { await Task.yield() }.value
            await tracer.stop()
            let trace = try TracedProgram.open(tracer.path)
            #expect(try trace.table("SELECT outcome FROM tasks WHERE name = 'mine'") == ["ok"])
        }
        load.stop()
        for task in busy { await task.value }
    }

    @Test(
        "Of two thousand threads that each resume one task, all is seen or counted as lost, and no task is made up."
    )
    func shortThreads() async throws {
        let count = 2000
        let trace = try await TracedProgram.run {
            let event = TracedEvent()
            for _ in 0..<count {
                await withCheckedContinuation { continuation in
                    Thread.detachNewThread {
                        // Two records in any case; of a resume that comes before the suspension there is none.
                        event.set()
                        event.clear()
                        continuation.resume()
                    }
                }
            }
        }
        let read = try trace.number("SELECT value FROM meta WHERE key = 'records'")
        let lost = try trace.number("SELECT coalesce(sum(events), 0) FROM losses")
        #expect(read + lost >= Int64(2 * count))
        #expect(try trace.number("SELECT count(*) FROM tasks") == 1)
    }

    @Test("The limits of a configuration do not have to make sense.")
    func extremeConfigurations() async throws {
        var configuration = TaskTracingConfiguration()
        configuration.findsSourceLines = false
        for threshold in [Duration.seconds(Int64.max), .seconds(Int64.min), .zero] {
            for size in [Int.max, Int.min, 0] {
                configuration.slowCallbackThreshold = threshold
                configuration.maximumBufferSize = size
                configuration.maximumSpillSize = size
                configuration.logger.logLevel = .critical
                _ = try await TracedProgram.run(configuration) { await Task(name: "one") {}.value }
            }
        }
        let path = try TracedProgram.newFolder().appending(path: "trace.sqlite").path
        let tracer = try await TaskTracer.start(to: path, line: .max)
        await tracer.stop()
    }

    @Test("Names are cut between characters, and a name of no characters is none.")
    func longNames() async throws {
        let names = [
            String(repeating: "x", count: 10_000), String(repeating: "ü", count: 10_000),
            "a" + String(repeating: "ü", count: 10_000), String(repeating: "🐝", count: 10_000),
            "ab" + String(repeating: "🐝", count: 10_000), "",
        ]
        let trace = try await TracedProgram.run {
            for name in names { await Task(name: name) {}.value }
            for name in names { _ = TracedEvent(name: name) }
        }
        for name in try trace.table("SELECT name FROM tasks WHERE kind = 'unstructured' AND name IS NOT NULL")
        {
            #expect(names.contains { $0.hasPrefix(name) && name.utf8.count > 196 })
        }
        for name in try trace.table("SELECT name FROM objects WHERE name IS NOT NULL") {
            #expect(names.contains { $0.hasPrefix(name) && (name.utf8.count > 496 || name.isEmpty) })
        }
        #expect(try trace.number("SELECT count(*) FROM tasks WHERE kind = 'unstructured'") == 6)
    }

    @Test("Closures may capture anything.")
    func oddCaptures() async throws {
        let trace = try await TracedProgram.run { await OddCaptures.run() }
        #expect(try trace.number("SELECT count(*) FROM losses") == 0)
        #expect(
            try trace.number("SELECT count(*) FROM tasks WHERE outcome = 'alive' AND kind <> 'preexisting'")
                == 0)
    }

    @Test("A process that forks in a loop under load keeps its trace whole.")
    func forkUnderLoad() async throws {
        typealias Fork = @convention(c) () -> Int32
        let symbol = unsafe try #require(dlsym(nil, "fork"))
        let fork = unsafe unsafeBitCast(symbol, to: Fork.self)
        let trace = try await TracedProgram.run {
            let load = Load()
            let busy = (0..<4).map { _ in Task { await load.hop() } }
            for _ in 0..<100 {
                let child = fork()
                if child == 0 { _exit(0) }
                var status: Int32 = 0
                unsafe #expect(waitpid(child, &status, 0) == child && status == 0)
                await Task.yield()
            }
            load.stop()
            for task in busy { await task.value }
        }
        #expect(try trace.number("SELECT count(*) FROM losses") == 0)
    }
}

extension RecordingTests {
    @Test("What a thread does while it ends is recorded or counted as lost.")
    func endOfThread() async throws {
        let count = 20
        let trace = try await TracedProgram.run {
            for _ in 0..<count {
                await withCheckedContinuation { continuation in
                    Thread.detachNewThread {
                        Recorder.record(.mark, object: 0)
                        AtThreadExit.run { continuation.resume() }
                    }
                }
            }
        }
        let lost = try trace.number("SELECT coalesce(sum(events), 0) FROM losses")
        let fromTasks =
            "SELECT count(*) FROM awaits WHERE reason = 'continuation' AND waker_thread IS NOT NULL"
        #expect(try trace.number(fromTasks) + lost >= Int64(count))
    }
}

/// Runs code in the destructor of a thread's key, and there in the last round.
private enum AtThreadExit {
    private final class Work {
        let body: () -> Void
        var rounds = 2
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        unsafe pthread_key_create(&key) { value in
            guard let value = unsafe value else { return }
            let work = unsafe Unmanaged<Work>.fromOpaque(value).takeUnretainedValue()
            work.rounds -= 1
            if work.rounds > 0 {
                unsafe pthread_setspecific(AtThreadExit.key, value)
            } else {
                work.body()
                unsafe Unmanaged<Work>.fromOpaque(value).release()
            }
        }
        return key
    }()

    static func run(_ body: @escaping () -> Void) {
        unsafe pthread_setspecific(key, Unmanaged.passRetained(Work(body)).toOpaque())
    }
}

/// Values that look like everything but a function.
private enum OddCaptures {
    struct Big { var words = (Int.max, Int.min, 0x10000, 1 << 46, -1, 0x7fff_ffff_fff0, 16, 4096) }
    final class Empty: Sendable {}

    static func run() async {
        let numbers = [0, 1, 16, 4096, 0x10000, 1 << 40, (1 << 47) - 16, Int.max, Int.min, -16]
        let metatypes: [any Any.Type] = [Int.self, Empty.self, (any Error).self, (() -> Void).self]
        for a in numbers {
            for b in numbers {
                await Task { _ = use(a, b) }.value
                await Task.detached { _ = use(b, a) }.value
                async let first = use(a, b)
                async let second = use(Big(), a)
                _ = await (first, second)
                await Task { @MainActor in _ = use(a, b) }.value
            }
            for type in metatypes {
                await Task { _ = use(type, a) }.value
                await Task { @MainActor in _ = use(a, type) }.value
                let big = Big()
                let nested: @Sendable () async -> Int = { use(big, type) }
                await withTaskGroup(of: Int.self) { group in
                    group.addTask(operation: nested)
                    group.addTask { use(a, type) + (await nested()) }
                    group.addTask { @MainActor in use(big, a) }
                }
            }
            let empty = Empty()
            await Task { _ = use(empty, empty) }.value
        }
    }

    @inline(never) static func use<A, B>(_ a: A, _ b: B) -> Int {
        MemoryLayout<A>.size + MemoryLayout<B>.size
    }
}

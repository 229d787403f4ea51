import Synchronization
import TaskTracing
import Testing

@Suite("TracedFuture on many threads and loops")
struct FutureThreadTests {
    @Test("A task awaits a future of another loop, and goes on on its own.", .timeLimit(.minutes(1)))
    func otherLoop() async throws {
        let made = TracedFuture<TracedFuture<Int>>(loop: nil)
        let isAwaited = TracedFuture<Void>(loop: nil)
        async let owner: Void = EventLoop.run { loop in
            let future = TracedFuture<Int>()
            future.addDoneCallback { _ in #expect(EventLoop.current === loop) }
            try made.setResult(future)
            try await isAwaited.value
            try future.setResult(42)
            await Task.yield()
        }
        let isHere = try await EventLoop.run { loop in
            let future = try await made.value
            #expect(future.loop !== loop)
            try loop.callSoon { try isAwaited.setResult(()) }
            let value = try await future.value
            return value == 42 && EventLoop.current === loop
        }
        try await owner
        #expect(isHere)
    }

    @Test(
        "Of many that set, fail and cancel a future at once, one succeeds, and all who wait hear of that one."
    )
    func races() async throws {
        for _ in 0..<200 {
            let future = TracedFuture<Int>(loop: nil)
            let called = Atomic<Int>(0)
            let expected = Atomic<Int>(-1)
            for _ in 0..<3 {
                future.addDoneCallback { _ in called.add(1, ordering: .relaxed) }
            }
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        do { return try await future.value } catch is CancellationError { return 1000 } catch
                        {
                            return 2000
                        }
                    }
                }
                let winners = await withTaskGroup(of: Int?.self) { setters in
                    for number in 0..<6 {
                        setters.addTask {
                            switch number % 3 {
                            case 0: (try? future.setResult(number)).map { number }
                            case 1: future.cancel() ? 1000 : nil
                            default: (try? future.setError(SomeError())).map { 2000 }
                            }
                        }
                    }
                    return await setters.reduce(into: []) { all, winner in winner.map { all.append($0) } }
                }
                #expect(winners.count == 1)
                expected.store(winners.first ?? -1, ordering: .relaxed)
                for try await heard in group { #expect(heard == expected.load(ordering: .relaxed)) }
            }
            #expect(try await eventually { called.load(ordering: .relaxed) == 3 })
        }
    }

    @Test(
        "A follower is cancelled at once, and cancels a future of another loop with it.",
        .timeLimit(.minutes(1)))
    func followerOfOtherLoop() async throws {
        let other = TracedFuture<Int>(loop: nil)
        try await EventLoop.run { loop in
            let follower = TracedFuture(following: other)
            #expect(follower.loop === loop)
            #expect(follower.cancel(message: "enough"))
            #expect(follower.isCancelled)
            await #expect(throws: CancellationError.self) { try await other.value }
        }
        #expect(other.cancellationMessage == "enough")
    }

    @Test("A follower of a future that nobody holds any more can be cancelled.")
    func followerOfReleased() {
        let follower = TracedFuture(following: TracedFuture<Int>(loop: nil), loop: nil)
        #expect(follower.cancel())
        #expect(follower.isCancelled)
    }

    @Test(
        "Requests to cancel from many threads are all counted, and the task ends once.",
        .timeLimit(.minutes(1)))
    func manyCancels() async throws {
        try await EventLoop.run { loop in
            let ends = Happenings()
            let never = TracedFuture<Void>()
            let task = loop.createTask { try await never.value }
            task.addDoneCallback { _ in ends.add("end") }
            await Task.yield()
            let accepted = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<16 { group.addTask { task.cancel() } }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(task.cancelling == accepted)
            #expect(accepted >= 1)
            await Task.yield()
            #expect(ends.all == ["end"])
        }
    }

    @Test(
        "A task that is made eagerly by another thread than the loop's begins in its turn.",
        .timeLimit(.minutes(1)))
    func eagerFromOutside() async throws {
        try await EventLoop.run { loop in
            let task = await Task.detached { loop.createTask(eagerly: true) { EventLoop.current === loop } }
                .value
            let isOnLoop = try await task.value
            #expect(isOnLoop)
        }
    }

    @Test("A request to cancel that is withdrawn before the first step lets the task run.")
    func withdrawnBeforeStart() async throws {
        try await EventLoop.run { loop in
            let ready = TracedFuture<Int>()
            let task = loop.createTask { try await ready.value }
            #expect(task.cancel())
            #expect(task.uncancel() == 0)
            try loop.callLater(.milliseconds(1)) { try ready.setResult(5) }
            #expect(try await task.value == 5)
            #expect(!task.isCancelled)
        }
    }

    @Test("A wait that is cancelled after its end, before the task could go on, throws.")
    func cancelledBetween() async throws {
        try await EventLoop.run { loop in
            let future = TracedFuture<Int>()
            let task = loop.createTask { try await future.value }
            await Task.yield()
            await Task.yield()
            try future.setResult(1)
            #expect(task.cancel())
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try future.result() == 1)
        }
    }

    @Test("A task that throws a CancellationError of its own accord is cancelled.")
    func ownCancellation() async throws {
        try await EventLoop.run { loop in
            let task = loop.createTask { throw CancellationError() }
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(task.isCancelled)
            #expect(task.cancelling == 0)
        }
    }

    @Test("A description of tasks that wait for each other ends.")
    func cycle() async throws {
        try await EventLoop.run { loop in
            let other = TracedFuture<LoopTask<Void>>()
            let first = loop.createTask(name: "first") { try await other.value.value }
            let second = loop.createTask(name: "second") { try await first.value }
            try other.setResult(second)
            for _ in 0..<4 { await Task.yield() }
            #expect(
                "\(first)" == """
                    <Task pending name='first' wait_for=<Task pending name='second' wait_for=<Task name='first' ...>>>
                    """)
            first.cancel()
            await #expect(throws: CancellationError.self) { try await second.value }
        }
    }

    @Test("A task that ends is no longer held by its loop, nor is what it has run.")
    func released() async throws {
        try await EventLoop.run { loop in
            final class Held: Sendable {}
            weak var weakly: Held?
            do {
                let held = Held()
                weakly = held
                let task = loop.createTask { _ = held }
                try await task.value
            }
            await Task.yield()
            #expect(weakly == nil)
            #expect(loop.allTasks.count == 1)
        }
    }
}

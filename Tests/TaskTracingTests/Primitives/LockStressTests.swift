import Synchronization
import TaskTracing
import Testing

/// Many tasks on many threads, of which many are cancelled at any moment.
@Suite("Locks under stress")
struct LockStressTests {
    /// Counts how many are somewhere at the same time.
    private final class Room: Sendable {
        private let inside = Atomic(0)
        private let most = Atomic(0)
        private let visits = Atomic(0)

        var greatest: Int { most.load(ordering: .relaxed) }
        var visitCount: Int { visits.load(ordering: .relaxed) }

        func visit() async {
            let count = inside.add(1, ordering: .sequentiallyConsistent).newValue
            most.max(count, ordering: .relaxed)
            visits.add(1, ordering: .relaxed)
            await Task.yield()
            inside.subtract(1, ordering: .sequentiallyConsistent)
        }
    }

    /// Who came through in which round.
    private final class Rounds: Sendable {
        private let rounds: Mutex<(indices: [[Int]], tooEarly: Int)>

        init(_ count: Int) {
            rounds = Mutex((Array(repeating: [], count: count), 0))
        }

        var all: [[Int]] { rounds.withLock { $0.indices } }
        /// How often somebody was through before all had come.
        var tooEarly: Int { rounds.withLock { $0.tooEarly } }

        func add(_ index: Int, to round: Int) {
            rounds.withLock { rounds in
                rounds.indices[round].append(index)
                // All of the round before have taken this index down: they came for this one.
                if round > 0, rounds.indices[round - 1].count < 4 { rounds.tooEarly += 1 }
            }
        }
    }

    /// Runs `body` in many tasks, of which many are cancelled at any moment, often when it has just become their
    /// turn. Returns how many were not.
    private func run(_ count: Int, _ body: @escaping @Sendable () async throws -> Void) async -> Int {
        let crowd = Crowd()
        for number in 0..<count {
            crowd.start { place in
                defer { if Int.random(in: 0..<4) == 0 { crowd.cancel(place + Int.random(in: 1...4)) } }
                try await body()
            }
            if number % 7 == 0 { crowd.cancel(number) }
            if number % 100 == 0 { await Task.yield() }
        }
        return await crowd.finish()
    }

    @Test("Never are two in a lock, and it is free when all have gone.", .timeLimit(.minutes(1)))
    func lock() async {
        let lock = TracedLock()
        let room = Room()
        let finished = await run(3000) { try await lock.withLock { await room.visit() } }
        #expect(room.greatest == 1)
        #expect(room.visitCount == finished && finished >= 500)
        #expect(!lock.isLocked)
    }

    @Test(
        "Never are more in a semaphore than it has permits, and it has all when all have gone.",
        .timeLimit(.minutes(1)))
    func semaphore() async throws {
        let semaphore = try TracedSemaphore(value: 3, bounded: true)
        let room = Room()
        let finished = await run(3000) { try await semaphore.withPermit { await room.visit() } }
        #expect(room.greatest <= 3)
        #expect(room.visitCount == finished && finished >= 500)
        #expect(semaphore.value == 3 && !semaphore.isLocked)
    }

    @Test(
        "No item is lost on its way past conditions on which cancelled tasks wait.", .timeLimit(.minutes(1)))
    func condition() async throws {
        let lock = TracedLock()
        let filled = TracedCondition(lock: lock)
        let emptied = TracedCondition(lock: lock)
        let items = Mutex<[Int]>([])
        let received = Mutex<[Int]>([])
        let count = 500
        let producers = Task.detached {
            for item in 0..<count {
                try await lock.withLock {
                    try await emptied.wait(until: { items.withLock { $0.count < 4 } })
                    items.withLock { $0.append(item) }
                    try filled.notify()
                }
            }
        }
        @Sendable func consume() async throws {
            try await lock.withLock {
                try await filled.wait(until: { items.withLock { !$0.isEmpty } })
                let item = items.withLock { $0.removeFirst() }
                received.withLock { $0.append(item) }
                try emptied.notify()
            }
        }
        var left = count
        while left > 0 { left -= await run(min(left, 60), consume) }
        try await producers.value
        #expect(received.withLock { $0 } == Array(0..<count))
        #expect(!lock.isLocked)
    }

    @Test("Each round of a barrier has all parties, each with an index of its own.", .timeLimit(.minutes(1)))
    func barrier() async throws {
        let barrier = try TracedBarrier(parties: 4)
        let rounds = Rounds(300)
        let tasks = (0..<4).map { _ in
            Task.detached {
                for round in 0..<300 { rounds.add(try await barrier.wait(), to: round) }
            }
        }
        for task in tasks { try await task.value }
        #expect(rounds.all.allSatisfy { $0.sorted() == [0, 1, 2, 3] })
        #expect(rounds.tooEarly == 0)
        #expect(barrier.waitingCount == 0 && !barrier.isBroken)
    }

    @Test(
        "A wait for what never comes ends by its cancellation, whenever that comes.", .timeLimit(.minutes(1)))
    func cancellation() async throws {
        let lock = TracedLock()
        try await lock.acquire()
        let semaphore = try TracedSemaphore(value: 0)
        let condition = TracedCondition()
        let barrier = try TracedBarrier(parties: 2)
        let waits: [@Sendable () async throws -> Void] = [
            { try await lock.acquire() }, { try await semaphore.acquire() }, { try await barrier.wait() },
            { try await condition.withLock { try await condition.wait() } },
        ]
        for round in 0..<2000 {
            let hasBegun = Flag()
            let task = Task.detached {
                hasBegun.set()
                try await waits[round % waits.count]()
            }
            // Here and there at the moment in which the wait begins.
            hasBegun.spin(andThen: Int.random(in: 0..<200))
            task.cancel()
            guard case .failure(let error) = await task.result, error is CancellationError else {
                Issue.record("not cancelled")
                return
            }
        }
        #expect(lock.isLocked && !condition.isLocked && semaphore.value == 0 && barrier.waitingCount == 0)
    }

    private final class Flag: Sendable {
        private let isSet = Atomic(false)

        func set() { isSet.store(true, ordering: .releasing) }

        /// Waits without giving the thread away, and then a little longer.
        func spin(andThen count: Int) {
            // On one processor, the other thread has to have its turn all the same.
            let end = ContinuousClock.now + .microseconds(200)
            while !isSet.load(ordering: .acquiring), ContinuousClock.now < end {}
            for _ in 0..<count { _ = isSet.load(ordering: .acquiring) }
        }
    }
}

import Synchronization
import TaskTracing
import Testing

private final class Counter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .acquiring) }

    func add(_ difference: Int) {
        count.add(difference, ordering: .acquiringAndReleasing)
    }
}

private actor Account {
    private var balance = 0

    func deposit() async throws -> Int {
        // The body sees the actor's state as the caller does, without a hop and without an await.
        try await withTimeout(.seconds(60)) { balance += 1 }
        try await withDeadline(.now + .seconds(60)) { timeout in
            #expect(timeout.state == .active)
            balance += 1
        }
        try await waitFor(timeout: .seconds(60)) { balance += 1 }
        try await withTracedTaskGroup { _ in balance += 1 }
        return balance
    }
}

@Suite("Combinators on any executor, by many threads", .timeLimit(.minutes(1)))
struct CombinatorConcurrencyTests {
    @Test("A body runs on the actor that it was written in.")
    func isolation() async throws {
        #expect(try await Account().deposit() == 4)
        try await Task { @MainActor in
            try await withTimeout(.seconds(60)) { MainActor.assertIsolated() }
        }.value
    }

    @Test("A body need not be Sendable.")
    func sending() async throws {
        final class Basket {
            var items = 0
        }
        let basket = Basket()
        #expect(
            try await withTimeout(.seconds(60)) {
                basket.items += 1
                return basket.items
            } == 1)
    }

    @Test("A body that keeps the caller's actor busy is told of its timeout all the same.")
    @MainActor
    func busyActor() async throws {
        let busy = Task { @MainActor in
            try await withTimeout(.milliseconds(5)) {
                while !Task.isCancelled {}
                try Task.checkCancellation()
            }
        }
        await #expect(throws: TimeoutError()) { try await busy.value }
    }

    @Test("Bodies that end as their time does give a value or TimeoutError, and none outlives its timeout.")
    func races() async throws {
        let running = Counter()
        let ends = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<400 {
                group.addTask {
                    do {
                        let value = try await withTimeout(.microseconds(number % 20 * 50)) { timeout in
                            running.add(1)
                            defer { running.add(-1) }
                            if number % 5 == 0 { try? timeout.reschedule(after: .microseconds(300)) }
                            try await Task.sleep(for: .microseconds(number % 7 * 100))
                            return number
                        }
                        return value == number
                    } catch is TimeoutError {
                        return true
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(ends.count == 400 && ends.allSatisfy(\.self))
        #expect(running.value == 0)
    }

    @Test("Tasks that share the completion of futures are given each of them once.")
    func sharedCompletion() async throws {
        let futures = (0..<1000).map { _ in TracedFuture<Int>(loop: nil) }
        let completed = asCompleted(futures)
        let taken = try await withThrowingTaskGroup(of: [Int].self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var taken: [Int] = []
                    for try await future in completed { taken.append(try future.result()) }
                    return taken
                }
            }
            for worker in 0..<4 {
                group.addTask {
                    for number in stride(from: worker, to: 1000, by: 4) {
                        try futures[number].setResult(number)
                    }
                    return []
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(taken.sorted() == Array(0..<1000))
    }

    @Test("A wait that races with the ends of futures returns with who is done, whatever it waits for.")
    func waits() async throws {
        for condition in [WaitCondition.allCompleted, .firstCompleted, .firstError] {
            for _ in 0..<100 {
                let futures = (0..<4).map { _ in TracedFuture<Int>(loop: nil) }
                let setter = Task {
                    for future in futures.dropLast() { try future.setResult(1) }
                    try futures[3].setError(SomeError())
                }
                let (done, pending) = try await wait(futures, until: condition)
                #expect(done.count + pending.count == 4 && !done.isEmpty)
                switch condition {
                case .allCompleted: #expect(pending.isEmpty)
                case .firstError: #expect(done.contains(futures[3]))
                case .firstCompleted: break
                }
                try await setter.value
                _ = try futures[3].error()
            }
        }
    }

    @Test("A gather that is cancelled while its futures end is either cancelled or whole.")
    func cancelledGather() async throws {
        for _ in 0..<200 {
            let futures = (0..<4).map { _ in TracedFuture<Int>(loop: nil) }
            let all = gatherResults(futures)
            let setter = Task { for (index, future) in futures.enumerated() { try? future.setResult(index) } }
            let wasCancelled = all.cancel()
            await setter.value
            do {
                let values = try await all.value.map { try? $0.get() }
                #expect(!wasCancelled && values == [0, 1, 2, 3])
            } catch is CancellationError {
                #expect(wasCancelled)
            }
        }
    }

    @Test("Tasks of a group that make further ones are all awaited.")
    func growingGroup() async throws {
        let ended = Counter()
        @Sendable func grow(_ group: TracedTaskGroup, _ depth: Int) throws {
            guard depth > 0 else { return }
            for _ in 0..<2 {
                try group.createTask {
                    try grow(group, depth - 1)
                    await Task.yield()
                    ended.add(1)
                }
            }
        }
        for _ in 0..<10 { try await withTracedTaskGroup { try grow($0, 6) } }
        #expect(ended.value == 10 * 126)
    }

    @Test("Of tasks that fail at once on many threads, the group keeps every error.")
    func failingGroup() async throws {
        for _ in 0..<50 {
            let begun = Counter()
            do {
                try await withTracedTaskGroup { group in
                    for _ in 0..<8 {
                        _ = try? group.createTask {
                            begun.add(1)
                            throw SomeError()
                        }
                    }
                }
                Issue.record("Nothing was thrown.")
            } catch let error as TaskGroupError {
                #expect(error.errors.count == begun.value)
            }
        }
    }

    @Test(
        "A shield whose waiter is cancelled as it ends gives the value or a CancellationError, and spares the task."
    )
    func shields() async throws {
        for _ in 0..<200 {
            let future = TracedFuture<Int>(loop: nil)
            let waiting = Task { try await shield(future).value }
            let setter = Task { try future.setResult(1) }
            waiting.cancel()
            try await setter.value
            switch await waiting.result {
            case .success(let value): #expect(value == 1)
            case .failure(let error): #expect(error is CancellationError)
            }
            #expect(try future.result() == 1)
        }
    }

    @Test("A race without a loop begins the next operation after the delay, and cancels the slow one.")
    func race() async throws {
        let slow: TracedOperation<Int> = {
            try await Task.sleep(for: .seconds(60))
            return 0
        }
        let quick: TracedOperation<Int> = { 1 }
        let result = try await staggeredRace([slow, quick], delay: .milliseconds(2))
        #expect(result.winner?.index == 1)
        #expect(result.errors.first.map { $0 is CancellationError } == true)
    }
}

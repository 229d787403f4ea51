import TaskTracing
import Testing

@Suite("TracedFuture")
struct TracedFutureTests {
    @Test("A result is set once; reading before that, and setting after it, throw InvalidStateError.")
    func invalidStates() throws {
        let future = TracedFuture<Int>()
        #expect(!future.isDone)
        #expect(throws: InvalidStateError.resultNotSet) { try future.result() }
        #expect(throws: InvalidStateError.errorNotSet) { try future.error() }
        try future.setResult(1)
        #expect(throws: InvalidStateError.alreadyDone) { try future.setResult(2) }
        #expect(throws: InvalidStateError.alreadyDone) { try future.setError(SomeError()) }
        #expect(try future.result() == 1)
        #expect(try future.error() == nil)
        #expect(future.isDone && !future.isCancelled)
        #expect("\(InvalidStateError.alreadyDone)" == "invalid state")
    }

    @Test("A cancelled future is done, keeps the message, and throws CancellationError.")
    func cancelled() throws {
        let future = TracedFuture<Int>()
        #expect(future.cancel(message: "no time"))
        #expect(!future.cancel(message: "again"))
        #expect(future.isDone && future.isCancelled)
        #expect(future.cancellationMessage == "no time")
        #expect(throws: CancellationError.self) { try future.result() }
        #expect(throws: CancellationError.self) { try future.error() }
    }

    @Test("Callbacks run in the order of registration, after the setter has returned, with the future.")
    func callbacks() async throws {
        let happenings = Happenings()
        try await EventLoop.run { loop in
            let future = TracedFuture<Int>(loop: loop)
            let twice = DoneCallback<Int> { happenings.add("twice \(try $0.result())") }
            future.addDoneCallback(twice)
            future.addDoneCallback { _ in happenings.add("once") }
            future.addDoneCallback(twice)
            let removed = future.addDoneCallback { _ in happenings.add("removed") }
            #expect(future.removeDoneCallback(removed) == 1)
            try future.setResult(7)
            happenings.add("set")
            #expect(future.removeDoneCallback(twice) == 0)
            try await Task.sleep(for: .milliseconds(1))
            future.addDoneCallback { _ in happenings.add("late") }
            happenings.add("added")
            try await Task.sleep(for: .milliseconds(1))
        }
        #expect(happenings.all == ["set", "twice 7", "once", "twice 7", "added", "late"])
    }

    @Test("Result, error and cancel all call back; a callback that throws does not stop the others.")
    func everyEnd() async throws {
        let lines = Happenings()
        let happenings = Happenings()
        try await EventLoop.run(logger: CapturingLogHandler.logger(lines)) { loop in
            let futures = (0..<3).map { _ in TracedFuture<Int>(loop: loop) }
            for (index, future) in futures.enumerated() {
                future.addDoneCallback { _ in throw SomeError(number: index) }
                future.addDoneCallback { _ in happenings.add("\(index)") }
            }
            try futures[0].setResult(1)
            try futures[1].setError(SomeError())
            #expect(futures[2].cancel())
            #expect(try futures[1].error() as? SomeError == SomeError())
            try await Task.sleep(for: .milliseconds(1))
        }
        #expect(happenings.all == ["0", "1", "2"])
        #expect(lines.all.count { $0.hasPrefix("error: Exception in callback <Handle everyEnd()") } == 3)
    }

    @Test("The callbacks of a future without a loop run one after the other, in their order.")
    func withoutLoop() async throws {
        let happenings = Happenings()
        let future = TracedFuture<Int>(loop: nil)
        for index in 0..<100 { future.addDoneCallback { _ in happenings.add("\(index)") } }
        try future.setResult(1)
        for index in 100..<200 { future.addDoneCallback { _ in happenings.add("\(index)") } }
        #expect(try await eventually { happenings.all.count == 200 })
        #expect(happenings.all == (0..<200).map(String.init))
    }

    @Test("Everyone who awaits a future gets its result, before and after it is there.")
    func value() async throws {
        let future = TracedFuture<Int>()
        let waiters = (0..<10).map { _ in Task { try await future.value } }
        try await Task.sleep(for: .milliseconds(5))
        try future.setResult(42)
        for waiter in waiters { #expect(try await waiter.value == 42) }
        #expect(try await future.value == 42)
    }

    @Test("The cancellation of a task that awaits a future ends the wait, and only that.")
    func cancelWaiter() async throws {
        let future = TracedFuture<Int>()
        let waiting = Task { try await future.value }
        try await Task.sleep(for: .milliseconds(5))
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(!future.isDone)
        let cancelledBefore = Task {
            cancelCurrentTask()
            return try await future.value
        }
        await #expect(throws: CancellationError.self) { try await cancelledBefore.value }
        try future.setResult(1)
        let late = Task {
            cancelCurrentTask()
            return try await future.value
        }
        #expect(try await late.value == 1)
    }

    @Test("A future of an operation is done when that is, and cancelling it cancels the task.")
    func operation() async throws {
        #expect(try await TracedFuture { 42 }.value == 42)
        await #expect(throws: SomeError.self) { try await TracedFuture<Int> { throw SomeError() }.value }
        let endless = TracedFuture<Void>(name: "endless") { try await Task.sleep(for: .seconds(1000)) }
        #expect(endless.cancel())
        await #expect(throws: CancellationError.self) { try await endless.value }
        #expect(endless.isCancelled)
    }

    @Test("A future that follows a Swift task ends as it does, and cancels it.")
    func following() async throws {
        #expect(try await TracedFuture(following: Task { 42 }).value == 42)
        let endless = Task { try await Task.sleep(for: .seconds(1000)) }
        let future = TracedFuture(following: endless)
        #expect(future.cancel())
        await #expect(throws: CancellationError.self) { try await future.value }
        #expect(endless.isCancelled && future.isCancelled)
    }

    @Test("A task that is cancelled before its first step never begins, and is cancelled.")
    func cancelBeforeFirstStep() async throws {
        let happenings = Happenings()
        try await EventLoop.run { loop in
            let task = loop.createTask { happenings.add("began") }
            #expect(task.cancel())
            #expect(!task.isCancelled)
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(task.isCancelled)
            #expect(!task.cancel())
        }
        #expect(happenings.all.isEmpty)
    }

    @Test("A task that handles its cancellation ends as any other.")
    func swallowedCancellation() async throws {
        let result = try await EventLoop.run { loop in
            let task = loop.createTask {
                try? await Task.sleep(for: .seconds(1000))
                return 42
            }
            await Task.yield()
            task.cancel()
            return try await task.value
        }
        #expect(result == 42)
    }

    @Test("A failed future that is released unread is reported once; one that was awaited is not.")
    func neverRetrieved() async throws {
        let lines = Happenings()
        let loop = EventLoop(logger: CapturingLogHandler.logger(lines))
        func fail(_ name: String, _ use: (TracedFuture<Int>) async throws -> Void) async throws {
            let future = TracedFuture<Int>(name: name, loop: loop)
            try future.setError(SomeError())
            try await use(future)
        }
        try await fail("unread") { _ in }
        try await fail("read") { _ = try $0.error() }
        try await fail("awaited") { future in
            await #expect(throws: SomeError.self) { try await future.value }
        }
        try await fail("given up") { #expect(!$0.cancel()) }
        try await fail("looked at") { #expect($0.isDone) }
        try loop.close()
        #expect(lines.all.count == 2)
        #expect(lines.all.allSatisfy { $0.hasPrefix("error: Future exception was never retrieved\n") })
        #expect(lines.all.first?.contains("<Future finished name='unread' exception=SomeError") == true)
        #expect(lines.all.last?.contains("name='looked at'") == true)
    }

    @Test("A description tells the state, and in debug mode the place of creation.")
    func descriptions() throws {
        let future = TracedFuture<String>(name: "f", loop: nil)
        #expect("\(future)" == "<Future pending name='f'>")
        try future.setResult(String(repeating: "x", count: 100))
        #expect("\(future)" == "<Future finished name='f' result=\(String(repeating: "x", count: 59))…>")
        let loop = EventLoop(debug: true)
        let inDebug = TracedFuture<Int>(name: "d", loop: loop)
        #expect("\(inDebug)".hasPrefix("<Future pending name='d' created at TaskTracingTests/"))
        try loop.close()
    }

    @Test("A task's default name counts up, and a given one is that of the Swift task.")
    func names() async throws {
        let names = try await EventLoop.run { loop in
            let named = loop.createTask(name: "given") { Task.name ?? "" }
            let unnamed = loop.createTask { Task.name ?? "" }
            return [named.name, try await named.value, unnamed.name, try await unnamed.value]
        }
        #expect(names[0] == "given" && names[1] == "given")
        #expect(names[2].hasPrefix("Task-") && names[2] == names[3])
    }
}

/// Cancels the running task.
func cancelCurrentTask() {
    unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
}

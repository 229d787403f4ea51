import TaskTracing
import Testing

@Suite("CPython's cases of futures: states and descriptions")
struct FutureTests {
    @Test(
        "test_futures.DuckTests.test_ensure_future: a type that stands for a future is taken, and given back, as it is"
    )
    func ownType() async throws {
        try await onLoop { _ in
            let ticket = Ticket(number: 7, future: TracedFuture())
            try ticket.future.setResult("done")
            for try await completed in asCompleted([ticket]) {
                #expect(completed == ticket)
            }
        }
    }

    @Test("test_futures.BaseFutureTests.test_initial_state: a new future is neither done nor cancelled")
    func initialState() {
        let future = TracedFuture<Int>()
        #expect(!future.isCancelled)
        #expect(!future.isDone)
        future.cancel()
        #expect(future.isCancelled)
    }

    @Test(
        "test_futures.BaseFutureTests.test_constructor_use_running_loop: a future belongs to the loop that runs"
    )
    func runningLoop() async throws {
        try await onLoop { loop in
            #expect(TracedFuture<Int>().loop === loop)
        }
    }

    @Test(
        "test_futures.BaseFutureTests.test_future_cancel_message_getter: the message of a cancellation can be read"
    )
    func cancelMessage() async throws {
        try await onLoop { _ in
            let future = TracedFuture<Int>()
            #expect(future.cancellationMessage == nil)
            future.cancel(message: "my message")
            await #expect(throws: CancellationError.self) { try await future.value }
            #expect(future.cancellationMessage == "my message")
        }
    }

    @Test(
        "test_futures.BaseFutureTests.test_cancel: a cancelled future is done, and refuses all that comes after"
    )
    func cancel() {
        let future = TracedFuture<Int>()
        #expect(future.cancel())
        #expect(future.isCancelled)
        #expect(future.isDone)
        #expect(throws: CancellationError.self) { try future.result() }
        #expect(throws: CancellationError.self) { try future.error() }
        #expect(throws: InvalidStateError.alreadyDone) { try future.setResult(1) }
        #expect(throws: InvalidStateError.alreadyDone) { try future.setError(SomeError()) }
        #expect(!future.cancel())
    }

    @Test("test_futures.BaseFutureTests.test_result: a result is there once it is set, and stays")
    func result() throws {
        let future = TracedFuture<Int>()
        #expect(throws: InvalidStateError.resultNotSet) { try future.result() }
        try future.setResult(42)
        #expect(!future.isCancelled)
        #expect(future.isDone)
        #expect(try future.result() == 42)
        #expect(try future.error() == nil)
        #expect(throws: InvalidStateError.alreadyDone) { try future.setResult(1) }
        #expect(throws: InvalidStateError.alreadyDone) { try future.setError(SomeError()) }
        #expect(!future.cancel())
        #expect(try future.result() == 42)
    }

    @Test("test_futures.BaseFutureTests.test_exception: an error is there once it is set, and stays")
    func error() throws {
        let future = TracedFuture<Int>()
        #expect(throws: InvalidStateError.errorNotSet) { try future.error() }
        try future.setError(SomeError(number: 3))
        #expect(!future.isCancelled)
        #expect(future.isDone)
        #expect(throws: SomeError(number: 3)) { try future.result() }
        #expect(try future.error() as? SomeError == SomeError(number: 3))
        #expect(throws: InvalidStateError.alreadyDone) { try future.setResult(1) }
        #expect(throws: InvalidStateError.alreadyDone) { try future.setError(SomeError()) }
        #expect(!future.cancel())
    }

    @Test("test_futures.BaseFutureTests.test_yield_from_twice: the second wait for a future does not suspend")
    func awaitTwice() async throws {
        let journal = Journal<String>()
        try await onLoop { loop in
            let future = TracedFuture<Int>()
            let waiting = loop.createTask {
                journal.add("A")
                journal.add("B \(try await future.value)")
                journal.add("C \(try await future.value)")
            }
            await turns()
            #expect(journal.all == ["A"])
            try future.setResult(42)
            try loop.callSoon { journal.add("after the step") }
            try await waiting.value
        }
        #expect(journal.all == ["A", "B 42", "C 42", "after the step"])
    }

    @Test(
        "test_futures.BaseFutureTests.test_future_repr: a description tells the state, the callbacks and, in debug mode, the place"
    )
    func description() async throws {
        try await withLoop { loop in
            loop.isDebug = true
            let line = #line + 1
            let inDebug = TracedFuture<Int>(name: "f", loop: loop)
            #expect(
                "\(inDebug)"
                    == "<Future pending name='f' created at ConformanceTests/FutureTests.swift:\(line)>")
            loop.isDebug = false
            func future() -> TracedFuture<Int> { TracedFuture(name: "f", loop: loop) }
            #expect("\(future())" == "<Future pending name='f'>")
            let cancelled = future()
            cancelled.cancel()
            #expect("\(cancelled)" == "<Future cancelled name='f'>")
            let result = future()
            try result.setResult(4)
            #expect("\(result)" == "<Future finished name='f' result=4>")
            let failed = future()
            try failed.setError(SomeError(number: 1))
            #expect("\(failed)" == "<Future finished name='f' exception=SomeError(number: 1)>")
            #expect(try failed.error() is SomeError)

            let callbacks = ["first()", "fake()", "last()"].map { name in
                DoneCallback<Int>(name: name, fileID: "App/Main.swift", line: 7) { _ in }
            }
            let place = "at App/Main.swift:7"
            let one = future()
            one.addDoneCallback(callbacks[1])
            #expect("\(one)" == "<Future pending name='f' cb=[fake() \(place)]>")
            one.cancel()
            #expect("\(one)" == "<Future cancelled name='f'>")
            let two = future()
            two.addDoneCallback(callbacks[0])
            two.addDoneCallback(callbacks[2])
            #expect("\(two)" == "<Future pending name='f' cb=[first() \(place), last() \(place)]>")
            let many = future()
            many.addDoneCallback(callbacks[0])
            for _ in 0..<8 { many.addDoneCallback(callbacks[1]) }
            many.addDoneCallback(callbacks[2])
            #expect("\(many)" == "<Future pending name='f' cb=[first() \(place), <8 more>, last() \(place)]>")
        }
    }

    @Test(
        "test_futures.BaseFutureTests.test_future_source_traceback: in debug mode a future tells where it was made"
    )
    func creationPlace() async throws {
        try await onLoop(debug: true) { _ in
            let line = #line + 1
            let future = TracedFuture<Int>()
            #expect("\(future)".hasSuffix("created at ConformanceTests/FutureTests.swift:\(line)>"))
        }
    }

    @Test(
        "test_futures.BaseFutureTests.test_set_result_unless_cancelled: a result that comes after the cancellation changes nothing"
    )
    func lateResult() {
        let future = TracedFuture<Int>()
        future.cancel()
        try? future.setResult(2)
        #expect(future.isCancelled)
    }

    @Test(
        "test_futures.BaseFutureTests.test_future_del_collect: results that do things when they are released do no harm"
    )
    func releasedResults() throws {
        let journal = Journal<Int>()
        for number in 0..<100 {
            let future = TracedFuture<Trinket>()
            try future.setResult(
                Trinket {
                    let other = TracedFuture<Int>()
                    try? other.setResult(number)
                    try? journal.add(other.result())
                })
        }
        #expect(journal.all == Array(0..<100))
    }

    @Test("test_futures2.FutureTests.test_future_traceback: an error can be read again and again")
    func errorAgain() async throws {
        try await onLoop { loop in
            let task = loop.createTask { throw SomeError(number: 42) }
            for _ in 0..<5 {
                await #expect(throws: SomeError(number: 42)) { try await task.value }
            }
        }
    }

    @Test(
        "test_futures2.FutureReprTests.test_recursive_repr_for_pending_tasks: a description that leads back to itself ends"
    )
    func recursiveDescription() async throws {
        try await onLoop { loop in
            let task = loop.createTask(name: "all") { loop.allTasks.filter { $0.name == "all" } }
            let found = try await task.value.contains(AnyLoopTask(task))
            #expect(found)
            #expect("\(task)".contains("..."))
        }
    }
}

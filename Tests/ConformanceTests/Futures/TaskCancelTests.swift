import TaskTracing
import Testing

@Suite("CPython's cases of tasks: cancelling them")
struct TaskCancelTests {
    @Test(
        "test_tasks.BaseTaskTests.test_task_cancel_message_getter: the message of a cancellation is the task's"
    )
    func message() async throws {
        try await onLoop { loop in
            let task = loop.createTask {}
            #expect(task.future.cancellationMessage == nil)
            task.cancel(message: "my message")
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(task.future.cancellationMessage == "my message")
        }
    }

    @Test(
        "test_tasks.BaseTaskTests.test_task_cancel_message_setter: a later message replaces the earlier one")
    func laterMessage() async throws {
        try await onLoop { loop in
            let task = loop.createTask {}
            task.cancel(message: "my message")
            task.cancel(message: "my new message")
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(task.future.cancellationMessage == "my new message")
        }
    }

    @Test("test_tasks.BaseTaskTests.test_cancelling: requests to cancel are counted, and shown")
    func cancelling() async throws {
        try await onLoop { loop in
            let never = TracedFuture<Void>()
            let task = loop.createTask { try await never.value }
            #expect(task.cancelling == 0)
            #expect(!"\(task)".contains(" cancelling "))
            #expect(task.cancel())
            #expect(task.cancelling == 1)
            #expect("\(task)".contains(" cancelling "))
            #expect(task.cancel())
            #expect(task.cancelling == 2)
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test(
        "test_tasks.BaseTaskTests.test_uncancel_basic: a task that withdraws its cancellation goes on, and can be cancelled again"
    )
    func uncancel() async throws {
        try await onLoop { loop in
            let never = TracedFuture<Void>()
            let task = loop.createTask {
                do {
                    try await never.value
                } catch is CancellationError {
                    #expect(AnyLoopTask.current?.uncancel() == 0)
                    try await never.value
                }
            }
            await turns(2)
            #expect(task.cancel())
            #expect("\(task)".contains(" cancelling "))
            #expect(task.cancelling == 1)
            #expect(!task.isCancelled)
            await turns(3)
            #expect(!"\(task)".contains(" cancelling "))
            #expect(task.cancelling == 0)
            #expect(!task.isDone)
            #expect(task.cancel())
            #expect(task.cancelling == 1)
            #expect(!task.isCancelled)
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(task.isCancelled && task.isDone)
            task.uncancel()
            #expect(task.isCancelled && task.isDone)
            #expect(!never.isDone)
        }
    }

    /// Waits for `sleep`, no longer than until `timeout`, as a timeout of one's own does.
    private static func request(
        _ loop: EventLoop, sleep: Duration?, timeout: Duration
    ) async throws -> (isTimedOut: Bool, isFinished: Bool) {
        struct TimedOut: Error {}
        let task = try #require(AnyLoopTask.current)
        let expired = Journal<Bool>()
        let timer = try loop.callLater(timeout) {
            expired.add(true)
            task.cancel()
        }
        var isFinished = false
        do {
            do {
                let slept = TracedFuture<Void>()
                if let sleep { try loop.callLater(sleep) { try slept.setResult(()) } }
                try await slept.value
                isFinished = true
                timer.cancel()
            } catch is CancellationError {
                timer.cancel()
                guard !expired.all.isEmpty, task.uncancel() == 0 else { throw CancellationError() }
                throw TimedOut()
            }
        } catch is TimedOut {
            #expect(!expired.all.isEmpty)
        }
        // The code after it is not affected.
        let after = TracedFuture<Void>()
        try loop.callSoon { try after.setResult(()) }
        try await after.value
        return (!expired.all.isEmpty, isFinished)
    }

    @Test(
        "test_tasks.BaseTaskTests.test_uncancel_structured_blocks: a timeout that cancels and withdraws affects its block alone"
    )
    func structuredBlocks() async throws {
        try await onLoop { loop in
            let late = loop.createTask { try await Self.request(loop, sleep: nil, timeout: .milliseconds(2)) }
            let found = try await late.value
            #expect(found == (true, false))
            #expect(late.cancelling == 0)
            let early = loop.createTask {
                try await Self.request(loop, sleep: .zero, timeout: .seconds(1000))
            }
            let finished = try await early.value
            #expect(finished == (false, true))
            #expect(early.cancelling == 0)
        }
    }

    @Test(
        "test_tasks.BaseTaskTests.test_uncancel_resets_must_cancel: a cancellation that is withdrawn before it is seen never was"
    )
    func withdrawnInTime() async throws {
        try await onLoop { loop in
            let future = TracedFuture<Void>()
            let task = loop.createTask {
                try await future.value
                return 42
            }
            await turns(2)
            try future.setResult(())
            #expect(task.cancel())
            #expect(task.cancelling == 1)
            #expect(task.uncancel() == 0)
            #expect(task.cancelling == 0)
            #expect(try await task.value == 42)
        }
    }

    @Test("test_tasks.BaseTaskTests.test_cancel: a task that a callback cancels is cancelled")
    func cancel() async throws {
        try await onLoop { loop in
            let task = loop.createTask {
                try await Task.sleep(for: .seconds(1000))
                return 12
            }
            try loop.callSoon { task.cancel() }
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(task.isDone)
            #expect(task.isCancelled)
            #expect(!task.cancel())
        }
    }

    /// A task that was cancelled with each message, and is done.
    private func cancelled(with message: String?, afterTurns count: Int) async throws -> TracedFuture<Void> {
        try await onLoop { loop in
            let task = loop.createTask { try await Task.sleep(for: .seconds(1000)) }
            await turns(count)
            task.cancel(message: message)
            let done = TracedFuture<Void>()
            task.addDoneCallback { _ in try done.setResult(()) }
            try await done.value
            return task.future
        }
    }

    @Test(
        "test_tasks.BaseTaskTests.test_cancel_with_message_then_future_result: whoever reads the result finds the message",
        arguments: [nil, "my message", "5"])
    func messageOfResult(_ message: String?) async throws {
        let future = try await cancelled(with: message, afterTurns: 2)
        #expect(throws: CancellationError.self) { try future.result() }
        #expect(future.cancellationMessage == message)
    }

    @Test(
        "test_tasks.BaseTaskTests.test_cancel_with_message_then_future_exception: whoever reads the error finds the message",
        arguments: [nil, "my message", "5"])
    func messageOfError(_ message: String?) async throws {
        let future = try await cancelled(with: message, afterTurns: 2)
        #expect(throws: CancellationError.self) { try future.error() }
        #expect(future.cancellationMessage == message)
    }

    @Test(
        "test_tasks.BaseTaskTests.test_cancel_with_message_before_starting_task: so does whoever reads that of a task that never began"
    )
    func messageBeforeStart() async throws {
        let future = try await cancelled(with: "my message", afterTurns: 0)
        #expect(throws: CancellationError.self) { try future.error() }
        #expect(future.cancellationMessage == "my message")
    }

    @Test(
        "test_tasks.BaseTaskTests.test_cancellation_exception_context: who awaits a task finds its cancellation and the message, and may fail otherwise"
    )
    func cancelledInner() async throws {
        try await onLoop { loop in
            let began = TracedFuture<Void>()
            let inner = loop.createTask {
                try began.setResult(())
                try await Task.sleep(for: .seconds(1000))
            }
            let outer = loop.createTask {
                try await began.value
                try loop.callSoon { inner.cancel(message: "msg") }
                do { try await inner.value } catch is CancellationError { throw SomeError(number: 8) }
            }
            await #expect(throws: SomeError(number: 8)) { try await outer.value }
            #expect(!outer.isCancelled)
            #expect(inner.future.cancellationMessage == "msg")
        }
    }

    @Test("test_tasks.BaseTaskTests.test_cancel_yield: a task that only yields is cancelled where it asks")
    func yielding() async throws {
        try await onLoop { loop in
            let task = loop.createTask {
                for _ in 0..<2 {
                    await Task.yield()
                    try Task.checkCancellation()
                }
                return 12
            }
            await turns()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(task.isDone)
            #expect(task.isCancelled)
            #expect(!task.cancel())
        }
    }

    @Test("test_tasks.BaseTaskTests.test_cancel_inner_future: cancelling what a task awaits cancels the task")
    func innerFuture() async throws {
        try await onLoop { loop in
            let future = TracedFuture<Void>()
            let task = loop.createTask {
                try await future.value
                return 12
            }
            await turns(2)
            future.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(future.isCancelled)
            #expect(task.isCancelled)
        }
    }

    @Test("test_tasks.BaseTaskTests.test_cancel_both_task_and_inner_future: cancelling both cancels both")
    func both() async throws {
        try await onLoop { loop in
            let future = TracedFuture<Void>()
            let task = loop.createTask {
                try await future.value
                return 12
            }
            await turns(2)
            future.cancel()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(task.isDone)
            #expect(future.isCancelled)
            #expect(task.isCancelled)
        }
    }

    @Test(
        "test_tasks.BaseTaskTests.test_cancel_task_catching: a task that catches its cancellation ends normally"
    )
    func catching() async throws {
        try await onLoop { loop in
            let first = TracedFuture<Void>(name: "first")
            let second = TracedFuture<Void>(name: "second")
            let task = loop.createTask {
                try await first.value
                do { try await second.value } catch is CancellationError { return 42 }
                return 0
            }
            await turns(2)
            #expect("\(task)".contains("wait_for=<Future pending name='first'>"))
            try first.setResult(())
            await turns(2)
            #expect("\(task)".contains("wait_for=<Future pending name='second'>"))
            task.cancel()
            #expect(try await task.value == 42)
            #expect(!task.isCancelled)
        }
    }

    @Test(
        "test_tasks.BaseTaskTests.test_cancel_task_ignoring: a task that withdraws its cancellation can wait again"
    )
    func ignoring() async throws {
        try await onLoop { loop in
            let first = TracedFuture<Void>(name: "first")
            let second = TracedFuture<Void>(name: "second")
            let third = TracedFuture<Int>(name: "third")
            let task = loop.createTask {
                try await first.value
                do { try await second.value } catch is CancellationError { AnyLoopTask.current?.uncancel() }
                return try await third.value
            }
            await turns(2)
            #expect("\(task)".contains("wait_for=<Future pending name='first'>"))
            try first.setResult(())
            await turns(2)
            #expect("\(task)".contains("wait_for=<Future pending name='second'>"))
            task.cancel()
            await turns(2)
            #expect("\(task)".contains("wait_for=<Future pending name='third'>"))
            try third.setResult(42)
            #expect(try await task.value == 42)
            #expect(!third.isCancelled)
            #expect(!task.isCancelled)
        }
    }

    @Test(
        "test_tasks.BaseTaskTests.test_cancel_current_task: a task that cancels itself is cancelled where it suspends next"
    )
    func itself() async throws {
        try await onLoop { loop in
            let task = loop.createTask {
                let itself = AnyLoopTask.current
                #expect(itself?.cancel() == true)
                #expect(itself?.cancelling == 1)
                #expect(!Task.isCancelled)
                try await Task.sleep(for: .seconds(1000))
                return 12
            }
            #expect(!task.isCancelled)
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(task.isDone)
            #expect(task.isCancelled)
            #expect(!task.cancel())
        }
    }

    @Test("test_tasks.BaseTaskTests.test_cancel_at_end: a task that cancels itself and returns is cancelled")
    func atEnd() async throws {
        try await onLoop { loop in
            let task = loop.createTask {
                #expect(AnyLoopTask.current?.cancel() == true)
                return 12
            }
            #expect(!task.isCancelled)
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(task.isDone)
            #expect(task.isCancelled)
            #expect(!task.cancel())
        }
    }

    @Test(
        "test_tasks.BaseTaskTests.test_cancel_awaited_task: what a task has awaited as its child is cancelled with it"
    )
    func child() async throws {
        try await onLoop { loop in
            let future = TracedFuture<Void>()
            let journal = Journal<String>()
            let task = loop.createTask {
                @Sendable func nested() async throws {
                    do { try await future.value } catch {
                        journal.add("nested \(type(of: error))")
                        throw error
                    }
                }
                async let child: Void = nested()
                await turns(2)
                AnyLoopTask.current?.cancel()
                try await child
            }
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(task.isCancelled)
            #expect(journal.all == ["nested CancellationError"])
        }
    }

    @Test(
        "test_tasks.BaseTaskTests.test_baseexception_during_cancel: an error thrown on the way out of a cancellation is the task's error"
    )
    func errorWhileCancelled() async throws {
        try await onLoop { loop in
            let task = loop.createTask {
                do {
                    try await Task.sleep(for: .seconds(1000))
                } catch is CancellationError {
                    throw SomeError(number: 9)
                }
            }
            await turns(2)
            task.cancel()
            #expect(!task.isDone)
            await #expect(throws: SomeError(number: 9)) { try await task.value }
            #expect(!task.isCancelled)
            let found = try task.future.error() as? SomeError
            #expect(found == SomeError(number: 9))
        }
    }

    @Test(
        "test_tasks.BaseTaskTests.test_yield_future_passes_cancel: a cancellation reaches the innermost wait first, and each caller on its way out"
    )
    func passesThrough() async throws {
        let proof = Journal<Int>()
        try await onLoop { loop in
            let waiter = TracedFuture<Void>()
            @Sendable func inner() async throws {
                do { try await waiter.value } catch is CancellationError {
                    proof.add(1)
                    throw CancellationError()
                }
            }
            let outer = loop.createTask {
                do {
                    try await inner()
                    proof.add(10)
                } catch is CancellationError {
                    proof.add(100)
                }
            }
            await turns(2)
            outer.cancel()
            try await outer.value
            #expect(!outer.isCancelled)
        }
        #expect(proof.all == [1, 100])
    }
}

import Synchronization
import TaskTracing
import Testing

/// Runs for a while and cannot be cancelled.
private final class SlowTask: Sendable {
    private let exited = Mutex(false)

    var hasExited: Bool { exited.withLock { $0 } }

    func run() async {
        await stubbornNap(40)
        exited.withLock { $0 = true }
    }
}

@Suite("asyncio's wait_for", .timeLimit(.minutes(1)))
struct WaitForTests {
    @Test(
        "test_waitfor.AsyncioWaitForTest.test_asyncio_wait_for_cancelled: a cancelled one awaits what it has cancelled"
    )
    func cancelled() async throws {
        try await onLoop { loop in
            let slow = SlowTask()
            let waiting = loop.createTask {
                try await waitFor(timeout: .seconds(10)) { await slow.run() }
            }
            await turns(3)
            waiting.cancel()
            _ = try await wait([waiting])
            #expect(slow.hasExited)
        }
    }

    @Test("test_waitfor.AsyncioWaitForTest.test_asyncio_wait_for_timeout: one that is over as well")
    func timeout() async throws {
        try await onLoop { _ in
            let slow = SlowTask()
            try? await waitFor(timeout: .milliseconds(20)) { await slow.run() }
            #expect(slow.hasExited)
        }
    }

    @Test(
        "test_waitfor.AsyncioWaitForTest.test_wait_for_timeout_less_then_0_or_0_future_done: what is done needs no time"
    )
    func noTimeForDone() async throws {
        try await onLoop { _ in
            let future = TracedFuture<String>()
            try future.setResult("done")
            #expect(try await waitFor(future, timeout: .zero) == "done")
            #expect(future.isDone)
        }
    }

    @Test(
        "test_waitfor.AsyncioWaitForTest.test_wait_for_timeout_less_then_0_or_0_coroutine_do_not_started: no time starts no body"
    )
    func noTimeForBody() async throws {
        try await onLoop { _ in
            for timeout in [Duration.zero, .seconds(-1)] {
                await #expect(throws: TimeoutError()) {
                    try await waitFor(timeout: timeout) { Issue.record("has begun") }
                }
            }
        }
    }

    @Test(
        "test_waitfor.AsyncioWaitForTest.test_wait_for_timeout_less_then_0_or_0: no time cancels a running task"
    )
    func noTimeForRunning() async throws {
        try await onLoop { loop in
            for timeout in [Duration.zero, .seconds(-1)] {
                let journal = Journal<String>()
                let started = TracedFuture<Void>()
                let task = loop.createTask {
                    defer { journal.add("ended") }
                    try started.setResult(())
                    try await napUntilCancelled()
                }
                try await started.value
                await #expect(throws: TimeoutError()) { try await waitFor(task, timeout: timeout) }
                #expect(task.isDone && task.isCancelled)
                #expect(journal.all == ["ended"])
            }
        }
    }

    @Test(
        "test_waitfor.AsyncioWaitForTest.test_wait_for: a task that takes too long is cancelled and has ended"
    )
    func tooLong() async throws {
        try await onLoop { loop in
            let journal = Journal<String>()
            let task = loop.createTask {
                defer { journal.add("ended") }
                try await napUntilCancelled()
            }
            await #expect(throws: TimeoutError()) { try await waitFor(task, timeout: .milliseconds(10)) }
            #expect(task.isDone && task.isCancelled)
            #expect(journal.all == ["ended"])
        }
    }

    @Test(
        "test_waitfor.AsyncioWaitForTest.test_wait_for_blocking: without a timeout it waits as long as it takes"
    )
    func blocking() async throws {
        try await onLoop { _ in
            let value = try await waitFor(timeout: nil) { "done" }
            #expect(value == "done")
        }
    }

    @Test("test_waitfor.AsyncioWaitForTest.test_wait_for_race_condition: a result in time is the result")
    func inTime() async throws {
        try await onLoop { loop in
            let future = TracedFuture<String>()
            try loop.callLater(.milliseconds(5)) { try future.setResult("ok") }
            #expect(try await waitFor(future, timeout: .seconds(10)) == "ok")
        }
    }

    @Test(
        "test_waitfor.AsyncioWaitForTest.test_wait_for_cancellation_race_condition: who survives its cancellation gives its value"
    )
    func survivor() async throws {
        try await onLoop { _ in
            let value = try await waitFor(timeout: .milliseconds(5)) {
                await #expect(throws: CancellationError.self) { try await napUntilCancelled() }
                return 1
            }
            #expect(value == 1)
        }
    }

    @Test(
        "test_waitfor.AsyncioWaitForTest.test_wait_for_waits_for_task_cancellation: it waits for a slow cancellation"
    )
    func slowCancellation() async throws {
        try await onLoop { loop in
            let journal = Journal<String>()
            let task = loop.createTask {
                do {
                    try await napUntilCancelled()
                } catch {
                    await stubbornNap(5)
                    journal.add("ended")
                    throw error
                }
            }
            await #expect(throws: TimeoutError()) { try await waitFor(task, timeout: .milliseconds(1)) }
            #expect(journal.all == ["ended"])
        }
    }

    @Test(
        "test_waitfor.AsyncioWaitForTest.test_wait_for_waits_for_task_cancellation_w_timeout_0: also without any time"
    )
    func slowCancellationWithoutTime() async throws {
        try await onLoop { loop in
            let journal = Journal<String>()
            let task = loop.createTask {
                do {
                    try await napUntilCancelled()
                } catch {
                    await stubbornNap(5)
                    journal.add("ended")
                    throw error
                }
            }
            await turns(2)
            await #expect(throws: TimeoutError()) { try await waitFor(task, timeout: .zero) }
            #expect(journal.all == ["ended"])
        }
    }

    @Test(
        "test_waitfor.AsyncioWaitForTest.test_wait_for_reraises_exception_during_cancellation: an error of the cancelled has its way"
    )
    func errorDuringCancellation() async throws {
        try await onLoop { loop in
            let task = loop.createTask {
                do { try await napUntilCancelled() } catch { throw CleanupError() }
            }
            await #expect(throws: CleanupError.self) { try await waitFor(task, timeout: .milliseconds(1)) }
        }
    }

    private func cancelWaiting(_ timeout: Duration?) async throws {
        try await onLoop { loop in
            let task = loop.createTask { try await TracedFuture<Void>().value }
            let waiting = loop.createTask { try await waitFor(task, timeout: timeout) }
            try loop.callSoon { waiting.cancel() }
            await #expect(throws: CancellationError.self) { try await waiting.value }
            #expect(task.isCancelled)
        }
    }

    @Test(
        "test_waitfor.AsyncioWaitForTest.test_cancel_blocking_wait_for: its cancellation is that of the task")
    func cancelBlocking() async throws {
        try await cancelWaiting(nil)
    }

    @Test("test_waitfor.AsyncioWaitForTest.test_cancel_wait_for: also with a timeout")
    func cancelWithTimeout() async throws {
        try await cancelWaiting(.seconds(60))
    }

    @Test(
        "test_waitfor.AsyncioWaitForTest.test_wait_for_cancel_suppressed: a value after the timeout is the result"
    )
    func suppressed() async throws {
        try await onLoop { loop in
            let task = loop.createTask {
                do { try await napUntilCancelled() } catch is CancellationError { return 42 }
                return 0
            }
            let value = try await waitFor(task, timeout: .milliseconds(5))
            #expect(value == 42)
        }
    }

    @Test(
        "test_waitfor.AsyncioWaitForTest.test_wait_for_issue86296: a cancellation is not lost when the task ends meanwhile"
    )
    func cancelledWhileEnding() async throws {
        try await onLoop { loop in
            let inner = loop.createTask { "done" }
            let journal = Journal<String>()
            let task = loop.createTask {
                _ = try await waitFor(inner, timeout: .seconds(100))
                try await nap(1000)
                journal.add("reached the end")
            }
            #expect(!task.isDone)
            await turns()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(inner.isDone)
            let value = try await inner.value
            #expect(value == "done")
            #expect(journal.all.isEmpty)
        }
    }

    @Test(
        "test_waitfor.WaitForShieldTests.test_zero_timeout: no time cancels the shield, and spares the task")
    func shieldWithoutTime() async throws {
        try await onLoop { loop in
            let task = loop.createTask {
                try await nap(10)
                return "done"
            }
            let shielded = shield(task)
            await #expect(throws: TimeoutError()) { try await waitFor(shielded, timeout: .zero) }
            #expect(!task.isDone && !task.isCancelled)
            #expect(shielded.isCancelled)
            let value = try await task.value
            #expect(value == "done")
        }
    }

    @Test(
        "test_waitfor.WaitForShieldTests.test_none_timeout: without a timeout, a shield ends as the task does"
    )
    func shieldWithoutTimeout() async throws {
        try await onLoop { loop in
            let task = loop.createTask {
                try await nap(5)
                return "done"
            }
            let value = try await waitFor(shield(task), timeout: nil)
            #expect(value == "done")
            #expect(task.isDone)
            let result = try await task.value
            #expect(result == "done")
        }
    }

    @Test("test_waitfor.WaitForShieldTests.test_shielded_timeout: a shield keeps a timeout from the task")
    func shieldedTimeout() async throws {
        try await onLoop { loop in
            let task = loop.createTask {
                try await nap(40)
                return "done"
            }
            await #expect(throws: TimeoutError()) {
                try await waitFor(shield(task), timeout: .milliseconds(5))
            }
            #expect(!task.isDone && !task.isCancelled)
            let value = try await task.value
            #expect(value == "done")
        }
    }
}

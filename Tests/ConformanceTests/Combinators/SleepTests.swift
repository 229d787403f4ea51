import Foundation
import TaskTracing
import Testing

@Suite("asyncio's sleep, and coroutines from other threads", .timeLimit(.minutes(1)))
struct SleepTests {
    @Test("test_tasks.SleepTests.test_sleep_zero: no time lets everything have its turn that was ready")
    func zero() async throws {
        try await onLoop { loop in
            for delay in [Duration.zero, .seconds(-1)] {
                let journal = Journal<String>()
                try loop.callSoon { journal.add("callback") }
                #expect(journal.all.isEmpty)
                try await EventLoop.sleep(for: delay)
                #expect(journal.all == ["callback"])
            }
        }
    }

    @Test("test_tasks.BaseTaskTests.test_sleep: it takes as long as it is told")
    func sleep() async throws {
        try await onLoop { loop in
            let began = loop.time()
            let task = loop.createTask {
                try await EventLoop.sleep(for: .milliseconds(2))
                try await EventLoop.sleep(for: .milliseconds(3))
                return "yeah"
            }
            let value = try await task.value
            #expect(value == "yeah")
            #expect(began.duration(to: loop.time()) >= .milliseconds(5))
        }
    }

    @Test("test_tasks.BaseTaskTests.test_sleep_cancel: its cancellation takes its timer along")
    func cancel() async throws {
        try await onLoop { loop in
            let began = loop.time()
            let task = loop.createTask { try await EventLoop.sleep(for: .seconds(60)) }
            await turns()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(began.duration(to: loop.time()) < .seconds(30))
        }
    }

    @Test(
        "test_tasks.BaseTaskTests.test_task_cancel_sleeping_task: a sleeping task can be cancelled by a timer"
    )
    func cancelSleeping() async throws {
        try await onLoop { loop in
            let sleeper = loop.createTask { try await EventLoop.sleep(for: .seconds(5000)) }
            try loop.callLater(.milliseconds(5)) { sleeper.cancel() }
            await #expect(throws: CancellationError.self) { try await sleeper.value }
        }
    }

    /// Has a thread of its own make a task of a running loop, and returns what becomes of the task.
    private func fromAnotherThread<Value: Sendable>(
        timeout: Duration? = nil, _ operation: @escaping TracedOperation<Value>
    ) async throws -> Value {
        try await onLoop(debug: true) { loop in
            let made = TracedFuture<LoopTask<Value>>(loop: loop)
            Thread.detachNewThread {
                #expect(EventLoop.current == nil)
                let task = loop.createTask(operation)
                try? made.setResult(task)
            }
            let task = try await made.value
            defer { #expect(task.isDone) }
            return try await waitFor(task, timeout: timeout)
        }
    }

    @Test(
        "test_tasks.RunCoroutineThreadsafeTests.test_run_coroutine_threadsafe: another thread can make a task of a loop"
    )
    func threadsafe() async throws {
        let sum = try await fromAnotherThread {
            try await nap(2)
            #expect(EventLoop.current != nil)
            return 1 + 2
        }
        #expect(sum == 3)
    }

    @Test(
        "test_tasks.RunCoroutineThreadsafeTests.test_run_coroutine_threadsafe_with_exception: its error is told"
    )
    func threadsafeError() async throws {
        await #expect(throws: SomeError(number: 1)) {
            try await fromAnotherThread {
                try await nap(2)
                throw SomeError(number: 1)
            }
        }
    }

    @Test(
        "test_tasks.RunCoroutineThreadsafeTests.test_run_coroutine_threadsafe_with_timeout: and it can be given up"
    )
    func threadsafeTimeout() async throws {
        await #expect(throws: TimeoutError()) {
            try await fromAnotherThread(timeout: .zero) { try await napUntilCancelled() }
        }
    }

    @Test(
        "test_tasks.RunCoroutineThreadsafeTests.test_run_coroutine_threadsafe_task_cancelled: or cancel itself"
    )
    func threadsafeCancelled() async throws {
        await #expect(throws: CancellationError.self) {
            try await fromAnotherThread {
                try await nap(2)
                cancelCurrentTask()
                try await nap(0)
            }
        }
    }
}

import Foundation
import Synchronization
import TaskTracing
import TaskTracingTestKit
import Testing

// One after the other: a signal reaches every runner of the process.
@Suite("test_runners", .serialized)
struct RunnerTests {
    @Test("test_runners.RunTests.test_asyncio_run_return: run gives what its body returns")
    func returns() async throws {
        let value = try await EventLoop.run { _ in
            await Task.yield()
            return 42
        }
        #expect(value == 42)
    }

    @Test("test_runners.RunTests.test_asyncio_run_raises: run throws what its body throws")
    func raises() async {
        await #expect(throws: SomeError(number: 7)) {
            try await EventLoop.run { _ in
                await Task.yield()
                throw SomeError(number: 7)
            }
        }
    }

    @Test(
        "test_runners.RunTests.test_asyncio_run_debug: the loop of a run is in debug mode if the run is told so"
    )
    func runDebug() async throws {
        for debug in [true, false] {
            #expect(try await EventLoop.run(debug: debug) { $0.isDebug } == debug)
        }
    }

    @Test(
        "test_runners.RunTests.test_asyncio_run_from_running_loop: no second run on a thread that runs a loop"
    )
    func fromRunningLoop() async throws {
        try await onLoop { _ in
            func run() throws { try EventLoopRunner(handlesInterrupt: false).run {} }
            #expect(throws: EventLoopError.anotherLoopIsRunning) { try run() }
        }
    }

    @Test(
        "test_runners.RunTests.test_asyncio_run_cancels_hanging_tasks: what the body leaves running is cancelled and awaited",
        .timeLimit(.minutes(1)))
    func cancelsLeftovers() async throws {
        let left = Mutex<LoopTask<Void>?>(nil)
        let value = try await EventLoop.run { loop in
            left.withLock { $0 = loop.createTask { try await Task.sleep(for: .seconds(1000)) } }
            return 123
        }
        #expect(value == 123)
        #expect(left.withLock { $0?.isDone } == true)
    }

    @Test(
        "test_runners.RunTests.test_asyncio_run_reports_hanging_tasks_errors: an error of a leftover is told to the exception handler",
        .timeLimit(.minutes(1)))
    func reportsLeftovers() async throws {
        let contexts = Journal<ExceptionContext>()
        let value = try await EventLoop.run { loop in
            loop.exceptionHandler = { _, context in contexts.add(context) }
            loop.createTask(name: "left over") {
                do {
                    try await Task.sleep(for: .seconds(1000))
                } catch {
                    throw SomeError()
                }
            }
            await Task.yield()
            return 123
        }
        #expect(value == 123)
        #expect(contexts.all.count == 1)
        let context = try #require(contexts.all.first)
        #expect(context.message == "unhandled exception during EventLoop.run() shutdown")
        #expect(context.error as? SomeError == SomeError())
        #expect(context.task?.contains("left over") == true)
    }

    @Test(
        "test_runners.RunTests.test_asyncio_run_closes_gens_after_hanging_tasks_errors: the body's error is thrown although a leftover fails too",
        .timeLimit(.minutes(1)))
    func bodyErrorWins() async throws {
        let left = Mutex<LoopTask<Void>?>(nil)
        await #expect(throws: SomeError(number: 1)) {
            try await EventLoop.run { loop in
                loop.exceptionHandler = { _, _ in }
                left.withLock {
                    $0 = loop.createTask {
                        do {
                            try await Task.sleep(for: .seconds(1000))
                        } catch {
                            throw SomeError(number: 2)
                        }
                    }
                }
                throw SomeError(number: 1)
            }
        }
        #expect(left.withLock { $0?.isDone } == true)
    }

    @Test("test_runners.RunTests.test_asyncio_run_set_event_loop: within a run, its loop is the current one")
    func currentLoop() async throws {
        try await EventLoop.run { loop in
            #expect(EventLoop.current === loop)
        }
        #expect(EventLoop.current == nil)
    }

    @Test(
        "test_runners.RunTests.test_asyncio_run_loop_factory: a runner runs the loop that it is given a function for"
    )
    func runLoopFactory() async throws {
        try await onThread {
            let loop = EventLoop(name: "of the factory")
            let runner = EventLoopRunner(handlesInterrupt: false) { loop }
            try runner.run { #expect(EventLoop.current === loop) }
            try runner.close()
        }
    }

    @Test("test_runners.RunnerTests.test_non_debug: a runner's loop is not in debug mode when it is told so")
    func nonDebug() async throws {
        try await onThread {
            let isDebug = try withEventLoopRunner(debug: false, handlesInterrupt: false) {
                try $0.loop.isDebug
            }
            #expect(!isDebug)
        }
    }

    @Test("test_runners.RunnerTests.test_debug: a runner's loop is in debug mode when it is told so")
    func debug() async throws {
        try await onThread {
            let isDebug = try withEventLoopRunner(debug: true, handlesInterrupt: false) {
                try $0.loop.isDebug
            }
            #expect(isDebug)
        }
    }

    @Test("test_runners.RunnerTests.test_custom_factory: a runner's loop is the one of its function")
    func customFactory() async throws {
        try await onThread {
            let loop = EventLoop()
            let runner = EventLoopRunner(debug: true, handlesInterrupt: false) { loop }
            #expect(try runner.loop === loop)
            #expect(loop.isDebug)
            try runner.close()
        }
    }

    @Test("test_runners.RunnerTests.test_run: a runner gives the result; when it is closed, so is its loop")
    func run() async throws {
        try await onThread {
            let runner = EventLoopRunner(handlesInterrupt: false)
            let result = try runner.run {
                await Task.yield()
                return "done"
            }
            #expect(result == "done")
            let loop = try runner.loop
            try runner.close()
            #expect(throws: EventLoopError.runnerClosed) { try runner.loop }
            #expect(loop.isClosed)
        }
        #expect(EventLoopError.runnerClosed.description == "Runner is closed.")
    }

    @Test("test_runners.RunnerTests.test_run_future: a runner gives the result of a future of its loop")
    func runFuture() async throws {
        try await onThread {
            try withEventLoopRunner(handlesInterrupt: false) { runner in
                let future = TracedFuture<String>(loop: try runner.loop)
                try future.setResult("done")
                #expect(try runner.run { try await future.value } == "done")
            }
        }
    }

    @Test("test_runners.RunnerTests.test_explicit_close: a closed runner has no loop any more")
    func explicitClose() async throws {
        try await onThread {
            let runner = EventLoopRunner(handlesInterrupt: false)
            let loop = try runner.loop
            try runner.close()
            #expect(throws: EventLoopError.runnerClosed) { try runner.loop }
            #expect(loop.isClosed)
        }
    }

    @Test("test_runners.RunnerTests.test_double_close: closing a runner twice does nothing")
    func doubleClose() async throws {
        try await onThread {
            let runner = EventLoopRunner(handlesInterrupt: false)
            let loop = try runner.loop
            try runner.close()
            try runner.close()
            #expect(loop.isClosed)
        }
    }

    @Test("test_runners.RunnerTests.test_second_with_block_raises: a closed runner runs nothing")
    func closedRunner() async throws {
        let ran = Journal<Int>()
        try await onThread {
            let runner = EventLoopRunner(handlesInterrupt: false)
            try runner.run { ran.add(1) }
            try runner.close()
            #expect(throws: EventLoopError.runnerClosed) { try runner.run { ran.add(2) } }
        }
        #expect(ran.all == [1])
    }

    private enum Request {
        @TaskLocal static var number = -1
    }

    @Test(
        "test_runners.RunnerTests.test_run_keeps_context: every run sees the task-local values of the place that made the runner"
    )
    func keepsContext() async throws {
        let runner = Request.$number.withValue(1) { EventLoopRunner(handlesInterrupt: false) }
        let numbers = try await Request.$number.withValue(2) {
            try await onThread {
                let first = try runner.run {
                    await Task.yield()
                    return Request.number
                }
                let second = try runner.run { Request.number }
                try runner.close()
                return [first, second]
            }
        }
        #expect(numbers == [1, 1])
    }

    @Test("test_runners.RunnerTests.test_recursive_run: a runner refuses to run from within a run")
    func recursive() async throws {
        try await onThread {
            try withEventLoopRunner(handlesInterrupt: false) { runner in
                try runner.run {
                    func again() throws { try runner.run {} }
                    #expect(throws: EventLoopError.alreadyRunning) { try again() }
                }
            }
        }
    }

    @Test(
        "test_runners.RunnerTests.test_interrupt_call_soon: SIGINT cancels a task that only yields",
        .timeLimit(.minutes(1)))
    func interruptYielding() async throws {
        try await onThread {
            try interruptible { runner in
                try runner.loop.callLater(.milliseconds(5)) { interrupt() }
                #expect(throws: EventLoopError.interrupted) {
                    try runner.run {
                        while !Task.isCancelled { await Task.yield() }
                        throw CancellationError()
                    }
                }
            }
        }
    }

    @Test(
        "test_runners.RunnerTests.test_interrupt_wait: SIGINT ends the wait for a future",
        .timeLimit(.minutes(1)))
    func interruptWaiting() async throws {
        try await onThread {
            try interruptible { runner in
                let future = TracedFuture<Void>(loop: try runner.loop)
                try runner.loop.callLater(.milliseconds(5)) { interrupt() }
                #expect(throws: EventLoopError.interrupted) {
                    try runner.run {
                        await #expect(throws: CancellationError.self) { try await future.value }
                        throw CancellationError()
                    }
                }
            }
        }
    }

    @Test(
        "test_runners.RunnerTests.test_interrupt_cancelled_task: SIGINT at a task that was cancelled before changes nothing",
        .timeLimit(.minutes(1)))
    func interruptCancelled() async throws {
        try await onThread {
            try interruptible { runner in
                #expect(throws: CancellationError.self) {
                    try runner.run {
                        unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
                        interrupt()
                        try await Task.sleep(for: .seconds(1000))
                    }
                }
            }
        }
    }

    @Test(
        "test_runners.RunnerTests.test_signal_install_not_supported_ok: a runner leaves the signal to a program that handles it"
    )
    func handledOtherwise() async throws {
        try await onThread {
            let before = signal(SIGINT, SIG_IGN)
            try withEventLoopRunner { runner in
                try runner.run { interrupt() }
            }
            let after = signal(SIGINT, before)
            let (left, ignored) = unsafe (
                unsafeBitCast(after, to: Int.self), unsafeBitCast(SIG_IGN, to: Int.self)
            )
            #expect(left == ignored)
        }
    }

    @Test("test_runners.RunnerTests.test_set_event_loop_called_once: several runs share one loop, made once")
    func oneLoop() async throws {
        let made = Journal<Int>()
        try await onThread {
            let runner = EventLoopRunner(handlesInterrupt: false) {
                made.add(1)
                return EventLoop()
            }
            let first = try runner.run { EventLoop.current }
            let second = try runner.run { EventLoop.current }
            #expect(first === second)
            try runner.close()
        }
        #expect(made.all == [1])
    }

    @Test(
        "test_runners.RunnerTests.test_no_repr_is_call_on_the_task_result: a run does not describe its result"
    )
    func noDescription() async throws {
        struct Described: CustomStringConvertible, Sendable {
            let described: Journal<Int>
            var description: String {
                described.add(1)
                return "described"
            }
        }
        let described = Journal<Int>()
        _ = try await onThread {
            try withEventLoopRunner(handlesInterrupt: false) {
                try $0.run { Described(described: described) }
            }
        }
        #expect(described.all.isEmpty)
    }
}

/// Gives `body` a runner in a process where nothing else handles the signal.
private func interruptible(_ body: (EventLoopRunner) throws -> Void) throws {
    let before = signal(SIGINT, SIG_DFL)
    defer { _ = signal(SIGINT, before) }
    try withEventLoopRunner(body)
}

/// Sends this thread the signal, which has been handled when it returns.
@Sendable private func interrupt() {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGINT)
    // Threads of Dispatch have their signals blocked, and so do those that they start.
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    raise(SIGINT)
}

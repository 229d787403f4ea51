import TaskTracing
import TaskTracingTestKit
import Testing

@Suite("test_base_events: what is reported")
struct ExceptionHandlerTests {
    @Test(
        "test_base_events.BaseEventLoopTests.test_default_exc_handler_callback: an error of a callback or timer is logged, and the loop goes on"
    )
    func callbackError() async throws {
        for isTimer in [false, true] {
            let log = Journal<String>()
            try await withLoop(log: log) { loop in
                let future = TracedFuture<Void>(loop: loop)
                future.addDoneCallback { _ in loop.stop() }
                let callback: @Sendable () throws -> Void = {
                    try future.setResult(())
                    try fails()
                }
                if isTimer {
                    try loop.callLater(.milliseconds(1), callback)
                } else {
                    try loop.callSoon(callback)
                }
                try loop.runForever()
            }
            #expect(log.all.count == 1)
            let start =
                "error: Exception in callback <\(isTimer ? "TimerHandle when=" : "Handle callbackError()")"
            #expect(log.all.first?.hasPrefix(start) == true)
            #expect(log.all.first?.contains("error: SomeError") == true)
        }
    }

    @Test(
        "test_base_events.BaseEventLoopTests.test_default_exc_handler_coro: a task's error that nobody reads is logged when the task is released"
    )
    func taskError() async throws {
        let log = Journal<String>()
        try await withLoop(log: log) { loop in
            do {
                let task = loop.createTask {
                    await Task.yield()
                    try fails()
                }
                task.addDoneCallback { _ in loop.stop() }
            }
            try loop.runForever()
        }
        #expect(log.all.count == 1)
        #expect(log.all.first?.contains("exception was never retrieved\nerror: SomeError") == true)
    }

    @Test(
        "test_base_events.BaseEventLoopTests.test_set_exc_handler_custom: a handler is told message, error, handle and traceback; without it they are logged"
    )
    func customHandler() async throws {
        let log = Journal<String>()
        let contexts = Journal<ExceptionContext>()
        // Its time stands still: naming the callers takes a while, which would be told as well.
        try await withLoop(debug: true, clock: ManualClock(), log: log) { loop in
            #expect(loop.exceptionHandler == nil)
            loop.exceptionHandler = { handled, context in
                #expect(handled === loop)
                contexts.add(context)
            }
            #expect(loop.exceptionHandler != nil)
            let handle = try loop.callSoon(fails)
            try loop.runOnce()
            #expect(log.all.isEmpty)
            let context = try #require(contexts.all.first)
            #expect(context.message == "Exception in callback \(handle)")
            #expect(context.error as? SomeError == SomeError())
            #expect(context.handle == handle.description)
            #expect(context.sourceTraceback == handle.sourceTraceback)

            loop.exceptionHandler = nil
            try loop.callSoon(fails)
            try loop.runOnce()
        }
        #expect(contexts.all.count == 1)
        #expect(log.all.count == 1)
        #expect(log.all.first?.hasPrefix("error: Exception in callback <Handle customHandler()") == true)
    }

    @Test(
        "test_base_events.BaseEventLoopTests.test_set_exc_handler_broken: an error of the handler itself is logged"
    )
    func brokenHandler() async throws {
        let log = Journal<String>()
        try await withLoop(log: log) { loop in
            loop.exceptionHandler = { _, _ in throw SomeError(number: 2) }
            try loop.callSoon(fails)
            try loop.runOnce()
        }
        #expect(log.all.count == 1)
        #expect(
            log.all.first?.hasPrefix(
                "error: Unhandled error in exception handler\nerror: SomeError(number: 2)") == true)
    }

    @Test(
        "test_base_events.BaseEventLoopTests.test_run_forever_keyboard_interrupt: what a run throws to its caller is not reported as well"
    )
    func thrownIsNotReported() async throws {
        let contexts = Journal<String>()
        try await onThread {
            let loop = EventLoop()
            loop.exceptionHandler = { _, context in contexts.add(context.message) }
            #expect(throws: SomeError.self) { try loop.run { try fails() } }
            try loop.close()
        }
        #expect(contexts.all.isEmpty)
    }

    @Test(
        "test_base_events.BaseEventLoopTests.test_run_until_complete_baseexception: a run that throws leaves no stop behind"
    )
    func noStopLeft() async throws {
        let ran = Journal<Int>()
        try await withLoop { loop in
            #expect(throws: SomeError.self) { try loop.run { try fails() } }
            try loop.callSoon {
                try loop.callSoon {
                    ran.add(1)
                    loop.stop()
                }
            }
            try loop.runForever()
        }
        #expect(ran.all == [1])
    }

    @Test(
        "test_base_events.BaseEventLoopWithSelectorTests.test_log_slow_callbacks: in debug mode, a callback and a task's step are logged that reach the threshold"
    )
    func slowCallbacks() async throws {
        let log = Journal<String>()
        try await withLoop(debug: true, log: log) { loop in
            loop.slowCallbackDuration = .zero
            try loop.callSoon { loop.stop() }
            try loop.runForever()
            loop.createTask(name: "stop") { loop.stop() }
            try loop.runForever()
        }
        let callback = #/warning: Executing <Handle slowCallbacks\(\) at .*> took .* seconds/#
        let task = #/warning: Executing <Task .*name='stop'.*> took .* seconds/#
        #expect(log.all.contains { $0.wholeMatch(of: callback) != nil })
        #expect(log.all.contains { $0.wholeMatch(of: task) != nil })
    }
}

import Foundation
import TaskTracing
import Testing

@Suite("EventLoop reports")
struct EventLoopReportTests {
    @Test("In debug mode, a callback and a task's step that take too long are reported with their name.")
    func slowCallbacks() async throws {
        let lines = Happenings()
        try await EventLoop.run(debug: true, logger: CapturingLogHandler.logger(lines)) { loop in
            #expect(loop.slowCallbackDuration == .milliseconds(100))
            loop.slowCallbackDuration = .milliseconds(10)
            let slow = loop.createTask(name: "slow") { block(for: 0.015) }
            try await slow.value
            let called = TracedFuture<Void>(loop: loop)
            try loop.callSoon {
                block(for: 0.015)
                try called.setResult(())
            }
            try await called.value
            await Task.yield()
        }
        let step = #/warning: Executing <Task finished name='slow' .*created at .*> took 0\.\d{3} seconds/#
        let callback = #/warning: Executing <Handle slowCallbacks\(\) at .*> took 0\.\d{3} seconds/#
        #expect(lines.all.contains { $0.wholeMatch(of: step) != nil })
        #expect(lines.all.contains { $0.wholeMatch(of: callback) != nil })
    }

    @Test("Outside debug mode, nothing slow is reported.")
    func noDebug() async throws {
        let lines = Happenings()
        try await EventLoop.run(logger: CapturingLogHandler.logger(lines)) { loop in
            loop.slowCallbackDuration = .milliseconds(1)
            block(for: 0.005)
            await Task.yield()
        }
        #expect(lines.all.isEmpty)
    }

    @Test("In debug mode, callSoon from another thread is refused, callSoonThreadsafe is not.")
    func threadCheck() async throws {
        try await EventLoop.run(debug: true) { loop in
            try await Task.detached {
                #expect(throws: EventLoopError.notThreadSafe) { try loop.callSoon {} }
                #expect(throws: EventLoopError.notThreadSafe) { try loop.callLater(.zero) {} }
                try loop.callSoonThreadsafe {}
            }.value
            try loop.callSoon {}
        }
    }

    @Test("A callback that throws is logged as an error, and the next one runs.")
    func throwingCallback() async throws {
        let lines = Happenings()
        try await EventLoop.run(logger: CapturingLogHandler.logger(lines)) { loop in
            let next = TracedFuture<Void>(loop: loop)
            try loop.callSoon { throw SomeError() }
            try loop.callSoon { try next.setResult(()) }
            try await next.value
        }
        let line = try #require(lines.all.first)
        #expect(line.hasPrefix("error: Exception in callback <Handle throwingCallback()"))
        #expect(line.contains("\nerror: SomeError(number: 0)\nhandle: <Handle"))
    }

    @Test("An exception handler receives what went wrong; what it throws itself is logged.")
    func exceptionHandler() async throws {
        let lines = Happenings()
        let contexts = Happenings()
        try await EventLoop.run(logger: CapturingLogHandler.logger(lines)) { loop in
            loop.exceptionHandler = { _, context in contexts.add(context.message) }
            loop.callExceptionHandler(ExceptionContext(message: "kept"))
            loop.exceptionHandler = { _, _ in throw SomeError() }
            loop.callExceptionHandler(ExceptionContext(message: "refused"))
        }
        #expect(contexts.all == ["kept"])
        #expect(
            lines.all == [
                "error: Unhandled error in exception handler\nerror: SomeError(number: 0)\ncontext: refused"
            ])
    }

    @Test("A loop that is released without close() logs a warning, a closed one does not.")
    func unclosed() async throws {
        let lines = Happenings()
        try await onThread {
            let logger = CapturingLogHandler.logger(lines)
            let closed = EventLoop(name: "closed", logger: logger)
            try closed.close()
            let unclosed = EventLoop(name: "unclosed", logger: logger)
            try unclosed.callSoon { unclosed.stop() }
            try unclosed.runForever()
        }
        #expect(lines.all.count == 1)
        #expect(
            lines.all.first?.hasPrefix(
                "warning: unclosed event loop <EventLoop name='unclosed' running=false closed=false")
                == true)
    }

    @Test("A task that is still pending when its loop is closed is reported.")
    func pendingTask() async throws {
        let lines = Happenings()
        try await onThread {
            let loop = EventLoop(logger: CapturingLogHandler.logger(lines))
            loop.createTask(name: "never run") {}
            try loop.close()
        }
        #expect(lines.all.count == 1)
        #expect(
            lines.all.first?.hasPrefix(
                "error: Task was destroyed but it is pending!\ntask: <Task pending name='never run'") == true)
    }

    @Test("A task's error that nobody has read is reported once its handles are released.")
    func neverRetrieved() async throws {
        let lines = Happenings()
        try await EventLoop.run(logger: CapturingLogHandler.logger(lines)) { loop in
            loop.createTask(name: "unread") { throw SomeError() }
            let read = loop.createTask(name: "read") { throw SomeError() }
            await #expect(throws: SomeError.self) { try await read.value }
            let cancelled = loop.createTask(name: "silenced") { throw SomeError() }
            await Task.yield()
            await Task.yield()
            #expect(!cancelled.cancel())
        }
        #expect(lines.all.count == 1)
        #expect(lines.all.first?.hasPrefix("error: Task exception was never retrieved\n") == true)
        #expect(lines.all.first?.contains("task: <Task finished name='unread'") == true)
    }
}

/// Keeps the thread busy, as a callback that is too slow does.
private func block(for seconds: Double) {
    Thread.sleep(forTimeInterval: seconds)
}

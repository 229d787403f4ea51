import TaskTracing
import TaskTracingTestKit
import Testing

@Suite("test_events: handles and timers")
struct HandleTests {
    @Test("test_events.HandleTests.test_handle: a handle is not cancelled until it is")
    func handle() async throws {
        try await withLoop { loop in
            let handle = try loop.callSoon {}
            #expect(!handle.isCancelled)
            handle.cancel()
            #expect(handle.isCancelled)
        }
    }

    @Test(
        "test_events.HandleTests.test_callback_with_exception: a throwing callback is reported with its error, handle and traceback"
    )
    func throwing() async throws {
        let contexts = Journal<ExceptionContext>()
        try await withLoop(debug: true) { loop in
            loop.exceptionHandler = { contexts.add($1) }
            let handle = try loop.callSoon(fails)
            try loop.runOnce()
            let context = try #require(contexts.all.first)
            #expect(context.message.hasPrefix("Exception in callback <Handle"))
            #expect(context.error is SomeError)
            #expect(context.handle == handle.description)
            #expect(context.sourceTraceback == handle.sourceTraceback)
        }
    }

    @Test("test_events.HandleTests.test_handle_weakref: a handle can be referred to weakly")
    func weakly() async throws {
        try await withLoop { loop in
            weak let handle = try loop.callSoon {}
            #expect(handle != nil)
            try loop.runOnce()
            #expect(handle == nil)
        }
    }

    @Test(
        "test_events.HandleTests.test_handle_repr: a handle tells its function and place, a cancelled one neither"
    )
    func description() async throws {
        try await withLoop { loop in
            let handle = try loop.callSoon(line: 7) {}
            #expect(handle.description == "<Handle description() at ConformanceTests/HandleTests.swift:7>")
            handle.cancel()
            #expect(handle.description == "<Handle cancelled>")
        }
    }

    @Test(
        "test_events.HandleTests.test_handle_repr_debug: in debug mode a handle tells where it was registered, and keeps all when it is cancelled, also twice"
    )
    func debugDescription() async throws {
        try await withLoop(debug: true) { loop in
            let handle = try loop.callSoon(line: 7) {}
            let place = "ConformanceTests/HandleTests.swift:7"
            #expect(handle.description == "<Handle debugDescription() at \(place) created at \(place)>")
            for _ in 0..<2 {
                handle.cancel()
                #expect(
                    handle.description
                        == "<Handle cancelled debugDescription() at \(place) created at \(place)>")
            }
        }
    }

    @Test(
        "test_events.HandleTests.test_handle_source_traceback: in debug mode every handle keeps who registered it, the innermost last"
    )
    func sourceTraceback() async throws {
        try await withLoop(debug: true) { loop in
            let handles = [
                try loop.callSoon(line: 1) {},
                try loop.callSoonThreadsafe(line: 2) {},
                try loop.callLater(.zero, line: 3) {},
                try loop.callAt(loop.time(), line: 4) {},
            ]
            for (index, handle) in handles.enumerated() {
                #expect(
                    handle.sourceTraceback.last
                        == "sourceTraceback() at ConformanceTests/HandleTests.swift:\(index + 1)")
                #expect(handle.sourceTraceback.count <= 11)
                #expect(handle.sourceTraceback.dropLast().contains { $0.contains("sourceTraceback") })
            }
            loop.isDebug = false
            let handle = try loop.callSoon {}
            #expect(handle.sourceTraceback.isEmpty)
        }
    }

    @Test("test_events.TimerTests.test_when: a timer knows when it is due")
    func when() async throws {
        try await withLoop { loop in
            let when = loop.time() + .seconds(1)
            let timer = try loop.callAt(when) {}
            #expect(timer.when == when)
        }
    }

    @Test("test_events.TimerTests.test_timer: a cancelled timer releases what its callback holds")
    func timer() async throws {
        try await withLoop { loop in
            final class Held: Sendable {}
            var held: Held? = Held()
            weak let released = held
            let handle = try loop.callLater(.seconds(10)) { [held] in withExtendedLifetime(held) {} }
            held = nil
            #expect(!handle.isCancelled)
            #expect(released != nil)
            handle.cancel()
            #expect(handle.isCancelled)
            #expect(released == nil)
        }
    }

    @Test("test_events.TimerTests.test_timer_repr: a timer tells its time, also when it is cancelled")
    func timerDescription() async throws {
        try await withLoop { loop in
            let handle = try loop.callAt(ContinuousClock().systemEpoch + .milliseconds(123_500), line: 7) {}
            let place = "ConformanceTests/HandleTests.swift:7"
            #expect(handle.description == "<TimerHandle when=123.500 timerDescription() at \(place)>")
            handle.cancel()
            #expect(handle.description == "<TimerHandle cancelled when=123.500>")
        }
    }

    @Test(
        "test_events.TimerTests.test_timer_repr_debug: in debug mode a cancelled timer keeps its function and place"
    )
    func timerDebugDescription() async throws {
        try await withLoop(debug: true) { loop in
            let handle = try loop.callAt(ContinuousClock().systemEpoch + .milliseconds(123_500), line: 7) {}
            let words =
                "when=123.500 timerDebugDescription() at ConformanceTests/HandleTests.swift:7"
                + " created at ConformanceTests/HandleTests.swift:7"
            #expect(handle.description == "<TimerHandle \(words)>")
            handle.cancel()
            #expect(handle.description == "<TimerHandle cancelled \(words)>")
        }
    }
}

@Suite("test_events: scheduling")
struct SchedulingTests {
    @Test("test_events.EventLoopTestsMixin.test_run_until_complete_nesting: a task cannot run its loop")
    func nesting() async throws {
        try await withLoop { loop in
            let task = loop.createTask {
                func run() throws { try loop.runForever() }
                #expect(loop.isRunning)
                #expect(throws: EventLoopError.alreadyRunning) { try run() }
            }
            try loop.run(until: task.future)
            #expect(!loop.isRunning)
        }
    }

    @Test("test_events.EventLoopTestsMixin.test_run_until_complete: the loop runs until a task has slept")
    func runUntil() async throws {
        let clock = ManualClock(.jumpsToTimers)
        try await withLoop(clock: clock) { loop in
            try loop.run { try await loop.sleep(for: .milliseconds(10)) }
        }
        #expect(clock.elapsed == .milliseconds(10))
    }

    @Test(
        "test_events.EventLoopTestsMixin.test_run_until_complete_stopped: a task that stops the loop ends the run too early"
    )
    func stopped() async throws {
        try await withLoop { loop in
            let task = loop.createTask {
                loop.stop()
                await Task.yield()
            }
            #expect(throws: EventLoopError.stoppedBeforeCompletion) { try loop.run(until: task.future) }
            try loop.run(until: task.future)
        }
        #expect(
            EventLoopError.stoppedBeforeCompletion.description
                == "Event loop stopped before Future completed.")
    }

    @Test("test_events.EventLoopTestsMixin.test_call_later: a timer runs after its delay, not before")
    func callLater() async throws {
        let clock = ManualClock(.jumpsToTimers)
        let elapsed = Journal<Duration>()
        try await withLoop(clock: clock) { loop in
            try loop.callLater(.milliseconds(100)) {
                elapsed.add(clock.elapsed)
                loop.stop()
            }
            try loop.runForever()
        }
        #expect(elapsed.all == [.milliseconds(100)])
    }

    @Test("test_events.EventLoopTestsMixin.test_call_soon: a callback that stops the loop ends the run")
    func callSoon() async throws {
        let ran = Journal<String>()
        try await withLoop { loop in
            try loop.callSoon {
                ran.add("hello")
                loop.stop()
            }
            try loop.runForever()
        }
        #expect(ran.all == ["hello"])
    }

    @Test(
        "test_events.EventLoopTestsMixin.test_call_soon_threadsafe: another thread's callbacks run in between, and wake the loop",
        .timeLimit(.minutes(1)))
    func threadsafe() async throws {
        let ran = Journal<String>()
        try await onLoop { loop in
            let future = TracedFuture<Void>(loop: loop)
            try await onThread {
                try loop.callSoonThreadsafe { ran.add("hello") }
                try loop.callSoonThreadsafe { try future.setResult(()) }
            }
            try await future.value
            ran.add("world")
        }
        #expect(ran.all == ["hello", "world"])
    }

    @Test(
        "test_events.EventLoopTestsMixin.test_call_soon_threadsafe_same_thread: callSoonThreadsafe on the loop's own thread is a callSoon"
    )
    func threadsafeOnOwnThread() async throws {
        let ran = Journal<String>()
        try await withLoop { loop in
            try loop.callSoon {
                try loop.callSoonThreadsafe {
                    ran.add("hello")
                    loop.stop()
                }
                ran.add("world")
            }
            try loop.runForever()
        }
        #expect(ran.all == ["world", "hello"])
    }
}

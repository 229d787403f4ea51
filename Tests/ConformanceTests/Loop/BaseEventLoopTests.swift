import Foundation
import Synchronization
import TaskTracing
import TaskTracingTestKit
import Testing

@Suite("test_base_events: the loop")
struct BaseEventLoopTests {
    @Test(
        "test_base_events.BaseEventLoopTests.test_close: closing twice does nothing, and a closed loop runs nothing"
    )
    func close() async throws {
        try await onThread {
            let loop = EventLoop()
            #expect(!loop.isClosed)
            try loop.close()
            #expect(loop.isClosed)
            try loop.close()
            try loop.close()
            let future = TracedFuture<Void>(loop: loop)
            #expect(throws: EventLoopError.closed) { try loop.runForever() }
            #expect(throws: EventLoopError.closed) { try loop.run(until: future) }
        }
    }

    @Test(
        "test_base_events.BaseEventLoopTests.test__add_callback_handle: a ready handle needs no timer, and runs at once"
    )
    func ready() async throws {
        let clock = ManualClock()
        let ran = Journal<Int>()
        try await withLoop(clock: clock) { loop in
            try loop.callSoon { ran.add(1) }
            try loop.runOnce()
        }
        #expect(ran.all == [1])
        #expect(clock.elapsed == .zero)
    }

    @Test(
        "test_base_events.BaseEventLoopTests.test__add_callback_cancelled_handle: a cancelled handle leaves nothing to run"
    )
    func cancelledBeforeItsTurn() async throws {
        let ran = Journal<Int>()
        try await withLoop { loop in
            let handle = try loop.callSoon { ran.add(1) }
            handle.cancel()
            try loop.runOnce()
        }
        #expect(ran.all.isEmpty)
    }

    @Test(
        "test_base_events.BaseEventLoopTests.test_call_soon: callSoon gives the handle of a callback that is ready"
    )
    func callSoon() async throws {
        let ran = Journal<Int>()
        try await withLoop { loop in
            let handle = try loop.callSoon { ran.add(1) }
            #expect(handle.when == nil)
            #expect(!handle.isCancelled)
            #expect(ran.all.isEmpty)
            try loop.runOnce()
        }
        #expect(ran.all == [1])
    }

    @Test(
        "test_base_events.BaseEventLoopTests.test_call_later: callLater gives a timer that is not ready yet")
    func callLater() async throws {
        let clock = ManualClock()
        let ran = Journal<Int>()
        try await withLoop(clock: clock) { loop in
            let handle = try loop.callLater(.seconds(10)) { ran.add(1) }
            #expect(handle.when == clock.now + .seconds(10))
            try loop.runOnce()
            #expect(ran.all.isEmpty)
            clock.advance(by: .seconds(10))
            try loop.runOnce()
        }
        #expect(ran.all == [1])
    }

    @Test(
        "test_base_events.BaseEventLoopTests.test_call_later_negative_delays: negative delays run in the next iteration, the longest past first"
    )
    func negativeDelays() async throws {
        let ran = Journal<String>()
        try await withLoop { loop in
            try loop.callLater(.seconds(-1)) { ran.add("a") }
            try loop.callLater(.seconds(-2)) { ran.add("b") }
            try loop.runOnce()
        }
        #expect(ran.all == ["b", "a"])
    }

    @Test(
        "test_base_events.BaseEventLoopTests.test_time_and_call_at: a callback runs when the loop's time has come"
    )
    func callAt() async throws {
        try await withLoop { loop in
            let began = loop.time()
            try loop.callAt(began + .milliseconds(20)) { loop.stop() }
            try loop.runForever()
            #expect(began.duration(to: loop.time()) >= .milliseconds(20))
        }
    }

    @Test(
        "test_base_events.BaseEventLoopTests.test_check_thread: in debug mode alone, calls from another thread are refused, whether it has a loop or not"
    )
    func checkThread() async throws {
        @Sendable func check(_ loop: EventLoop, refuses: Bool) {
            func schedule(_ schedule: () throws -> Void) {
                if refuses {
                    #expect(throws: EventLoopError.notThreadSafe) { try schedule() }
                } else {
                    #expect(throws: Never.self) { try schedule() }
                }
            }
            schedule { try loop.callSoon {} }
            schedule { try loop.callLater(.seconds(60)) {} }
            schedule { try loop.callAt(loop.time() + .seconds(60)) {} }
        }
        for debug in [true, false] {
            for hasLoop in [true, false] {
                try await onLoop(debug: debug) { loop in
                    try await onThread {
                        guard hasLoop else { return check(loop, refuses: debug) }
                        let other = EventLoop()
                        try other.callSoon { check(loop, refuses: debug) }
                        try other.runOnce()
                        try other.close()
                    }
                }
            }
        }
    }

    @Test(
        "test_base_events.BaseEventLoopTests.test__run_once: the loop waits for the next timer that is not cancelled"
    )
    func sleepsForNextTimer() async throws {
        let clock = ManualClock(.jumpsToTimers)
        try await withLoop(clock: clock) { loop in
            let first = try loop.callLater(.seconds(5)) { Issue.record("A cancelled timer ran.") }
            try loop.callLater(.seconds(10)) { loop.stop() }
            first.cancel()
            try loop.runForever()
        }
        #expect(clock.elapsed == .seconds(10))
    }

    @Test("test_base_events.BaseEventLoopTests.test_set_debug: debug mode can be switched on and off")
    func setDebug() async throws {
        try await withLoop { loop in
            loop.isDebug = true
            #expect(loop.isDebug)
            loop.isDebug = false
            #expect(!loop.isDebug)
        }
    }

    @Test(
        "test_base_events.BaseEventLoopTests.test__run_once_schedule_handle: what a timer's callback schedules has to wait for the next iteration"
    )
    func scheduledByTimer() async throws {
        let ran = Journal<String>()
        try await withLoop { loop in
            try loop.callLater(.seconds(-1)) {
                ran.add("timer")
                try loop.callSoon { ran.add("its callback") }
            }
            try loop.runOnce()
            #expect(ran.all == ["timer"])
            try loop.runOnce()
        }
        #expect(ran.all == ["timer", "its callback"])
    }

    @Test(
        "test_base_events.BaseEventLoopTests.test__run_once_cancelled_event_cleanup: cancelled timers are released at the head, or in bulk beyond a hundred"
    )
    func cancelledTimersAreReleased() async throws {
        try await withLoop { loop in
            final class Weak {
                weak var handle: LoopHandle?
                init(_ handle: LoopHandle) { self.handle = handle }
            }
            func cancelled(_ count: Int, after seconds: Int) throws -> [Weak] {
                try (0..<count).map { _ in
                    let handle = try loop.callLater(.seconds(seconds)) {}
                    handle.cancel()
                    return Weak(handle)
                }
            }
            func left(_ handles: [Weak]) -> Int { handles.count { $0.handle != nil } }

            try loop.callLater(.seconds(3000)) {}
            let behind = try cancelled(2, after: 3600)
            let atHead = try cancelled(2, after: 100)
            try loop.runOnce()
            #expect(left(atHead) == 0)
            #expect(left(behind) == 2)

            for _ in 0..<49 { try loop.callLater(.seconds(3600)) {} }
            let more = try cancelled(51, after: 3600)
            #expect(left(more) == 51)
            try loop.runOnce()
            #expect(left(behind) + left(more) == 0)
        }
    }

    @Test(
        "test_base_events.BaseEventLoopTests.test_run_until_complete_loop: a loop refuses to run for another loop's future"
    )
    func futureOfAnotherLoop() async throws {
        try await withLoop { loop in
            let other = EventLoop()
            defer { try? other.close() }
            let future = TracedFuture<Void>(loop: loop)
            #expect(throws: EventLoopError.futureOfAnotherLoop) { try other.run(until: future) }
        }
    }

    @Test(
        "test_base_events.BaseEventLoopTests.test_run_until_complete_loop_orphan_future_close_loop: a run that was ended early does not end the next one"
    )
    func orphan() async throws {
        let clock = ManualClock(.jumpsToTimers)
        try await withLoop(clock: clock) { loop in
            let orphan = loop.createTask { try await loop.sleep(for: .milliseconds(100)) }
            try loop.callSoon { loop.stop() }
            #expect(throws: EventLoopError.stoppedBeforeCompletion) { try loop.run(until: orphan.future) }
            try loop.run { try await loop.sleep(for: .milliseconds(200)) }
            #expect(orphan.isDone)
        }
    }

    @Test(
        "test_base_events.BaseEventLoopTests.test_env_var_debug: the environment puts loops into debug mode, unless they are told otherwise"
    )
    func environment() async {
        // In a process of its own: the environment is everybody's.
        await #expect(processExitsWith: .success) {
            unsafe unsetenv("TASKTRACING_DEBUG")
            func isDebug(_ debug: Bool? = nil) throws -> Bool {
                let loop = EventLoop(debug: debug)
                try loop.close()
                return loop.isDebug
            }
            try #require(try !isDebug())
            unsafe setenv("TASKTRACING_DEBUG", "", 1)
            try #require(try !isDebug())
            unsafe setenv("TASKTRACING_DEBUG", "1", 1)
            try #require(try isDebug())
            try #require(try !isDebug(false))
        }
    }

    @Test(
        "test_base_events.BaseEventLoopTests.test_create_task_error_closes_coro: a task on a closed loop fails without a further report"
    )
    func createTaskOnClosedLoop() async throws {
        let log = Journal<String>()
        try await onThread {
            let loop = EventLoop(logger: JournalLogHandler.logger(log))
            try loop.close()
            let task = loop.createTask { Issue.record("The task ran.") }
            #expect(throws: EventLoopError.closed) { try task.future.result() }
        }
        #expect(log.all.isEmpty)
    }

    @Test(
        "test_base_events.BaseEventLoopTests.test_create_named_task_with_default_factory: a task has the name that it is given"
    )
    func namedTask() async throws {
        try await withLoop { loop in
            let task = loop.createTask(name: "test task") {}
            #expect(task.name == "test task")
            try loop.run(until: task.future)
        }
    }

    @Test("test_base_events.BaseEventLoopTests.test_run_once: a stop and a run are one iteration")
    func runOnce() async throws {
        let ran = Journal<Int>()
        try await withLoop { loop in
            try loop.callSoon {
                ran.add(1)
                try loop.callSoon { ran.add(2) }
            }
            try loop.runOnce()
        }
        #expect(ran.all == [1])
    }

    @Test(
        "test_base_events.BaseEventLoopTests.test_run_forever_pre_stopped: a loop that was stopped before does not sleep",
        .timeLimit(.minutes(1)))
    func preStopped() async throws {
        let clock = ManualClock(.jumpsToTimers)
        try await withLoop(clock: clock) { loop in
            try loop.callLater(.seconds(1)) { Issue.record("A timer ran that is not due.") }
            loop.stop()
            try loop.runForever()
        }
        #expect(clock.elapsed == .zero)
    }

    @Test(
        "test_base_events.RunningLoopTests.test_running_loop_within_a_loop: a loop does not run on a thread that runs another"
    )
    func loopWithinLoop() async throws {
        try await withLoop { outer in
            let inner = EventLoop()
            defer { try? inner.close() }
            try outer.callSoon {
                #expect(throws: EventLoopError.anotherLoopIsRunning) { try inner.runForever() }
            }
            try outer.runOnce()
        }
        #expect(EventLoopError.anotherLoopIsRunning.description.contains("while another loop is running"))
    }
}

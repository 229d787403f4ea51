import Testing
import TraceCollector
import TraceModel

@Suite("The state machine of a task")
struct TaskStateMachineTests {
    private static let waker = TaskStateMachine.Waker(task: 7, thread: 2)

    private static func wait(_ reason: WaitReason, since: Int64) -> TaskStateMachine.Wait {
        TaskStateMachine.Wait(reason: reason, object: nil, site: 40, since: since)
    }

    @Test("The first step is ready from its creation and waits for nothing.")
    func firstStep() {
        var machine = TaskStateMachine()
        machine.created(at: 100)
        machine.ran(at: 130, thread: 1, site: 5)
        let step = machine.ended(at: 200, thread: 1)
        #expect(
            step
                == TaskStateMachine.Step(
                    started: 130, ended: 200, thread: 1, site: 5, readyNanoseconds: 30, wait: nil, waker: nil)
        )
        #expect(machine.runNanoseconds == 70 && machine.totalReadyNanoseconds == 30)
    }

    @Test("A wait lasts from the suspension to the wake, and the ready time from there to the run.")
    func waitAndWake() throws {
        var machine = TaskStateMachine()
        machine.created(at: 0)
        machine.ran(at: 10, thread: 1, site: 5)
        _ = machine.suspended(at: 20, thread: 1, for: Self.wait(.sleep, since: 20))
        machine.woken(at: 520, by: Self.waker)
        machine.ran(at: 525, thread: 3, site: 6)
        let last = machine.suspended(at: 600, thread: 3, for: Self.wait(.yield, since: 600))
        let step = try #require(last)
        #expect(step.wait?.reason == .sleep && step.wait?.nanoseconds == 500)
        #expect(step.readyNanoseconds == 5 && step.waker == Self.waker && step.thread == 3)
        #expect(machine.waitNanoseconds == 500 && machine.steps == 2 && machine.anomalies == 0)
    }

    @Test(
        "What was there already is a wait of nothing, and the step after it begins where the one before ended."
    )
    func alreadyReady() throws {
        var machine = TaskStateMachine()
        machine.created(at: 0)
        machine.ran(at: 10, thread: 1, site: 5)
        _ = machine.suspended(at: 20, thread: 1, for: Self.wait(.continuation, since: 20))
        let last = machine.ended(at: 90, thread: 1)
        let step = try #require(last)
        #expect(step.started == 20 && step.ended == 90 && step.wait?.nanoseconds == 0 && step.site == 40)
        #expect(machine.runNanoseconds == 80)
    }

    @Test("Where records were lost meanwhile, a run that may be among them is not made up.")
    func nothingMadeUp() {
        var machine = TaskStateMachine()
        machine.created(at: 0)
        machine.ran(at: 10, thread: 1, site: 5)
        _ = machine.suspended(at: 20, thread: 1, for: Self.wait(.continuation, since: 20))
        let step = machine.ended(at: 90, thread: 1, lossAt: 50)
        #expect(step == nil)
        #expect(machine.runNanoseconds == 10 && machine.anomalies == 1)
    }

    @Test("A second wake changes nothing and is counted.")
    func duplicateWake() throws {
        var machine = TaskStateMachine()
        machine.created(at: 0)
        machine.ran(at: 10, thread: 1, site: 5)
        _ = machine.suspended(at: 20, thread: 1, for: Self.wait(.task, since: 20))
        machine.woken(at: 30, by: Self.waker)
        machine.woken(at: 35, by: .init(task: 9, thread: 9))
        machine.ran(at: 40, thread: 1, site: 5)
        let last = machine.ended(at: 50, thread: 1)
        let step = try #require(last)
        #expect(step.waker == Self.waker && step.wait?.nanoseconds == 10 && step.readyNanoseconds == 10)
        #expect(machine.anomalies == 1)
    }

    @Test("A run whose end was lost leaves no step: its length is not known.")
    func lostEnd() throws {
        var machine = TaskStateMachine()
        machine.created(at: 0)
        machine.ran(at: 10, thread: 1, site: 5)
        machine.ran(at: 500, thread: 2, site: 6)
        let last = machine.ended(at: 600, thread: 2)
        let step = try #require(last)
        #expect(step.started == 500 && step.readyNanoseconds == nil)
        #expect(machine.steps == 1 && machine.runNanoseconds == 100 && machine.anomalies == 1)
    }

    @Test(
        "A task first seen when it is suspended has run for an unknown time: no step, but its wait is kept.")
    func seenLate() throws {
        var machine = TaskStateMachine()
        let unknown = machine.suspended(at: 50, thread: 1, for: Self.wait(.group, since: 50))
        #expect(unknown == nil)
        machine.woken(at: 70, by: Self.waker)
        machine.ran(at: 75, thread: 1, site: 5)
        let last = machine.ended(at: 100, thread: 1)
        let step = try #require(last)
        #expect(step.wait?.nanoseconds == 20 && machine.anomalies == 0)
    }

    @Test("A hop to an executor has no wake of its own: the wait lasts until the task runs.")
    func hop() throws {
        var machine = TaskStateMachine()
        machine.created(at: 0)
        machine.ran(at: 10, thread: 1, site: 5)
        _ = machine.suspended(at: 20, thread: 1, for: Self.wait(.actor, since: 20))
        machine.ran(at: 80, thread: 2, site: 5)
        let last = machine.ended(at: 100, thread: 2)
        let step = try #require(last)
        #expect(step.wait?.nanoseconds == 60 && step.readyNanoseconds == nil && step.waker == nil)
    }
}

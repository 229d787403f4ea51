import Testing

@testable import TaskTracing

@Suite("LoopTaskStateMachine")
struct LoopTaskStateMachineTests {
    private typealias Machine = LoopTaskStateMachine<String, String>

    private func words(_ action: Machine.CancelAction) -> String {
        switch action {
        case .none: "none"
        case .tell(let task): "tell \(task)"
        case .endWait(let wait): "end \(wait)"
        case .deliverAtStepEnd: "at step end"
        case .refuse: "refuse"
        }
    }

    private func begun() -> Machine {
        var machine = Machine()
        _ = machine.attach("task")
        _ = machine.begin()
        return machine
    }

    @Test("A task that is cancelled before its first step never begins.")
    func beforeFirstStep() {
        var machine = Machine()
        #expect(words(machine.cancel(message: "why", isOwnStep: false)) == "none")
        guard case .tell("task") = machine.attach("task") else { return unexpected("was not told") }
        guard case .cancel = machine.begin() else { return unexpected("begins") }
        #expect(machine.end() == (false, "why"))
    }

    @Test(
        "A request that is withdrawn before the first step lets the task begin, and not count as cancelled.")
    func withdrawnBeforeFirstStep() {
        var machine = Machine()
        _ = machine.attach("task")
        #expect(words(machine.cancel(message: nil, isOwnStep: false)) == "tell task")
        #expect(machine.uncancel() == 0)
        guard case .run = machine.begin() else { return unexpected("does not begin") }
        #expect(!machine.isCancelled(true))
    }

    @Test("Requests are counted, and withdrawn one by one, never below none.")
    func count() {
        var machine = begun()
        #expect(words(machine.cancel(message: nil, isOwnStep: false)) == "tell task")
        #expect(words(machine.cancel(message: nil, isOwnStep: false)) == "none")
        #expect(machine.requests == 2)
        #expect(machine.isCancelled(true))
        #expect(machine.uncancel() == 1)
        #expect(machine.isCancelled(true))
        #expect(machine.uncancel() == 0)
        #expect(machine.uncancel() == 0)
        #expect(!machine.isCancelled(true))
    }

    @Test("A task that cancels itself is told at the end of its step.")
    func ownStep() {
        var machine = begun()
        #expect(words(machine.cancel(message: nil, isOwnStep: true)) == "at step end")
        #expect(words(machine.stepEnded()) == "tell task")
        #expect(words(machine.stepEnded()) == "none")
    }

    @Test("A task that cancels itself and withdraws that in the same step is never told.")
    func withdrawnInOwnStep() {
        var machine = begun()
        _ = machine.cancel(message: nil, isOwnStep: true)
        #expect(machine.uncancel() == 0)
        #expect(words(machine.stepEnded()) == "none")
        #expect(machine.end().isCancelled == false)
    }

    @Test("A task that cancels itself and ends in the same step is cancelled.")
    func endInOwnStep() {
        var machine = begun()
        _ = machine.cancel(message: "late", isOwnStep: true)
        #expect(machine.end() == (true, "late"))
        #expect(words(machine.stepEnded()) == "none")
        #expect(words(machine.cancel(message: nil, isOwnStep: false)) == "refuse")
    }

    @Test("Swift's task is told once; a later request ends the wait of the task.")
    func cancelAgain() {
        var machine = begun()
        _ = machine.cancel(message: nil, isOwnStep: false)
        _ = machine.uncancel()
        let number = machine.beginWait("wait")
        #expect(machine.currentWait == "wait")
        #expect(words(machine.cancel(message: nil, isOwnStep: false)) == "end wait")
        guard case .cancel = machine.endWait(number) else { return unexpected("goes on") }
        #expect(machine.currentWait == nil)
    }

    @Test("A wait that was over when the task was cancelled fails, unless the request was withdrawn.")
    func cancelBetween() {
        var machine = begun()
        var number = machine.beginWait("wait")
        _ = machine.cancel(message: nil, isOwnStep: false)
        guard case .cancel = machine.endWait(number) else { return unexpected("goes on") }
        _ = machine.uncancel()
        number = machine.beginWait("wait")
        _ = machine.cancel(message: nil, isOwnStep: false)
        _ = machine.uncancel()
        guard case .proceed = machine.endWait(number) else { return unexpected("fails") }
    }

    @Test("What Swift says of a task holds as long as nobody has withdrawn a request.")
    func swiftCancellation() {
        let machine = begun()
        #expect(machine.isCancelled(true))
        #expect(!machine.isCancelled(false))
    }
}

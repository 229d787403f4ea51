import Testing

@testable import TaskTracing

@Suite("EventLoopStateMachine")
struct EventLoopStateMachineTests {
    private final class Work: LoopWork, CustomStringConvertible {
        let description: String
        var isCancelled = false

        init(_ description: String) { self.description = description }
    }

    private typealias Machine = EventLoopStateMachine<Work>

    private let start = ContinuousClock.now

    private func iteration(_ machine: inout Machine, after seconds: Int = 0) -> [String]? {
        var batch: [Work] = []
        guard machine.beginIteration(now: start + .seconds(seconds), into: &batch) == .run else { return nil }
        return batch.map(\.description)
    }

    @Test("Work scheduled during an iteration has its turn in the next.")
    func iterations() {
        var machine = Machine()
        #expect(machine.begin(thread: 1) == .run)
        #expect(machine.schedule(Work("a")) == .none)
        #expect(machine.schedule(Work("b")) == .none)
        #expect(iteration(&machine) == ["a", "b"])
        #expect(machine.schedule(Work("c")) == .none)
        #expect(machine.endIteration() == .proceed)
        #expect(iteration(&machine) == ["c"])
    }

    @Test("A loop without work sleeps, and is woken once by what comes.")
    func sleep() {
        var machine = Machine()
        var batch: [Work] = []
        #expect(machine.beginIteration(now: start, into: &batch) == .sleep(until: nil))
        #expect(machine.schedule(Work("a")) == .wake)
        #expect(machine.schedule(Work("b")) == .none)
        #expect(iteration(&machine) == ["a", "b"])
    }

    @Test("Timers fall due in the order of their times, equal ones in the order of their making.")
    func timers() {
        var machine = Machine()
        #expect(machine.schedule(Work("3"), at: start + .seconds(3)) == .none)
        #expect(machine.schedule(Work("1"), at: start + .seconds(1)) == .none)
        #expect(machine.schedule(Work("1 again"), at: start + .seconds(1)) == .none)
        var batch: [Work] = []
        #expect(machine.beginIteration(now: start, into: &batch) == .sleep(until: start + .seconds(1)))
        #expect(iteration(&machine, after: 1) == ["1", "1 again"])
        #expect(iteration(&machine, after: 2) == nil)
        #expect(iteration(&machine, after: 3) == ["3"])
    }

    @Test("Only a timer that is due before all others wakes a sleeping loop.")
    func wakingTimers() {
        var machine = Machine()
        #expect(machine.schedule(Work("5"), at: start + .seconds(5)) == .none)
        #expect(iteration(&machine) == nil)
        #expect(machine.schedule(Work("9"), at: start + .seconds(9)) == .none)
        #expect(machine.schedule(Work("1"), at: start + .seconds(1)) == .wake)
    }

    @Test("A cancelled timer neither runs nor delays the sleep.")
    func cancelledTimer() {
        var machine = Machine()
        let work = Work("1")
        _ = machine.schedule(work, at: start + .seconds(1))
        _ = machine.schedule(Work("2"), at: start + .seconds(2))
        work.isCancelled = true
        machine.timerWasCancelled()
        var batch: [Work] = []
        #expect(machine.beginIteration(now: start, into: &batch) == .sleep(until: start + .seconds(2)))
    }

    @Test("Cancelled timers are released in bulk, once they are the most of more than a hundred.")
    func purge() {
        var machine = Machine()
        weak var released: Work?
        let first = Work("first")
        _ = machine.schedule(first, at: start + .seconds(1))
        do {
            let works = (0..<100).map { Work("\($0)") }
            for work in works { _ = machine.schedule(work, at: start + .seconds(100)) }
            released = works[99]
            for work in works[40...] {
                work.isCancelled = true
                machine.timerWasCancelled()
            }
        }
        #expect(released != nil)
        #expect(iteration(&machine) == nil)
        #expect(released == nil)
        #expect(iteration(&machine, after: 1) == ["first"])
        #expect(iteration(&machine, after: 100)?.count == 40)
    }

    @Test("A stop before the run lets exactly one iteration run.")
    func stopBefore() {
        var machine = Machine()
        #expect(machine.stop() == .none)
        #expect(machine.begin(thread: 1) == .run)
        #expect(iteration(&machine) == [])
        #expect(machine.endIteration() == .stop)
        machine.end()
        #expect(machine.begin(thread: 1) == .run)
        #expect(iteration(&machine) == nil)
    }

    @Test("A stop wakes a sleeping loop.")
    func stopWakes() {
        var machine = Machine()
        #expect(iteration(&machine) == nil)
        #expect(machine.stop() == .wake)
    }

    @Test("A running loop refuses to run again and to be closed; a closed one refuses everything.")
    func refusals() {
        var machine = Machine()
        var dropped: [Work] = []
        #expect(machine.begin(thread: 1) == .run)
        #expect(machine.begin(thread: 2) == .refuse(.alreadyRunning))
        #expect(machine.close(dropping: &dropped) == .refuse)
        machine.end()
        _ = machine.schedule(Work("a"))
        _ = machine.schedule(Work("b"), at: start)
        #expect(machine.close(dropping: &dropped) == .release)
        #expect(dropped.map(\.description) == ["a", "b"])
        #expect(machine.close(dropping: &dropped) == .none)
        #expect(machine.schedule(Work("c")) == .refuse)
        #expect(machine.schedule(Work("d"), at: start) == .refuse)
        #expect(machine.begin(thread: 1) == .refuse(.closed))
    }
}

import Testing

@testable import TaskTracing

@Suite("ConditionStateMachine")
struct ConditionStateMachineTests {
    @Test("As many are notified as asked for, first come first, and none that was cancelled.")
    func notify() {
        var machine = ConditionStateMachine<String>()
        #expect(machine.notify(1).isEmpty)
        #expect(machine.wait("a", id: .next(), isCancelled: true) == .cancel)
        let ids = (0..<4).map { _ in WaiterID.next() }
        for (id, name) in zip(ids, ["b", "c", "d", "e"]) {
            #expect(machine.wait(name, id: id, isCancelled: false) == .none)
        }
        #expect(machine.cancel(ids[1]) == "c")
        #expect(machine.cancel(ids[1]) == nil)
        #expect(machine.waiterCount == 3)
        #expect(machine.notify(2) == ["b", "d"])
        #expect(machine.notify(0).isEmpty)
        #expect(machine.notify(.max) == ["e"])
    }
}

@Suite("BarrierStateMachine")
struct BarrierStateMachineTests {
    private typealias Machine = BarrierStateMachine<String>

    /// A machine for `parties`, at which these wait.
    private func machine(_ parties: Int, _ waiters: String...) -> Machine {
        var machine = Machine(parties: parties)
        for waiter in waiters { _ = machine.enter(waiter, id: .next(), isCancelled: false) }
        return machine
    }

    private func names(_ arrivals: [Machine.Arrival]) -> [String] {
        arrivals.map { "\($0.waiter)\($0.index)" }
    }

    @Test("The last passes at once and wakes the others, who have indices in the order in which they came.")
    func pass() {
        var machine = machine(3, "a", "b")
        #expect(machine.state == .filling && machine.waiterCount == 2)
        guard case .pass(let others) = machine.enter("c", id: .next(), isCancelled: false) else {
            return unexpected("waits")
        }
        #expect(names(others) == ["a0", "b1"])
        #expect(machine.state == .draining && machine.waiterCount == 0)
        #expect(machine.leave().passes)
        #expect(machine.state == .draining)
        #expect(machine.leave().passes)
        #expect(machine.state == .filling)
    }

    @Test("A barrier for one never drains.")
    func one() {
        var machine = machine(1)
        for _ in 0..<2 {
            guard case .pass(let others) = machine.enter("a", id: .next(), isCancelled: true) else {
                return unexpected("waits")
            }
            #expect(others.isEmpty && machine.state == .filling)
        }
    }

    @Test("Who comes while others go on has to come again when the last of them has.")
    func blocked() {
        var machine = machine(3, "a", "b", "c")
        for name in ["d", "e"] {
            guard case .none = machine.enter(name, id: .next(), isCancelled: false) else {
                return unexpected("does not wait")
            }
        }
        #expect(machine.waiterCount == 0)
        #expect(machine.leave().unblocked.isEmpty)
        let last = machine.leave()
        #expect(last.passes && last.unblocked == ["d", "e"])
    }

    @Test("A reset wakes those who wait, who fail; the barrier is usable when the last of them has run.")
    func reset() {
        var machine = machine(3, "a", "b")
        #expect(names(machine.reset()) == ["a0", "b1"])
        #expect(machine.state == .resetting)
        _ = machine.enter("c", id: .next(), isCancelled: false)
        #expect(machine.reset().isEmpty)
        #expect(!machine.leave().passes)
        let last = machine.leave()
        #expect(!last.passes && last.unblocked == ["c"])
        #expect(machine.state == .filling)
        #expect(machine.reset().isEmpty && machine.state == .filling)
    }

    @Test("A reset reaches those who were woken and have not yet run.")
    func resetWhileDraining() {
        var machine = machine(3, "a", "b", "c")
        #expect(machine.leave().passes)
        #expect(machine.reset().isEmpty && machine.state == .resetting)
        #expect(!machine.leave().passes)
        #expect(machine.state == .filling)
    }

    @Test("After an abort all fail, until a reset.")
    func abort() {
        var machine = machine(3, "a", "b")
        let action = machine.abort()
        #expect(names(action.woken) == ["a0", "b1"] && action.unblocked.isEmpty)
        guard case .fail = machine.enter("c", id: .next(), isCancelled: false) else {
            return unexpected("does not fail")
        }
        #expect(!machine.leave().passes)
        #expect(!machine.leave().passes)
        #expect(machine.state == .broken)
        #expect(machine.reset().isEmpty && machine.state == .filling)
    }

    @Test("An abort sends those who came while others went on, and reaches these too.")
    func abortWhileDraining() {
        var machine = machine(3, "a", "b", "c", "d")
        let action = machine.abort()
        #expect(action.woken.isEmpty && action.unblocked == ["d"])
        #expect(!machine.leave().passes)
        // Reset before all have run: those who are left fail all the same.
        #expect(machine.reset().isEmpty && machine.state == .resetting)
        #expect(!machine.leave().passes)
        #expect(machine.state == .filling)
    }

    @Test("Who is cancelled while he waits, or before, does not count; the indices have no hole.")
    func cancel() {
        var machine = machine(3)
        let ids = (0..<3).map { _ in WaiterID.next() }
        _ = machine.enter("a", id: ids[0], isCancelled: false)
        _ = machine.enter("b", id: ids[1], isCancelled: false)
        guard machine.cancel(ids[0]) == "a", machine.cancel(ids[0]) == nil else {
            return unexpected("not found once")
        }
        guard case .cancel = machine.enter("c", id: .next(), isCancelled: true) else {
            return unexpected("waits")
        }
        _ = machine.enter("d", id: .next(), isCancelled: false)
        guard case .pass(let others) = machine.enter("e", id: .next(), isCancelled: false) else {
            return unexpected("not full")
        }
        #expect(names(others) == ["b0", "d1"])
        _ = machine.enter("f", id: ids[2], isCancelled: false)
        #expect(machine.cancel(ids[2]) == "f")
    }
}

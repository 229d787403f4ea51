import Testing

@testable import TaskTracing

@Suite("LockStateMachine")
struct LockStateMachineTests {
    private typealias Machine = LockStateMachine<String>

    @Test("A free lock is taken at once, and the holdings are numbered from 1.")
    func acquire() {
        var machine = Machine()
        #expect(!machine.isLocked)
        #expect(machine.acquire() == 1)
        #expect(machine.isLocked)
        #expect(machine.acquire() == nil)
        guard case .released(holding: 1) = machine.release() else { return unexpected("not released") }
        #expect(!machine.isLocked)
        #expect(machine.acquire() == 2)
    }

    @Test("A release hands the lock to the first who waits, and tells both holdings and how many are left.")
    func handOver() {
        var machine = Machine()
        _ = machine.acquire()
        guard case .none = machine.wait("a", id: .next(), isCancelled: false) else { return unexpected("a") }
        guard case .none = machine.wait("b", id: .next(), isCancelled: false) else { return unexpected("b") }
        #expect(machine.waiterCount == 2)
        guard case .handOver(holding: 1, to: "a", next: 2, waiting: 1) = machine.release() else {
            return unexpected("not handed over to a")
        }
        #expect(machine.isLocked)
        #expect(machine.acquire() == nil)
        guard case .handOver(holding: 2, to: "b", next: 3, waiting: 0) = machine.release() else {
            return unexpected("not handed over to b")
        }
        guard case .released(holding: 3) = machine.release() else { return unexpected("not released") }
        guard case .notAcquired = machine.release() else { return unexpected("released twice") }
    }

    @Test(
        "A wait that finds the lock free takes it, even if its task is cancelled; else that one does not wait."
    )
    func waitAndCancellation() {
        var machine = Machine()
        guard case .acquired(holding: 1) = machine.wait("a", id: .next(), isCancelled: true) else {
            return unexpected("a")
        }
        guard case .cancel = machine.wait("b", id: .next(), isCancelled: true) else { return unexpected("b") }
        let id = WaiterID.next()
        _ = machine.wait("c", id: id, isCancelled: false)
        #expect(machine.cancel(id) == "c")
        #expect(machine.cancel(id) == nil)
        guard case .released(holding: 1) = machine.release() else { return unexpected("handed over") }
    }

    @Test("Who gives a holding back ends that one alone: not one that began after it.")
    func giveBack() {
        var machine = Machine()
        _ = machine.acquire()
        _ = machine.wait("a", id: .next(), isCancelled: false)
        _ = machine.wait("b", id: .next(), isCancelled: false)
        _ = machine.release()
        guard case .handOver(holding: 2, to: "b", next: 3, waiting: 0) = machine.giveBack(holding: 2) else {
            return unexpected("not handed over")
        }
        guard case .notAcquired = machine.giveBack(holding: 2) else { return unexpected("given back twice") }
        #expect(machine.isLocked)
    }
}

@Suite("SemaphoreStateMachine")
struct SemaphoreStateMachineTests {
    private typealias Machine = SemaphoreStateMachine<String>

    private func waiter(_ handOver: Machine.ReleaseAction) -> String? {
        if case .handOver(let handOver) = handOver { handOver.waiter } else { nil }
    }

    @Test("As many are let in as there are permits; then a release hands its permit to the first who waits.")
    func permits() {
        var machine = Machine(value: 2, bounded: false)
        #expect(machine.acquire() == 1)
        #expect(machine.acquire() == 2)
        #expect(machine.acquire() == nil && machine.isLocked)
        _ = machine.wait("a", id: .next(), isCancelled: false)
        guard case .handOver(let handOver) = machine.release() else { return unexpected("not handed over") }
        #expect(handOver.waiter == "a" && handOver.holding == 3)
        #expect(machine.value == 0)
        guard case .released = machine.release() else { return unexpected("handed over") }
        #expect(machine.value == 1)
    }

    @Test("Until one who was woken runs, others wait behind him; then all go on for whom there are permits.")
    func arrival() {
        var machine = Machine(value: 0, bounded: false)
        _ = machine.wait("a", id: .next(), isCancelled: false)
        #expect(waiter(machine.release()) == "a")
        guard case .released = machine.release(), case .released = machine.release() else {
            return unexpected("handed over")
        }
        #expect(machine.value == 2 && machine.isLocked)
        for name in ["b", "c", "d"] {
            guard case .none = machine.wait(name, id: .next(), isCancelled: false) else {
                return unexpected("overtakes")
            }
        }
        #expect(machine.arrive(isCancelled: false).map(\.waiter) == ["b", "c"])
        #expect(machine.value == 0 && machine.waiterCount == 1)
        // Nobody waits for `b` and `c` but `d`.
        #expect(machine.arrive(isCancelled: false).isEmpty)
        #expect(machine.arrive(isCancelled: false).isEmpty)
        #expect(waiter(machine.release()) == "d")
    }

    @Test("Who is cancelled after he was woken gives his permit to the next, or leaves it free.")
    func cancelledArrival() {
        var machine = Machine(value: 0, bounded: false)
        _ = machine.wait("a", id: .next(), isCancelled: false)
        _ = machine.wait("b", id: .next(), isCancelled: false)
        #expect(waiter(machine.release()) == "a")
        #expect(machine.arrive(isCancelled: true).map(\.waiter) == ["b"])
        #expect(machine.arrive(isCancelled: true).isEmpty)
        #expect(machine.value == 1 && !machine.isLocked)
    }

    @Test(
        "A bounded semaphore refuses a release when all its permits are free, and counts those on their way.")
    func bounded() {
        var machine = Machine(value: 1, bounded: true)
        guard case .tooOften = machine.release() else { return unexpected("released") }
        #expect(machine.acquire() == 1)
        _ = machine.wait("a", id: .next(), isCancelled: false)
        #expect(waiter(machine.release()) == "a")
        // The permit is in use, so this is a release of it.
        guard case .released = machine.release() else { return unexpected("refused") }
        guard case .tooOften = machine.release() else { return unexpected("released") }
    }

    @Test("A wait of a cancelled task does not begin; one that is cancelled later is removed.")
    func cancellation() {
        var machine = Machine(value: 0, bounded: false)
        guard case .cancel = machine.wait("a", id: .next(), isCancelled: true) else { return unexpected("a") }
        let id = WaiterID.next()
        _ = machine.wait("b", id: id, isCancelled: false)
        #expect(machine.cancel(id) == "b")
        #expect(machine.cancel(id) == nil)
        guard case .released = machine.release() else { return unexpected("handed over") }
        guard case .acquired(holding: 1) = machine.wait("c", id: .next(), isCancelled: true) else {
            return unexpected("c")
        }
    }

    @Test("The ledger finds a task's oldest holding, and forgets the oldest of all when it is full.")
    func ledger() {
        var ledger = HoldingLedger()
        ledger.began(1, task: 7)
        ledger.began(2, task: 8)
        ledger.began(3, task: 7)
        #expect(ledger.ended(task: 7) == 1)
        #expect(ledger.ended(task: 7) == 3)
        #expect(ledger.ended(task: 7) == 0)
        ledger.ended(holding: 2)
        #expect(ledger.ended(task: 8) == 0)
        for holding in 1...UInt32(300) { ledger.began(holding, task: holding) }
        #expect(ledger.ended(task: 44) == 0)
        #expect(ledger.ended(task: 45) == 45)
        #expect(ledger.ended(task: 300) == 300)
    }
}

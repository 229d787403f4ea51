import Testing

@testable import TaskTracing

@Suite("QueueStateMachine")
struct QueueStateMachineTests {
    private typealias Machine = QueueStateMachine<String, String, String, String>

    private func bounded(_ maxSize: Int) -> Machine {
        Machine(.ring(RingBuffer()), maxSize: maxSize)
    }

    @Test("Puts are numbered from 1, and tell the depth after them; gets tell both as well.")
    func numbers() {
        var machine = bounded(0)
        guard case .stored(number: 1, depth: 1) = machine.put("a") else { return unexpected("put a") }
        guard case .stored(number: 2, depth: 2) = machine.put("b") else { return unexpected("put b") }
        guard case .taken(let entry, depth: 1) = machine.get() else { return unexpected("get") }
        #expect(entry.element == "a" && entry.number == 1)
    }

    @Test("A put goes straight to the first who waits to get.")
    func handOver() {
        var machine = bounded(1)
        guard case .none = machine.waitToGet("g1", id: .next(), isCancelled: false) else {
            return unexpected("g1 did not wait")
        }
        _ = machine.waitToGet("g2", id: .next(), isCancelled: false)
        guard case .handOver(let entry, to: "g1", depth: 0) = machine.put("a") else {
            return unexpected("not handed over")
        }
        #expect(entry.element == "a" && entry.number == 1)
        guard case .handOver(_, to: "g2", depth: 0) = machine.put("b") else {
            return unexpected("not handed over")
        }
        guard case .stored(number: 3, depth: 1) = machine.put("c") else { return unexpected("not stored") }
    }

    @Test("A get from a full queue moves the element of the first blocked put in.")
    func exchange() {
        var machine = bounded(1)
        _ = machine.put("a")
        guard case .full = machine.put("b") else { return unexpected("not full") }
        guard case .none = machine.waitToPut("b", "p1", id: .next(), isCancelled: false) else {
            return unexpected("did not wait")
        }
        guard
            case .exchanged(let entry, depth: 0, moved: 2, putter: "p1", depthAfterMove: 1) = machine.get()
        else { return unexpected("not exchanged") }
        #expect(entry.element == "a")
        guard case .taken(let next, depth: 0) = machine.get() else { return unexpected("not there") }
        #expect(next.element == "b")
    }

    @Test("A blocked put that is cancelled puts nothing.")
    func cancelPut() {
        var machine = bounded(1)
        _ = machine.put("a")
        let id = WaiterID.next()
        _ = machine.waitToPut("b", "p1", id: id, isCancelled: false)
        #expect(machine.cancelPut(id) == "p1")
        #expect(machine.cancelPut(id) == nil)
        guard case .taken = machine.get() else { return unexpected("exchanged") }
        guard case .empty = machine.get() else { return unexpected("not empty") }
    }

    @Test("A wait of a task that is cancelled already does not begin, unless it need not wait.")
    func cancelledBefore() {
        var machine = bounded(1)
        guard case .cancel = machine.waitToGet("g", id: .next(), isCancelled: true) else {
            return unexpected("waits to get")
        }
        guard case .done(.stored) = machine.waitToPut("a", "p", id: .next(), isCancelled: true) else {
            return unexpected("did not put")
        }
        guard case .cancel = machine.waitToPut("b", "p", id: .next(), isCancelled: true) else {
            return unexpected("waits to put")
        }
        guard case .done(.taken) = machine.waitToGet("g", id: .next(), isCancelled: true) else {
            return unexpected("did not get")
        }
    }

    @Test("A join ends when every element put is done; one more is too often.")
    func join() {
        var machine = bounded(0)
        #expect(machine.join("j0", id: .next(), isCancelled: false) == .resume)
        _ = machine.put("a")
        _ = machine.put("b")
        #expect(machine.join("j1", id: .next(), isCancelled: false) == .none)
        guard case .none = machine.taskDone() else { return unexpected("too early") }
        guard case .resume(["j1"]) = machine.taskDone() else { return unexpected("not resumed") }
        guard case .tooOften = machine.taskDone() else { return unexpected("not refused") }
    }

    @Test("After a shutdown, puts are refused, gets drain the queue first, and all who wait are woken.")
    func shutDown() {
        var machine = bounded(1)
        _ = machine.put("a")
        _ = machine.waitToPut("b", "p1", id: .next(), isCancelled: false)
        let action = machine.shutDown(immediately: false)
        #expect(action.putters == ["p1"] && action.getters.isEmpty && action.joiners.isEmpty)
        guard case .shutDown = machine.put("c") else { return unexpected("put") }
        guard case .taken = machine.get() else { return unexpected("not drained") }
        guard case .shutDown = machine.get() else { return unexpected("not shut down") }
    }

    @Test("An immediate shutdown drops what is left, and ends a join.")
    func shutDownImmediately() {
        var machine = bounded(0)
        _ = machine.put("a")
        _ = machine.join("j", id: .next(), isCancelled: false)
        let action = machine.shutDown(immediately: true)
        #expect(action.dropped.map(\.element) == ["a"] && action.joiners == ["j"])
        guard case .shutDown = machine.get() else { return unexpected("not shut down") }
    }
}

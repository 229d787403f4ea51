import Testing

@testable import TaskTracing

@Suite("QueueStateMachine")
struct QueueStateMachineTests {
    private typealias Machine = QueueStateMachine<String>

    /// What happened, in words.
    private func put(_ machine: inout Machine) -> String {
        switch machine.put() {
        case .insert(let number, let getter): "put \(number)\(getter.map { ", wake \($0)" } ?? "")"
        case .full: "full"
        case .shutDown: "shut down"
        }
    }

    private func get(_ machine: inout Machine) -> String {
        switch machine.get() {
        case .take(let putter): "got\(putter.map { ", wake \($0)" } ?? "")"
        case .empty: "empty"
        case .shutDown: "shut down"
        }
    }

    @discardableResult
    private func wait(
        _ machine: inout Machine, _ purpose: QueueWait, _ name: String, isCancelled: Bool = false
    ) -> (action: Machine.WaitAction, id: WaiterID) {
        let id = WaiterID.next()
        return (machine.wait(to: purpose, name, id: id, isCancelled: isCancelled), id)
    }

    @Test("Puts are numbered from 1; the elements are counted.")
    func numbers() {
        var machine = Machine(maxSize: 0)
        #expect(put(&machine) == "put 1")
        #expect(put(&machine) == "put 2")
        #expect(machine.count == 2)
        #expect(get(&machine) == "got")
        #expect(put(&machine) == "put 3")
        #expect(machine.count == 2 && machine.unfinished == 3)
    }

    @Test(
        "Each put wakes one who waits to get, in the order of their coming; the element is in the queue until he gets it."
    )
    func wakeGetters() {
        var machine = Machine(maxSize: 2)
        #expect(get(&machine) == "empty")
        #expect(wait(&machine, .get, "g1").action == .wait)
        #expect(wait(&machine, .get, "g2").action == .wait)
        #expect(put(&machine) == "put 1, wake g1")
        #expect(put(&machine) == "put 2, wake g2")
        #expect(put(&machine) == "full")
        #expect(machine.count == 2)
    }

    @Test(
        "Each get wakes one who waits to put, in the order of their coming; his element is not in the queue until he puts it."
    )
    func wakePutters() {
        var machine = Machine(maxSize: 1)
        _ = put(&machine)
        #expect(wait(&machine, .put, "p1").action == .wait)
        #expect(wait(&machine, .put, "p2").action == .wait)
        #expect(get(&machine) == "got, wake p1")
        #expect(machine.count == 0)
        #expect(put(&machine) == "put 2")
        #expect(get(&machine) == "got, wake p2")
    }

    @Test("Who leaves early is not woken.")
    func cancel() {
        var machine = Machine(maxSize: 1)
        let first = wait(&machine, .get, "g1").id
        wait(&machine, .get, "g2")
        #expect(machine.cancel(.get, first) == "g1")
        #expect(machine.cancel(.get, first) == nil)
        #expect(put(&machine) == "put 1, wake g2")
        let putter = wait(&machine, .put, "p1").id
        #expect(machine.cancel(.put, putter) == "p1")
        #expect(get(&machine) == "got")
    }

    @Test("Who is cancelled after he was woken passes his turn on, if there still is something.")
    func passOn() {
        var machine = Machine(maxSize: 1)
        for name in ["g1", "g2", "g3"] { wait(&machine, .get, name) }
        #expect(put(&machine) == "put 1, wake g1")
        #expect(machine.passOn(.get) == "g2")
        #expect(get(&machine) == "got")
        #expect(machine.passOn(.get) == nil)

        _ = machine.shutDown(immediately: false)
        machine = Machine(maxSize: 1)
        _ = put(&machine)
        for name in ["p1", "p2", "p3"] { wait(&machine, .put, name) }
        #expect(get(&machine) == "got, wake p1")
        #expect(machine.passOn(.put) == "p2")
        #expect(put(&machine) == "put 2")
        #expect(machine.passOn(.put) == nil)
    }

    @Test("A wait of a task that is cancelled already does not begin, unless it need not wait.")
    func cancelledBefore() {
        var machine = Machine(maxSize: 1)
        #expect(wait(&machine, .get, "g", isCancelled: true).action == .cancel)
        #expect(wait(&machine, .put, "p", isCancelled: true).action == .proceed)
        _ = put(&machine)
        #expect(wait(&machine, .put, "p", isCancelled: true).action == .cancel)
        #expect(wait(&machine, .get, "g", isCancelled: true).action == .proceed)
        #expect(wait(&machine, .join, "j", isCancelled: true).action == .cancel)
    }

    @Test("A join ends when every element put is done; one more is too often.")
    func join() {
        var machine = Machine(maxSize: 0)
        #expect(wait(&machine, .join, "j0").action == .proceed)
        _ = put(&machine)
        _ = put(&machine)
        wait(&machine, .join, "j1")
        let left = wait(&machine, .join, "j2").id
        #expect(machine.cancel(.join, left) == "j2")
        guard case .none = machine.taskDone() else { Issue.record("too early"); return }
        guard case .resume(["j1"]) = machine.taskDone() else { Issue.record("not resumed"); return }
        guard case .tooOften = machine.taskDone() else { Issue.record("not refused"); return }
    }

    @Test("After a shutdown, puts are refused, gets drain the queue first, and all who wait are woken.")
    func shutDown() {
        var machine = Machine(maxSize: 1)
        _ = put(&machine)
        wait(&machine, .put, "p1")
        wait(&machine, .join, "j1")
        let action = machine.shutDown(immediately: false)
        #expect(action.waking == ["p1"] && action.isNews && !action.drops)
        #expect(put(&machine) == "shut down")
        #expect(wait(&machine, .put, "p1").action == .proceed)
        #expect(get(&machine) == "got")
        #expect(get(&machine) == "shut down")
        #expect(wait(&machine, .get, "g").action == .proceed)
        #expect(!machine.shutDown(immediately: true).isNews)
        guard case .resume(["j1"]) = machine.taskDone() else { Issue.record("not resumed"); return }
    }

    @Test(
        "An immediate shutdown drops what is left, as if it were done, and ends a join if nothing else is unfinished."
    )
    func shutDownImmediately() {
        var machine = Machine(maxSize: 0)
        for _ in 0..<3 { _ = put(&machine) }
        _ = get(&machine)
        wait(&machine, .join, "j")
        let action = machine.shutDown(immediately: true)
        #expect(action.drops && action.waking.isEmpty)
        #expect(machine.count == 0 && machine.unfinished == 1)
        guard case .resume(["j"]) = machine.taskDone() else { Issue.record("not resumed"); return }
        machine = Machine(maxSize: 0)
        _ = put(&machine)
        wait(&machine, .join, "j")
        #expect(machine.shutDown(immediately: true).waking == ["j"])
    }
}

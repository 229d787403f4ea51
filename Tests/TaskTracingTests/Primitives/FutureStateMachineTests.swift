import Testing

@testable import TaskTracing

@Suite("FutureStateMachine")
struct FutureStateMachineTests {
    private typealias Machine = FutureStateMachine<Int, String, String, String>

    private func names(_ observers: [Machine.Observer]) -> [String] {
        observers.map {
            switch $0 {
            case .callback(let name): "callback \(name)"
            case .waiter(let name): "waiter \(name)"
            }
        }
    }

    @Test("Callbacks and waiters are told in the order in which they came.")
    func order() {
        var machine = Machine()
        guard case .none = machine.addCallback("a", id: .next()) else { return unexpected("called now") }
        guard case .none = machine.wait("b", id: .next(), isCancelled: false) else {
            return unexpected("did not wait")
        }
        guard case .none = machine.addCallback("a", id: .next()) else { return unexpected("called now") }
        guard case .complete(let observers) = machine.finish(.value(1)) else {
            return unexpected("refused")
        }
        #expect(names(observers) == ["callback a", "waiter b", "callback a"])
        #expect(machine.observerCount == 0)
    }

    @Test("A future that is done refuses every other end, and keeps its own.")
    func terminal() {
        var machine = Machine()
        _ = machine.finish(.value(1))
        guard case .refuse = machine.finish(.value(2)) else { return unexpected("set twice") }
        guard case .refuse = machine.finish(.error(SomeError())) else { return unexpected("set twice") }
        guard case .refuse = machine.cancel(message: nil) else { return unexpected("cancelled") }
        guard case .value(1) = machine.outcome else { return unexpected("changed") }
    }

    @Test("A callback that is added to a done future is called now.")
    func lateCallback() {
        var machine = Machine()
        _ = machine.cancel(message: "why")
        guard case .cancelled(message: "why") = machine.outcome else { return unexpected("not cancelled") }
        guard case .callNow("late") = machine.addCallback("late", id: .next()) else {
            return unexpected("registered")
        }
    }

    @Test("Removing a callback removes all that are equal, and no waiter.")
    func remove() {
        var machine = Machine()
        for name in ["a", "b", "a"] { _ = machine.addCallback(name, id: .next()) }
        _ = machine.wait("a", id: .next(), isCancelled: false)
        #expect(machine.removeCallbacks { $0 == "a" } == 2)
        #expect(machine.removeCallbacks { $0 == "a" } == 0)
        guard case .complete(let observers) = machine.finish(.value(1)) else {
            return unexpected("refused")
        }
        #expect(names(observers) == ["callback b", "waiter a"])
    }

    @Test("A cancelled waiter leaves; one whose task was cancelled before does not begin to wait.")
    func cancelWait() {
        var machine = Machine()
        let id = WaiterID.next()
        guard case .none = machine.cancelWait(id) else { return unexpected("cancelled before it waited") }
        guard case .resume("early", .cancelled) = machine.wait("early", id: id, isCancelled: true) else {
            return unexpected("waits although it was cancelled")
        }
        let other = WaiterID.next()
        _ = machine.wait("late", id: other, isCancelled: false)
        guard case .resume("late") = machine.cancelWait(other) else { return unexpected("not found") }
        guard case .none = machine.cancelWait(other) else { return unexpected("cancelled twice") }
        #expect(machine.observerCount == 0)
    }

    @Test("A driven future hands a cancel to its driver, also one that came before the driver.")
    func driver() {
        var machine = Machine()
        machine.expectDriver()
        guard case .cancelLater = machine.cancel(message: nil) else { return unexpected("not kept") }
        guard case .cancel("task") = machine.setDriver("task") else { return unexpected("forgotten") }
        guard case .cancel("task") = machine.cancel(message: nil) else {
            return unexpected("not handed on")
        }
        #expect(machine.outcome == nil)
    }

    @Test("Only an error that was neither read nor given up is reported at release.")
    func release() {
        func isReported(_ prepare: (inout Machine) -> Void) -> Bool {
            var machine = Machine()
            prepare(&machine)
            guard case .report = machine.release() else { return false }
            return true
        }
        #expect(isReported { _ = $0.finish(.error(SomeError())) })
        #expect(
            !isReported {
                _ = $0.finish(.error(SomeError()))
                _ = $0.retrieve()
            })
        #expect(
            !isReported {
                _ = $0.finish(.error(SomeError()))
                _ = $0.wait("a", id: .next(), isCancelled: false)
            })
        #expect(
            !isReported {
                _ = $0.finish(.error(SomeError()))
                _ = $0.cancel(message: nil)
            })
        #expect(!isReported { _ = $0.finish(.value(1)) })
        #expect(!isReported { _ = $0.cancel(message: nil) })
        #expect(!isReported { _ in })
    }

    @Test("A result is discarded if nobody has read it, waited for it, or been called back.")
    func discard() {
        func isDiscarded(_ use: (inout Machine) -> Void) -> Bool {
            var machine = Machine()
            use(&machine)
            guard case .discard = machine.release() else { return false }
            return true
        }
        #expect(isDiscarded { _ = $0.finish(.value(1)) })
        #expect(
            !isDiscarded {
                _ = $0.finish(.value(1))
                _ = $0.retrieve()
            })
        #expect(
            !isDiscarded {
                _ = $0.wait("a", id: .next(), isCancelled: false)
                _ = $0.finish(.value(1))
            })
        #expect(
            !isDiscarded {
                _ = $0.addCallback("early", id: .next())
                _ = $0.finish(.value(1))
            })
        #expect(
            !isDiscarded {
                _ = $0.finish(.value(1))
                _ = $0.addCallback("late", id: .next())
            })
        #expect(!isDiscarded { _ = $0.finish(.error(SomeError())) })
        #expect(!isDiscarded { _ = $0.cancel(message: nil) })
        #expect(!isDiscarded { _ in })
    }
}

import Testing

@testable import TaskTracing

@Suite("TimeoutStateMachine")
struct TimeoutStateMachineTests {
    private let now = ContinuousClock.now

    @Test("It is entered once, and starts a timer for its time, or none without one.")
    func enter() throws {
        var machine = TimeoutStateMachine(when: now + .seconds(1))
        #expect(machine.state == .created)
        #expect(try machine.enter(now: now) == .start(at: now + .seconds(1), timer: 1))
        #expect(machine.state == .active)
        #expect(throws: InvalidStateError.timeoutAlreadyEntered) { try machine.enter(now: now) }
        var without = TimeoutStateMachine(when: nil)
        #expect(try without.enter(now: now) == .none)
    }

    @Test("A time that has passed expires it at once, on entry and when it is moved.")
    func past() throws {
        var machine = TimeoutStateMachine(when: now)
        #expect(try machine.enter(now: now) == .expire)
        #expect(machine.state == .expiring)
        var moved = TimeoutStateMachine(when: nil)
        _ = try moved.enter(now: now)
        #expect(try moved.reschedule(to: now - .seconds(1), now: now) == .expire)
        #expect(moved.state == .expiring)
    }

    @Test("A timer that was replaced does not expire it.")
    func replaced() throws {
        var machine = TimeoutStateMachine(when: now + .seconds(1))
        _ = try machine.enter(now: now)
        #expect(
            try machine.reschedule(to: now + .seconds(2), now: now) == .start(at: now + .seconds(2), timer: 2)
        )
        #expect(machine.expire(timer: 1) == false)
        #expect(machine.state == .active)
        #expect(machine.expire(timer: 2) == true)
        #expect(machine.expire(timer: 2) == false)
    }

    @Test("It is moved only while it is active.")
    func reschedule() throws {
        var machine = TimeoutStateMachine(when: now + .seconds(1))
        #expect(throws: InvalidStateError.timeoutNotEntered) { try machine.reschedule(to: nil, now: now) }
        _ = try machine.enter(now: now)
        #expect(try machine.reschedule(to: nil, now: now) == .none)
        #expect(machine.when == nil)
        _ = machine.end(bodyWasCancelled: false, isCancelledFromOutside: false)
        #expect(machine.state == .finished)
        #expect(throws: InvalidStateError.timeout(.finished)) { try machine.reschedule(to: nil, now: now) }
    }

    @Test(
        "It times out when its time came and the body ended by that alone.",
        arguments: [true, false], [true, false])
    func end(bodyWasCancelled: Bool, isCancelledFromOutside: Bool) throws {
        var machine = TimeoutStateMachine(when: now + .seconds(1))
        _ = try machine.enter(now: now)
        var inTime = machine
        #expect(
            inTime.end(bodyWasCancelled: bodyWasCancelled, isCancelledFromOutside: isCancelledFromOutside)
                == .none)
        #expect(inTime.state == .finished)
        #expect(machine.expire(timer: 1) == true)
        #expect(
            machine.end(bodyWasCancelled: bodyWasCancelled, isCancelledFromOutside: isCancelledFromOutside)
                == (bodyWasCancelled && !isCancelledFromOutside ? .timeOut : .none))
        #expect(machine.state == .expired)
    }
}

@Suite("ChildScopeStateMachine")
struct ChildScopeStateMachineTests {
    @Test("The parent goes on when the child has ended, or is to be cancelled, whichever comes first.")
    func outcomes() {
        var ended = ChildScopeStateMachine<Int, String>()
        guard case .none = ended.wait("parent") else { return unexpected("did not wait") }
        guard case .resume("parent", .ended) = ended.ended(.success(1)) else {
            return unexpected("not resumed")
        }
        guard case .none = ended.cancel() else { return unexpected("cancelled when it had ended") }
        var cancelled = ChildScopeStateMachine<Int, String>()
        guard case .none = cancelled.cancel() else { return unexpected("resumed nobody") }
        guard case .resume("parent", .cancelled) = cancelled.wait("parent") else {
            return unexpected("waits")
        }
        guard case .none = cancelled.ended(.success(2)) else { return unexpected("resumed twice") }
        guard case .success(2) = cancelled.result else { return unexpected("the result is lost") }
    }
}

@Suite("WaitStateMachine")
struct WaitStateMachineTests {
    private func ends(_ condition: WaitCondition, _ failures: [Bool]) -> Int? {
        var machine = WaitStateMachine<String>(count: failures.count, until: condition)
        guard case .none = machine.wait("task", isCancelled: false) else { return 0 }
        for (index, failed) in failures.enumerated() {
            if case .resume("task") = machine.ended(failed: failed) { return index + 1 }
        }
        return nil
    }

    @Test("It is over with all, with the first, or with the first error.")
    func conditions() {
        #expect(ends(.allCompleted, [true, false, true]) == 3)
        #expect(ends(.firstCompleted, [false, true, false]) == 1)
        #expect(ends(.firstError, [false, true, false]) == 2)
        #expect(ends(.firstError, [false, false, false]) == 3)
    }

    @Test("Its time ends it, and so does its cancellation, whether before the wait or in it; each once.")
    func otherEnds() {
        var timed = WaitStateMachine<String>(count: 2, until: .allCompleted)
        _ = timed.wait("task", isCancelled: false)
        guard case .resume("task") = timed.timedOut() else { return unexpected("no timeout") }
        guard case .none = timed.cancel() else { return unexpected("cancelled after its end") }
        var early = WaitStateMachine<String>(count: 1, until: .allCompleted)
        guard case .none = early.cancel() else { return unexpected("cancelled nobody") }
        guard case .cancel("task") = early.wait("task", isCancelled: true) else { return unexpected("waits") }
        var late = WaitStateMachine<String>(count: 1, until: .allCompleted)
        _ = late.wait("task", isCancelled: false)
        guard case .cancel("task") = late.cancel() else { return unexpected("not cancelled") }
        guard case .none = late.ended(failed: false) else { return unexpected("resumed twice") }
    }
}

@Suite("CompletionStateMachine")
struct CompletionStateMachineTests {
    @Test("Those who wait are served in their order; those for whom there is nothing left are told.")
    func order() {
        var machine = CompletionStateMachine<Int, String>(count: 2)
        for waiter in ["a", "b", "c"] {
            guard case .none = machine.next(waiter, id: .next(), isCancelled: false) else {
                return unexpected("\(waiter) does not wait")
            }
        }
        guard case .resume("a", 7, rest: [], isLast: false) = machine.completed(7) else {
            return unexpected("a is not served")
        }
        guard case .resume("b", 8, rest: ["c"], isLast: true) = machine.completed(8) else {
            return unexpected("b is not served, or c not told")
        }
        guard case .end("d") = machine.next("d", id: .next(), isCancelled: false) else {
            return unexpected("d is not told")
        }
    }

    @Test("When the time is over, what was completed can still be taken; after that there is TimeoutError.")
    func timeout() {
        var machine = CompletionStateMachine<Int, String>(count: 3)
        guard case .none = machine.completed(1) else { return unexpected("resumed nobody") }
        #expect(machine.timedOut() == [])
        guard case .none = machine.completed(2) else { return unexpected("completed after the time") }
        guard case .resume("a", 1) = machine.next("a", id: .next(), isCancelled: false) else {
            return unexpected("lost")
        }
        guard case .timeOut("b") = machine.next("b", id: .next(), isCancelled: false) else {
            return unexpected("no timeout")
        }
    }

    @Test("As many results are promised as there are sources.")
    func results() {
        var machine = CompletionStateMachine<Int, String>(count: 2)
        #expect((0..<3).map { _ in machine.handOutResult() } == [true, true, false])
    }
}

@Suite("StaggeredRaceStateMachine")
struct StaggeredRaceStateMachineTests {
    @Test("The next begins once, after the error or the delay of the one before it.")
    func begins() {
        var machine = StaggeredRaceStateMachine<Int>(count: 3)
        #expect(machine.begin() == .begin(0))
        #expect(machine.happened(.delayIsOver(0), isCancelled: false) == .begin(1))
        #expect(machine.happened(.ended(0, .failure(SomeError())), isCancelled: false) == .none)
        #expect(machine.happened(.ended(1, .failure(SomeError())), isCancelled: false) == .begin(2))
        #expect(machine.happened(.delayIsOver(1), isCancelled: false) == .none)
        #expect(machine.happened(.ended(2, .success(5)), isCancelled: false) == .cancelAll)
        #expect(machine.result.winner?.value == 5)
    }

    @Test("None begins in a cancelled race, and a second winner counts as cancelled.")
    func ends() {
        var machine = StaggeredRaceStateMachine<Int>(count: 3)
        _ = machine.begin()
        _ = machine.happened(.delayIsOver(0), isCancelled: false)
        #expect(machine.happened(.delayIsOver(1), isCancelled: true) == .none)
        #expect(machine.happened(.ended(1, .success(1)), isCancelled: false) == .cancelAll)
        #expect(machine.happened(.ended(0, .success(0)), isCancelled: false) == .none)
        #expect(machine.result.winner?.index == 1)
        #expect(machine.result.errors.map { $0 is CancellationError } == [true, false])
    }
}

@Suite("TaskGroupStateMachine")
struct TaskGroupStateMachineTests {
    private typealias Machine = TaskGroupStateMachine<String, String>

    @Test("An error cancels the others and the body, once, and closes the group.")
    func error() throws {
        var machine = Machine()
        for number in 1...3 { try machine.add("\(number)", number: UInt32(number)) }
        let action = machine.ended(2, error: SomeError(number: 1))
        #expect(action.cancelled == ["1", "3"] && action.cancelsBody && action.resumed == nil)
        #expect(throws: InvalidStateError.taskGroupShuttingDown) { try machine.add("4", number: 4) }
        let second = machine.ended(1, error: SomeError(number: 2))
        #expect(second.cancelled.isEmpty && !second.cancelsBody)
        let failure = machine.failure(isCancelledFromOutside: true) as? TaskGroupError
        #expect(failure?.errors.map { $0 as? SomeError } == [SomeError(number: 1), SomeError(number: 2)])
    }

    @Test("Who waits goes on with the last; after that the group is finished.")
    func wait() throws {
        var machine = Machine()
        try machine.add("1", number: 1)
        _ = machine.bodyEnded(fails: false, error: nil)
        guard case .none = machine.wait("parent") else { return unexpected("did not wait") }
        // A task of the group may still make another one.
        try machine.add("2", number: 2)
        #expect(machine.ended(1, error: nil).resumed == nil)
        #expect(machine.ended(2, error: nil).resumed == "parent")
        #expect(throws: InvalidStateError.taskGroupFinished) { try machine.admit() }
        #expect(machine.failure(isCancelledFromOutside: false) == nil)
        #expect(machine.failure(isCancelledFromOutside: true) is CancellationError)
    }
}

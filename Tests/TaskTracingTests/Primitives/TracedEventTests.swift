import Testing

@testable import TaskTracing

@Suite("EventStateMachine")
struct EventStateMachineTests {
    @Test("A set resumes all who wait, first come first, and only once.")
    func set() {
        var machine = EventStateMachine<String>()
        _ = machine.wait("a", id: .next(), isCancelled: false)
        _ = machine.wait("b", id: .next(), isCancelled: false)
        guard case .resume(["a", "b"]) = machine.set() else { return unexpected("not resumed") }
        guard case .none = machine.set() else { return unexpected("set twice") }
        guard case .resume("c") = machine.wait("c", id: .next(), isCancelled: true) else {
            return unexpected("waits for a set event")
        }
    }

    @Test("After a clear, one waits again.")
    func clear() {
        var machine = EventStateMachine<String>()
        guard case .none = machine.clear() else { return unexpected("was clear") }
        _ = machine.set()
        guard case .cleared = machine.clear() else { return unexpected("not cleared") }
        guard case .none = machine.wait("a", id: .next(), isCancelled: false) else {
            return unexpected("does not wait")
        }
    }

    @Test("A cancelled waiter is removed, whether the cancellation comes before its wait or after.")
    func cancel() {
        var machine = EventStateMachine<String>()
        let early = WaiterID.next()
        guard case .none = machine.cancel(early) else { return unexpected("found") }
        guard case .cancel("early") = machine.wait("early", id: early, isCancelled: true) else {
            return unexpected("waits")
        }
        let late = WaiterID.next()
        _ = machine.wait("late", id: late, isCancelled: false)
        guard case .cancel("late") = machine.cancel(late) else { return unexpected("not found") }
        guard case .resume([]) = machine.set() else { return unexpected("not removed") }
    }
}

@Suite("TracedEvent")
struct TracedEventTests {
    @Test("Tasks that wait for an event go on in the order in which they came.")
    func order() async throws {
        let happenings = Happenings()
        try await EventLoop.run { loop in
            let event = TracedEvent(name: "go")
            #expect(!event.isSet)
            let tasks = (0..<5).map { index in
                loop.createTask {
                    try await event.wait()
                    happenings.add("\(index)")
                }
            }
            try await Task.sleep(for: .milliseconds(1))
            #expect(happenings.all.isEmpty)
            event.set()
            event.clear()
            for task in tasks { try await task.value }
            #expect(!event.isSet)
        }
        #expect(happenings.all == ["0", "1", "2", "3", "4"])
    }

    @Test("Waiting for a set event does not suspend, even in a cancelled task.")
    func alreadySet() async throws {
        let event = TracedEvent()
        event.set()
        try await Task {
            cancelCurrentTask()
            try await event.wait()
        }.value
    }

    @Test("A cancelled wait throws CancellationError, and the others go on waiting.", .timeLimit(.minutes(1)))
    func cancel() async throws {
        let event = TracedEvent()
        let cancelled = Task { try await event.wait() }
        let other = Task { try await event.wait() }
        try await Task.sleep(for: .milliseconds(5))
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        event.set()
        try await other.value
    }
}

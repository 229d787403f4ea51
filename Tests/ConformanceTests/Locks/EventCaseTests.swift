import TaskTracing
import Testing

@Suite("test_locks.EventTests", .timeLimit(.minutes(1)))
struct EventCaseTests {
    private func waiter(_ event: TracedEvent, _ number: Int, _ woken: Journal<Int>, on loop: EventLoop)
        -> LoopTask<Void>
    {
        loop.createTask {
            try await event.wait()
            woken.add(number)
        }
    }

    @Test("test_locks.EventTests.test_repr: an event says whether it is set, and how many wait.")
    func description() async throws {
        try await onLoop { loop in
            let event = TracedEvent(name: "go")
            #expect(event.description == "<Event name='go' clear>")
            let task = loop.createTask { try await event.wait() }
            await turns()
            #expect(event.description == "<Event name='go' clear waiters=1>")
            event.set()
            #expect(event.description == "<Event name='go' set>")
            try await task.value
        }
    }

    @Test(
        "test_locks.EventTests.test_wait: a set wakes all who wait, in their order; who comes later need not wait."
    )
    func wait() async throws {
        try await onLoop { loop in
            let event = TracedEvent()
            #expect(!event.isSet)
            let woken = Journal<Int>()
            let first = waiter(event, 1, woken, on: loop)
            let second = waiter(event, 2, woken, on: loop)
            await turns()
            #expect(woken.all == [])
            // It has its turn before those who are woken.
            let third = waiter(event, 3, woken, on: loop)
            event.set()
            await turns()
            #expect(woken.all == [3, 1, 2])
            #expect(first.isDone && second.isDone && third.isDone)
        }
    }

    @Test("test_locks.EventTests.test_wait_on_set: waiting for a set event returns at once.")
    func waitOnSet() async throws {
        try await onLoop { loop in
            let event = TracedEvent()
            event.set()
            let others = Journal<Int>()
            loop.createTask { others.add(1) }
            try await event.wait()
            #expect(others.all == [])
        }
    }

    @Test("test_locks.EventTests.test_wait_cancel: a cancelled wait ends, and leaves no waiter behind.")
    func waitCancel() async throws {
        try await onLoop { loop in
            let event = TracedEvent(name: "go")
            let task = loop.createTask { try await event.wait() }
            try loop.callSoon { task.cancel() }
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(event.description == "<Event name='go' clear>")
        }
    }

    @Test("test_locks.EventTests.test_clear: a set event can be cleared.")
    func clear() {
        let event = TracedEvent()
        #expect(!event.isSet)
        event.set()
        #expect(event.isSet)
        event.clear()
        #expect(!event.isSet)
    }

    @Test(
        "test_locks.EventTests.test_clear_with_waiters: who was woken by a set goes on, also after a clear, and once."
    )
    func clearWithWaiters() async throws {
        try await onLoop { loop in
            let event = TracedEvent(name: "go")
            let woken = Journal<Int>()
            let task = waiter(event, 1, woken, on: loop)
            await turns()
            #expect(woken.all == [])
            event.set()
            event.clear()
            #expect(!event.isSet)
            event.set()
            event.set()
            #expect(woken.all == [])
            await turns()
            #expect(woken.all == [1])
            #expect(event.description == "<Event name='go' set>")
            #expect(task.isDone)
        }
    }
}

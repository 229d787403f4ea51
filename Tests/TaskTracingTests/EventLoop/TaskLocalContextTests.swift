import Testing

@testable import TaskTracing

private enum Request {
    @TaskLocal static var number = 0
    @TaskLocal static var name = "none"
}

@Suite("Task-local values of callbacks")
struct TaskLocalContextTests {
    /// The values, as a callback sees them.
    private static var seen: String { "\(Request.number) \(Request.name)" }

    @Test("A callback sees the values of the place that registered it, whatever is bound when it runs.")
    func registration() async throws {
        let seen = Happenings()
        try await EventLoop.run { loop in
            try Request.$number.withValue(1) {
                try loop.callSoon { seen.add("soon \(Self.seen)") }
                try Request.$name.withValue("inner") {
                    try loop.callSoonThreadsafe { seen.add("threadsafe \(Self.seen)") }
                    try loop.callLater(.zero) { seen.add("later \(Self.seen)") }
                    try loop.callAt(loop.time()) { seen.add("at \(Self.seen)") }
                }
            }
            try loop.callSoon { seen.add("unbound \(Self.seen)") }
            try await Request.$number.withValue(2) { try await loop.sleep(for: .milliseconds(2)) }
        }
        #expect(
            seen.all.sorted() == [
                "at 1 inner", "later 1 inner", "soon 1 none", "threadsafe 1 inner", "unbound 0 none",
            ])
        #expect(seen.all.first == "soon 1 none")
    }

    @Test("What a callback registers sees the values that the callback saw, and those that it binds.")
    func nested() async throws {
        let seen = Happenings()
        try await EventLoop.run { loop in
            try Request.$number.withValue(1) {
                _ = try loop.callSoon {
                    try loop.callSoon { seen.add(Self.seen) }
                    try Request.$name.withValue("callback") {
                        _ = try loop.callSoon { seen.add(Self.seen) }
                    }
                    loop.createTask { seen.add("task \(Self.seen)") }
                }
            }
            try await loop.sleep(for: .milliseconds(1))
        }
        #expect(seen.all == ["1 none", "1 callback", "task 1 none"])
    }

    @Test("A context is run in by several callbacks, on any loop, one after the other.")
    func given() async throws {
        let seen = Happenings()
        let context = Request.$number.withValue(7) { TaskLocalContext() }
        try await onThread {
            for _ in 0..<2 {
                let loop = EventLoop()
                for _ in 0..<2 { try loop.callSoon(context: context) { seen.add(Self.seen) } }
                try loop.callSoon(context: .empty()) { seen.add(Self.seen) }
                try loop.callSoon { loop.stop() }
                try loop.runForever()
                try loop.close()
            }
        }
        #expect(seen.all == ["7 none", "7 none", "0 none", "7 none", "7 none", "0 none"])
    }

    @Test("An error that is thrown in a context is reported as any other.")
    func throwing() async throws {
        let lines = Happenings()
        try await EventLoop.run(logger: CapturingLogHandler.logger(lines)) { loop in
            try Request.$number.withValue(1) { _ = try loop.callSoon { throw SomeError() } }
            await Task.yield()
        }
        #expect(lines.all.count == 1)
        #expect(lines.all.first?.contains("\nerror: SomeError") == true)
    }

    @Test("A context that is entered already is refused, not entered twice.")
    func entered() throws {
        let context = TaskLocalContext()
        let happenings = Happenings()
        let isEntered = try context.run {
            happenings.add("entered")
            let isEnteredTwice = try context.run { happenings.add("twice") }
            #expect(!isEnteredTwice)
        }
        #expect(isEntered)
        #expect(happenings.all == ["entered"])
    }

    @Test("A context releases what its callbacks held, and its task ends with it.")
    func released() throws {
        final class Held: Sendable {}
        var held: Held? = Held()
        weak let released = held
        do {
            let context = TaskLocalContext()
            _ = try context.run { [held] in withExtendedLifetime(held) {} }
            held = nil
            #expect(released == nil)
        }
    }

    @Test("Whether values are bound is seen without making a context.")
    func detection() async {
        await Task.detached {
            #expect(BoundTaskLocals.current == .none)
            Request.$number.withValue(1) {
                let outer = BoundTaskLocals.current
                #expect(outer != .none && outer != .unknown)
                Request.$name.withValue("inner") { #expect(BoundTaskLocals.current != outer) }
                #expect(BoundTaskLocals.current == outer)
            }
            #expect(BoundTaskLocals.current == .none)
        }.value
        let isInherited = await Request.$number.withValue(1) {
            await Task { BoundTaskLocals.current != .none }.value
        }
        #expect(isInherited)
    }
}

import Foundation
import TaskTracing
import Testing

@Suite("EventLoop")
struct EventLoopTests {
    @Test("Callbacks run in the order of their scheduling, those added by a callback in the next iteration.")
    func order() async throws {
        let happenings = Happenings()
        try await onThread {
            let loop = EventLoop()
            try loop.callSoon {
                happenings.add("1")
                try loop.callSoon { happenings.add("3") }
                try loop.callSoon { loop.stop() }
            }
            try loop.callSoon { happenings.add("2") }
            try loop.runForever()
            try loop.close()
        }
        #expect(happenings.all == ["1", "2", "3"])
    }

    @Test("Task steps and callbacks share one queue.")
    func stepsAndCallbacks() async throws {
        let happenings = Happenings()
        try await onThread {
            let loop = EventLoop()
            try loop.callSoon { happenings.add("callback 1") }
            loop.createTask { happenings.add("task") }
            try loop.callSoon { happenings.add("callback 2") }
            try loop.callSoon { loop.stop() }
            try loop.runForever()
            try loop.close()
        }
        #expect(happenings.all == ["callback 1", "task", "callback 2"])
    }

    @Test("Every step of a task runs on the loop's thread, also after a sleep and in nonisolated functions.")
    func oneThread() async throws {
        let threads = try await onThread {
            let loop = EventLoop()
            defer { try? loop.close() }
            let here = ObjectIdentifier(Thread.current)
            return try loop.run {
                var threads = [ObjectIdentifier(await currentThread()) == here]
                try await Task.sleep(for: .milliseconds(2))
                threads.append(ObjectIdentifier(await currentThread()) == here)
                await Task.yield()
                threads.append(ObjectIdentifier(await currentThread()) == here && EventLoop.current === loop)
                return threads
            }
        }
        #expect(threads == [true, true, true])
    }

    @Test("stop() in a callback lets the rest of the iteration run.")
    func stopCompletesBatch() async throws {
        let happenings = Happenings()
        try await onThread {
            let loop = EventLoop()
            try loop.callSoon { loop.stop() }
            try loop.callSoon {
                happenings.add("same iteration")
                try loop.callSoon { happenings.add("next iteration") }
            }
            try loop.runForever()
            #expect(happenings.all == ["same iteration"])
            loop.stop()
            try loop.runForever()
            try loop.close()
        }
        #expect(happenings.all == ["same iteration", "next iteration"])
    }

    @Test("Timers run in the order of their times, not of their making; a cancelled one never does.")
    func timers() async throws {
        let happenings = Happenings()
        try await onThread {
            let loop = EventLoop()
            try loop.callLater(.milliseconds(30)) { loop.stop() }
            try loop.callLater(.milliseconds(20)) { happenings.add("20") }
            try loop.callAt(loop.time() + .milliseconds(10)) { happenings.add("10") }
            try loop.callLater(.seconds(-1)) { happenings.add("-1") }
            let cancelled = try loop.callLater(.milliseconds(15)) { happenings.add("cancelled") }
            cancelled.cancel()
            cancelled.cancel()
            #expect(cancelled.isCancelled)
            try loop.runForever()
            try loop.close()
        }
        #expect(happenings.all == ["-1", "10", "20"])
    }

    @Test("A callback that is cancelled by an earlier one of the same iteration is skipped.")
    func cancelInBatch() async throws {
        let happenings = Happenings()
        try await onThread {
            let loop = EventLoop()
            let future = TracedFuture<LoopHandle>(loop: loop)
            try loop.callSoon { try future.result().cancel() }
            try future.setResult(try loop.callSoon { happenings.add("cancelled") })
            try loop.callSoon { loop.stop() }
            try loop.runForever()
            try loop.close()
        }
        #expect(happenings.all.isEmpty)
    }

    @Test("callSoonThreadsafe wakes a loop that sleeps.", .timeLimit(.minutes(1)))
    func wake() async throws {
        let loop = EventLoop()
        let running = Task { try await loop.runForeverOnThread() }
        try await Task.sleep(for: .milliseconds(20))
        try loop.callSoonThreadsafe { loop.stop() }
        try await running.value
        try loop.close()
    }

    @Test("A loop refuses to run twice, or while another runs on its thread.")
    func reentry() async throws {
        let errors = try await onThread {
            let loop = EventLoop()
            let other = EventLoop()
            defer {
                try? loop.close()
                try? other.close()
            }
            let errors = TracedFuture<[EventLoopError?]>(loop: loop)
            try loop.callSoon {
                try errors.setResult([
                    #expect(throws: EventLoopError.self) { try loop.runForever() },
                    #expect(throws: EventLoopError.self) { try other.runForever() },
                    #expect(throws: EventLoopError.self) { try loop.close() },
                ])
            }
            return try loop.run(until: errors)
        }
        #expect(errors == [.alreadyRunning, .anotherLoopIsRunning, .cannotCloseWhileRunning])
    }

    @Test("A closed loop drops what was scheduled, refuses everything, and may be closed twice.")
    func close() async throws {
        try await onThread {
            let loop = EventLoop()
            try loop.callSoon { Issue.record("A dropped callback ran.") }
            try loop.close()
            try loop.close()
            #expect(throws: EventLoopError.closed) { try loop.callSoon {} }
            #expect(throws: EventLoopError.closed) { try loop.callLater(.zero) {} }
            #expect(throws: EventLoopError.closed) { try loop.callSoonThreadsafe {} }
            #expect(throws: EventLoopError.closed) { try loop.runForever() }
            #expect(throws: EventLoopError.closed) { try loop.createTask {}.future.result() }
        }
    }

    @Test("run(until:) returns the result, or throws the error, of its task.")
    func runUntil() async throws {
        try await onThread {
            let loop = EventLoop()
            #expect(try loop.run { 42 } == 42)
            #expect(throws: SomeError.self) { try loop.run { throw SomeError() } }
            try loop.close()
        }
    }

    @Test("run(until:) throws when the loop is stopped before the future is done.")
    func stoppedEarly() async throws {
        try await onThread {
            let loop = EventLoop()
            let future = TracedFuture<Int>(loop: loop)
            try loop.callSoon { loop.stop() }
            #expect(throws: EventLoopError.stoppedBeforeCompletion) { try loop.run(until: future) }
            try loop.close()
        }
    }

    @Test("EventLoop.run gives its body a loop on a thread of its own, and closes it.")
    func convenience() async throws {
        let loop = try await EventLoop.run { loop in
            #expect(EventLoop.current === loop)
            try await Task.sleep(for: .milliseconds(1))
            return loop
        }
        #expect(loop.isClosed)
        #expect(EventLoop.current == nil)
    }

    @Test("EventLoop.run cancels and awaits what its body leaves running.", .timeLimit(.minutes(1)))
    func leftovers() async throws {
        let happenings = Happenings()
        try await EventLoop.run { loop in
            loop.createTask {
                do {
                    try await Task.sleep(for: .seconds(1000))
                } catch {
                    happenings.add("cancelled")
                }
            }
            await Task.yield()
        }
        #expect(happenings.all == ["cancelled"])
    }

    @Test("Cancelling the caller of EventLoop.run cancels the body.", .timeLimit(.minutes(1)))
    func cancelRun() async throws {
        let task = Task {
            try await EventLoop.run { _ in try await Task.sleep(for: .seconds(1000)) }
        }
        try await Task.sleep(for: .milliseconds(10))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("An actor can have the loop as its executor.")
    func actorOnLoop() async throws {
        actor OnLoop {
            let loop: EventLoop
            nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
            init(_ loop: EventLoop) { self.loop = loop }
            func isOnLoop() -> Bool { EventLoop.current === loop }
        }
        let isOnLoop = try await EventLoop.run { loop in
            let inside = OnLoop(loop)
            let outside = Task.detached { await inside.isOnLoop() }
            return await [inside.isOnLoop(), outside.value]
        }
        #expect(isOnLoop == [true, true])
    }
}

private func currentThread() async -> Thread {
    func synchronously() -> Thread { Thread.current }
    return synchronously()
}

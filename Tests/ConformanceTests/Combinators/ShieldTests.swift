import Synchronization
import TaskTracing
import Testing

@Suite("asyncio's shield", .timeLimit(.minutes(1)))
struct ShieldTests {
    @Test("test_tasks.BaseTaskTests.test_shield_result: it has the result of what it shields")
    func result() async throws {
        try await onLoop { _ in
            let inner = TracedFuture<Int>()
            let outer = shield(inner)
            try inner.setResult(42)
            #expect(try await outer.value == 42)
        }
    }

    @Test("test_tasks.BaseTaskTests.test_shield_exception: or its error")
    func error() async throws {
        try await onLoop { _ in
            let inner = TracedFuture<Int>()
            let outer = shield(inner)
            await turns()
            try inner.setError(SomeError(number: 1))
            await turns()
            #expect(try outer.future.error() as? SomeError == SomeError(number: 1))
        }
    }

    @Test("test_tasks.BaseTaskTests.test_shield_cancel_inner: the cancellation of what it shields is its own")
    func cancelInner() async throws {
        try await onLoop { _ in
            let inner = TracedFuture<Int>()
            let outer = shield(inner)
            inner.cancel()
            await turns()
            #expect(outer.isCancelled)
        }
    }

    @Test("test_tasks.BaseTaskTests.test_shield_cancel_outer: its own cancellation spares what it shields")
    func cancelOuter() async throws {
        try await onLoop { _ in
            let inner = TracedFuture<Int>()
            let outer = shield(inner)
            await turns()
            #expect(outer.cancel(message: "enough"))
            #expect(outer.isCancelled && outer.future.cancellationMessage == "enough")
            #expect(!inner.isDone)
            await turns()
            #expect(!inner.isDone && !outer.cancel())
        }
    }

    @Test("test_tasks.BaseTaskTests.test_shield_cancel_outer_result: a later result is nothing to report")
    func laterResult() async throws {
        try await onLoop { loop in
            let reports = recordingExceptions(of: loop)
            let inner = TracedFuture<Int>()
            let outer = shield(inner)
            outer.cancel()
            await turns()
            try inner.setResult(1)
            await turns(2)
            #expect(reports.all.isEmpty)
        }
    }

    @Test("test_tasks.BaseTaskTests.test_shield_cancel_outer_exception: a later error is")
    func laterError() async throws {
        try await onLoop { loop in
            let reports = recordingExceptions(of: loop)
            do {
                let inner = TracedFuture<Int>()
                let outer = shield(inner)
                outer.cancel()
                await turns()
                try inner.setError(SomeError())
            }
            await turns(3)
            #expect(reports.all == ["SomeError exception in shielded future"])
        }
    }

    @Test("test_tasks.BaseTaskTests.test_shield_duplicate_log_once: once, however many shields there were")
    func reportedOnce() async throws {
        try await onLoop { loop in
            let reports = recordingExceptions(of: loop)
            do {
                let inner = TracedFuture<Int>()
                for _ in 0..<2 {
                    let outer = shield(inner)
                    await turns()
                    outer.cancel()
                    await turns()
                }
                try inner.setError(SomeError())
            }
            await turns(3)
            #expect(reports.all == ["SomeError exception in shielded future"])
        }
    }

    @Test("test_tasks.BaseTaskTests.test_shield_shortcut: what is done needs no shield")
    func alreadyDone() async throws {
        try await onLoop { _ in
            let future = TracedFuture<Int>()
            try future.setResult(42)
            let outer = shield(future)
            #expect(outer.future == future)
            #expect(try await outer.value == 42)
        }
    }

    @Test(
        "test_tasks.BaseTaskTests.test_shield_effect: the cancellation of a waiting task leaves the shielded alone"
    )
    func effect() async throws {
        try await onLoop { loop in
            let journal = Journal<String>()
            let waiter = TracedFuture<Void>()
            let task = loop.createTask {
                try await shield {
                    try await waiter.value
                    journal.add("inner")
                }.value
                journal.add("outer")
            }
            await turns(2)
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            try waiter.setResult(())
            await turns(3)
            #expect(journal.all == ["inner"])
        }
    }

    @Test("test_tasks.BaseTaskTests.test_shield_gather: a gather can be shielded")
    func shieldedGather() async throws {
        try await onLoop { _ in
            let children = (0..<2).map { _ in TracedFuture<Int>() }
            let parent = gather(children)
            let outer = shield(parent)
            outer.cancel()
            await turns()
            #expect(outer.isCancelled)
            for (index, child) in children.enumerated() { try child.setResult(index) }
            await turns(2)
            #expect(try parent.result() == [0, 1])
        }
    }

    @Test("test_tasks.BaseTaskTests.test_gather_shield: shields can be gathered, and spare what they shield")
    func gatheredShields() async throws {
        try await onLoop { _ in
            let children = (0..<2).map { _ in TracedFuture<Int>() }
            let shields = children.map { shield($0) }
            let parent = gather(shields)
            await turns()
            #expect(parent.cancel())
            await turns(2)
            #expect(try parent.error() is CancellationError)
            #expect(shields.map(\.isCancelled) == [true, true])
            #expect(children.map(\.isDone) == [false, false])
            for child in children { try child.setResult(1) }
        }
    }

    @Test(
        "test_tasks.BaseTaskTests.test_shield_coroutine_use_running_loop: an operation runs on the running loop"
    )
    func runningLoop() async throws {
        try await onLoop { loop in
            let outer = shield { EventLoop.current === loop }
            #expect(outer.future.loop === loop)
            let value = try await outer.value
            #expect(value)
        }
    }
}

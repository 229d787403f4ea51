import TaskTracing
import Testing

@Suite("asyncio's queues: shutdown", .timeLimit(.minutes(1)))
struct QueueShutDownTests {
    private func expectShutDown(_ queue: TracedQueue<Int>) async {
        await #expect(throws: QueueShutDown()) { try await queue.put(1) }
        #expect(throws: QueueShutDown()) { try queue.putNowait(1) }
        await #expect(throws: QueueShutDown()) { try await queue.get() }
        #expect(throws: QueueShutDown()) { try queue.getNowait() }
    }

    @Test(
        "test_queues._QueueShutdownTestMixin.test_format: a description says that the queue was shut down",
        arguments: QueueKind.allCases)
    func format(_ kind: QueueKind) {
        let queue = kind.make()
        queue.shutDown()
        #expect(queue.description == "<Queue name='q' count=0 shut down>")
    }

    @Test(
        "test_queues._QueueShutdownTestMixin.test_shutdown_empty: who waits to get is told of the shutdown",
        arguments: QueueKind.allCases)
    func empty(_ kind: QueueKind) async throws {
        try await onLoop { loop in
            let queue = kind.make()
            let getter = loop.createTask { try await queue.get() }
            await turns()
            queue.shutDown()
            #expect(queue.count == 0)
            try await queue.join()
            await turns()
            #expect(getter.isDone)
            await #expect(throws: QueueShutDown()) { try await getter.value }
            await expectShutDown(queue)
        }
    }

    @Test(
        "test_queues._QueueShutdownTestMixin.test_shutdown_nonempty: puts are refused, also those that wait; what is there can be got",
        arguments: QueueKind.allCases)
    func nonempty(_ kind: QueueKind) async throws {
        try await onLoop { loop in
            let queue = kind.make(maxSize: 1)
            try queue.putNowait(7)
            let joiner = loop.createTask { try await queue.join() }
            let putter = loop.createTask { try await queue.put(8) }
            await turns()
            #expect(!putter.isDone)
            queue.shutDown()
            #expect(queue.count == 1)
            await turns()
            #expect(putter.isDone)
            await #expect(throws: QueueShutDown()) { try await putter.value }
            #expect(try await queue.get() == 7)
            await turns()
            #expect(!joiner.isDone)
            await expectShutDown(queue)
            try queue.taskDone()
            await turns()
            #expect(joiner.isDone)
            try await joiner.value
            #expect(throws: TaskDoneTooOften()) { try queue.taskDone() }
        }
    }

    @Test(
        "test_queues._QueueShutdownTestMixin.test_shutdown_immediate: what is there is dropped as if it were done",
        arguments: QueueKind.allCases)
    func immediate(_ kind: QueueKind) async throws {
        try await onLoop { loop in
            let queue = kind.make()
            try queue.putNowait(7)
            let joiner = loop.createTask { try await queue.join() }
            await turns()
            #expect(!joiner.isDone)
            queue.shutDown(immediately: true)
            #expect(queue.count == 0)
            await turns()
            #expect(joiner.isDone)
            try await joiner.value
            await expectShutDown(queue)
            #expect(throws: TaskDoneTooOften()) { try queue.taskDone() }
        }
    }

    @Test(
        "test_queues._QueueShutdownTestMixin.test_shutdown_immediate_with_unfinished: what was got is still to be done",
        arguments: QueueKind.allCases)
    func immediateWithUnfinished(_ kind: QueueKind) async throws {
        try await onLoop { loop in
            let queue = kind.make()
            try queue.putNowait(7)
            try queue.putNowait(7)
            let joiner = loop.createTask { try await queue.join() }
            await turns()
            #expect(try await queue.get() == 7)
            queue.shutDown(immediately: true)
            #expect(queue.count == 0)
            await turns()
            #expect(!joiner.isDone)
            await expectShutDown(queue)
            try queue.taskDone()
            #expect(throws: TaskDoneTooOften()) { try queue.taskDone() }
            await turns()
            #expect(joiner.isDone)
            try await joiner.value
        }
    }
}

import TaskTracing
import Testing

/// asyncio's three classes of queues.
enum QueueKind: CaseIterable {
    case queue, lifoQueue, priorityQueue

    func make(maxSize: Int = 0) -> TracedQueue<Int> {
        switch self {
        case .queue: TracedQueue(name: "q", maxSize: maxSize)
        case .lifoQueue: TracedQueue(name: "q", order: .lastInFirstOut, maxSize: maxSize)
        case .priorityQueue: TracedQueue(name: "q", order: .lowestFirst, maxSize: maxSize)
        }
    }
}

@Suite("asyncio's queues: join", .timeLimit(.minutes(1)))
struct QueueJoinTests {
    @Test(
        "test_queues._QueueJoinTestMixin.test_task_done_underflow: taskDone without a put is refused",
        arguments: QueueKind.allCases)
    func taskDoneUnderflow(_ kind: QueueKind) {
        let queue = kind.make()
        #expect(throws: TaskDoneTooOften()) { try queue.taskDone() }
    }

    @Test(
        "test_queues._QueueJoinTestMixin.test_task_done: join waits until all elements are worked on",
        arguments: QueueKind.allCases)
    func taskDone(_ kind: QueueKind) async throws {
        try await onLoop { loop in
            let queue = kind.make()
            for number in 0..<100 { try queue.putNowait(number) }
            let worked = Journal<Int>()
            let isRunning = TracedEvent()
            isRunning.set()
            let workers = (0..<2).map { _ in
                loop.createTask {
                    while isRunning.isSet {
                        worked.add(try await queue.get())
                        try queue.taskDone()
                    }
                }
            }
            try await queue.join()
            #expect(worked.all.reduce(0, +) == (0..<100).reduce(0, +))
            isRunning.clear()
            for _ in workers { try queue.putNowait(0) }
            for worker in workers { try await worker.value }
        }
    }

    @Test(
        "test_queues._QueueJoinTestMixin.test_join_empty_queue: join does not wait when nothing was put",
        arguments: QueueKind.allCases)
    func joinEmptyQueue(_ kind: QueueKind) async throws {
        try await onLoop { loop in
            let queue = kind.make()
            let others = Journal<Bool>()
            try loop.callSoon { others.add(true) }
            try await queue.join()
            try await queue.join()
            #expect(others.all.isEmpty, "It has not given others their turn.")
        }
    }

    @Test(
        "test_queues._QueueJoinTestMixin.test_format: a description has the number of unfinished elements",
        arguments: QueueKind.allCases)
    func format(_ kind: QueueKind) throws {
        let queue = kind.make()
        #expect(queue.description == "<Queue name='q' count=0>")
        for number in 0..<2 { try queue.putNowait(number) }
        for _ in 0..<2 { _ = try queue.getNowait() }
        #expect(queue.description == "<Queue name='q' count=0 unfinished=2>")
    }
}

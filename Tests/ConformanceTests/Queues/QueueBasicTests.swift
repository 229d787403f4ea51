import TaskTracing
import Testing

@Suite("asyncio's queues: the basics", .timeLimit(.minutes(1)))
struct QueueBasicTests {
    /// Descriptions of an empty queue, one with a getter, one with a putter, and one with an element.
    private func descriptions(
        _ describe: @escaping @Sendable (TracedQueue<Int>) -> String
    ) async throws -> [String] {
        try await onLoop { loop in
            let empty = TracedQueue<Int>(name: "empty")
            var all = [describe(empty)]

            let awaited = TracedQueue<Int>(name: "awaited")
            let getter = loop.createTask { try await awaited.get() }
            await turns()
            all.append(describe(awaited))
            try awaited.putNowait(0)
            #expect(try await getter.value == 0)

            let full = TracedQueue<Int>(name: "full", maxSize: 1)
            try full.putNowait(1)
            let putter = loop.createTask { try await full.put(2) }
            await turns()
            all.append(describe(full))
            #expect(try full.getNowait() == 1)
            try await putter.value

            let one = TracedQueue<Int>(name: "one")
            try one.putNowait(1)
            return all + [describe(one)]
        }
    }

    @Test(
        "test_queues.QueueBasicTests.test_repr: the debug description has the elements, and how many wait for what"
    )
    func repr() async throws {
        let all = try await descriptions { $0.debugDescription }
        #expect(
            all == [
                "<Queue name='empty' elements=[]>", "<Queue name='awaited' elements=[] getters=1>",
                "<Queue name='full' elements=[1] maxSize=1 putters=1 unfinished=1>",
                "<Queue name='one' elements=[1] unfinished=1>",
            ])
    }

    @Test("test_queues.QueueBasicTests.test_str: the description counts the elements, and who waits for what")
    func str() async throws {
        let all = try await descriptions { "\($0)" }
        #expect(
            all == [
                "<Queue name='empty' count=0>", "<Queue name='awaited' count=0 getters=1>",
                "<Queue name='full' count=1 maxSize=1 putters=1 unfinished=1>",
                "<Queue name='one' count=1 unfinished=1>",
            ])
    }

    @Test(
        "test_queues.QueueBasicTests.test_empty: a queue is empty before the first put and after the last get"
    )
    func empty() async throws {
        try await onLoop { _ in
            let queue = TracedQueue<Int>()
            #expect(queue.isEmpty)
            try await queue.put(1)
            #expect(!queue.isEmpty)
            #expect(try await queue.get() == 1)
            #expect(queue.isEmpty)
        }
    }

    @Test("test_queues.QueueBasicTests.test_full: a queue is full when it holds as many as it may")
    func full() async throws {
        try await onLoop { _ in
            #expect(!TracedQueue<Int>().isFull)
            let queue = TracedQueue<Int>(maxSize: 1)
            #expect(!queue.isFull)
            try await queue.put(1)
            #expect(queue.isFull)
        }
    }

    @Test("test_queues.QueueBasicTests.test_order: elements come out in the order in which they were put")
    func order() async throws {
        try await onLoop { _ in
            let queue = TracedQueue<Int>()
            try await queue.put(contentsOf: [1, 3, 2])
            var elements: [Int] = []
            for _ in 0..<3 { elements.append(try await queue.get()) }
            #expect(elements == [1, 3, 2])
        }
    }

    @Test("test_queues.QueueBasicTests.test_maxsize: a put beyond the limit waits until a get has made room")
    func maxSize() async throws {
        try await onLoop { loop in
            let queue = TracedQueue<Int>(maxSize: 2)
            #expect(queue.maxSize == 2)
            let put = Journal<Int>()
            let putter = loop.createTask {
                for number in 0..<3 {
                    try await queue.put(number)
                    put.add(number)
                }
            }
            await turns(2)
            #expect(put.all == [0, 1])
            #expect(try await queue.get() == 0)
            await turns()
            #expect(put.all == [0, 1, 2])
            #expect(try await queue.get() == 1)
            #expect(try await queue.get() == 2)
            #expect(putter.isDone)
            try await putter.value
        }
    }

    @Test("test_queues.LifoQueueTests.test_order: from a stack, elements come out last first")
    func lastInFirstOut() async throws {
        try await onLoop { _ in
            let queue = TracedQueue<Int>(order: .lastInFirstOut)
            try await queue.put(contentsOf: [1, 3, 2])
            #expect(try await queue.getAll() == [2, 3, 1])
        }
    }

    @Test("test_queues.PriorityQueueTests.test_order: from a priority queue, elements come out lowest first")
    func lowestFirst() async throws {
        try await onLoop { _ in
            let queue = TracedQueue<Int>(order: .lowestFirst)
            try await queue.put(contentsOf: [1, 3, 2])
            #expect(try await queue.getAll() == [1, 2, 3])
        }
    }
}

import TaskTracing
import Testing

@Suite("A queue's elements in batches and as a sequence", .timeLimit(.minutes(1)))
struct QueueSequenceTests {
    @Test("Iterating gets the elements as they come, and ends when the queue is shut down and empty.")
    func iteration() async throws {
        let queue = TracedQueue<Int>(maxSize: 2)
        let consumer = Task {
            var elements: [Int] = []
            for try await element in queue { elements.append(element) }
            return elements
        }
        try await queue.put(contentsOf: 0..<10)
        queue.shutDown()
        #expect(try await consumer.value == Array(0..<10))
        for try await _ in queue { Issue.record("There is nothing left.") }
    }

    @Test("An immediate shutdown ends an iteration without what was left.")
    func immediateShutDown() async throws {
        try await EventLoop.run { loop in
            let queue = TracedQueue<Int>()
            let consumer = loop.createTask {
                var elements: [Int] = []
                for try await element in queue {
                    elements.append(element)
                    await Task.yield()
                }
                return elements
            }
            try await queue.put(contentsOf: 0..<10)
            await Task.yield()
            queue.shutDown(immediately: true)
            let elements = try await consumer.value
            #expect(elements == Array(0..<elements.count) && elements.count < 10)
        }
    }

    @Test("Cancelling an iteration throws CancellationError, of that type, and loses nothing.")
    func cancellation() async throws {
        let queue = TracedQueue<Int>()
        let consumer = Task {
            do throws(CancellationError) {
                for try await element in queue { #expect(element == 1) }
                return false
            } catch {
                return true
            }
        }
        try queue.putNowait(1)
        while !queue.isEmpty || !queue.description.contains("getters=1") { await Task.yield() }
        consumer.cancel()
        #expect(await consumer.value)
        try queue.putNowait(2)
        #expect(try queue.getNowait() == 2)
    }

    @Test("Several iterations share the elements among them, and all end.")
    func sharing() async throws {
        let queue = TracedQueue<Int>(maxSize: 3)
        let consumers = (0..<4).map { _ in
            Task {
                var elements: [Int] = []
                for try await element in queue { elements.append(element) }
                return elements
            }
        }
        try await queue.put(contentsOf: 0..<200)
        queue.shutDown()
        var all: [Int] = []
        for consumer in consumers { all += try await consumer.value }
        #expect(all.sorted() == Array(0..<200))
    }

    @Test("A batch has at least one element, what is there beyond it, and no more than asked for.")
    func batches() async throws {
        try await EventLoop.run { loop in
            let queue = TracedQueue<Int>()
            let getter = loop.createTask { try await queue.get(upTo: 3) }
            await Task.yield()
            #expect(!getter.isDone)
            try queue.putNowait(0)
            #expect(try await getter.value == [0])
            try await queue.put(contentsOf: 1...5)
            #expect(try await queue.get(upTo: 3) == [1, 2, 3])
            #expect(try await queue.getAll() == [4, 5])
            #expect(try await queue.get(upTo: 0) == [])
            #expect(throws: QueueEmpty()) { try queue.getAllNowait() }
            queue.shutDown()
            await #expect(throws: QueueShutDown()) { try await queue.getAll() }
            #expect(throws: QueueShutDown()) { try queue.getAllNowait() }
        }
    }

    @Test("A batch comes in the queue's order, and lets as many puts go on as it makes room for.")
    func batchesMakeRoom() async throws {
        try await EventLoop.run { loop in
            let queue = TracedQueue<Int>(order: .lowestFirst, maxSize: 3)
            try await queue.put(contentsOf: [3, 1, 2])
            let putters = (10..<15).map { number in loop.createTask { try await queue.put(number) } }
            await Task.yield()
            #expect(try await queue.get(upTo: 2) == [1, 2])
            await Task.yield()
            #expect(putters.map(\.isDone) == [true, true, false, false, false])
            #expect(try await queue.getAll() == [3, 10, 11])
            for putter in putters { try await putter.value }
        }
    }

    @Test("When a put of many is cancelled, what it has put before stays.")
    func putMany() async throws {
        try await EventLoop.run { loop in
            let queue = TracedQueue<Int>(maxSize: 2)
            let putter = loop.createTask { try await queue.put(contentsOf: 0..<5) }
            await Task.yield()
            putter.cancel()
            await #expect(throws: CancellationError.self) { try await putter.value }
            let rest = try queue.getAllNowait()
            #expect(rest == [0, 1])
        }
    }

    @Test("What a queue holds is let go when it is got, and when it is dropped.")
    func release() throws {
        let queue = TracedQueue<Item>()
        let got = try putNew(queue)
        #expect(got.item != nil)
        _ = try queue.getNowait()
        #expect(got.item == nil)
        let dropped = try putNew(queue)
        queue.shutDown(immediately: true)
        #expect(dropped.item == nil)
    }

    private final class Item: Sendable {}

    private struct Observer {
        weak var item: Item?
    }

    private func putNew(_ queue: TracedQueue<Item>) throws -> Observer {
        let item = Item()
        try queue.putNowait(item)
        return Observer(item: item)
    }
}

import TaskTracing
import Testing

@Suite("TracedQueue")
struct TracedQueueTests {
    private func drain<Element>(_ queue: TracedQueue<Element>) throws -> [Element] {
        var elements: [Element] = []
        while !queue.isEmpty { elements.append(try queue.getNowait()) }
        return elements
    }

    @Test("Elements come out in the queue's order.")
    func orders() throws {
        func order(_ order: TracedQueue<Int>.Order) throws -> [Int] {
            let queue = TracedQueue<Int>(order: order)
            for number in [3, 1, 4, 1, 5, 9, 2, 6] { try queue.putNowait(number) }
            return try drain(queue)
        }
        #expect(try order(.firstInFirstOut) == [3, 1, 4, 1, 5, 9, 2, 6])
        #expect(try order(.lastInFirstOut) == [6, 2, 9, 5, 1, 4, 1, 3])
        #expect(try order(.lowestFirst) == [1, 1, 2, 3, 4, 5, 6, 9])
        #expect(try order(.lowestFirst(by: >)) == [9, 6, 5, 4, 3, 2, 1, 1])
    }

    @Test("Of elements that are equally low, the one put first comes first.")
    func stable() throws {
        let queue = TracedQueue<[Int]>(order: .lowestFirst { $0[0] < $1[0] })
        for number in 0..<50 { try queue.putNowait([number % 3, number]) }
        let expected = (0..<50).map { [$0 % 3, $0] }.sorted { $0.lexicographicallyPrecedes($1) }
        #expect(try drain(queue) == expected)
    }

    @Test("A full queue refuses putNowait, an empty one getNowait; one without a limit is never full.")
    func limits() throws {
        let queue = TracedQueue<Int>(maxSize: 2)
        #expect(throws: QueueEmpty()) { try queue.getNowait() }
        try queue.putNowait(1)
        try queue.putNowait(2)
        #expect(queue.isFull && queue.count == 2)
        #expect(throws: QueueFull()) { try queue.putNowait(3) }
        let unlimited = TracedQueue<Int>(maxSize: -1)
        for number in 0..<1000 { try unlimited.putNowait(number) }
        #expect(!unlimited.isFull && unlimited.maxSize == 0)
        #expect(try drain(unlimited) == Array(0..<1000))
    }

    @Test("A get on an empty queue waits until the next put; gets are served in the order of their coming.")
    func waitingGets() async throws {
        let happenings = Happenings()
        try await EventLoop.run { loop in
            let queue = TracedQueue<Int>()
            let getters = (0..<3).map { index in
                loop.createTask { happenings.add("\(index) got \(try await queue.get())") }
            }
            try await Task.sleep(for: .milliseconds(1))
            #expect(happenings.all.isEmpty)
            for number in 10..<13 { try queue.putNowait(number) }
            for getter in getters { try await getter.value }
        }
        #expect(happenings.all == ["0 got 10", "1 got 11", "2 got 12"])
    }

    @Test("A put on a full queue waits until there is room; puts are served in the order of their coming.")
    func waitingPuts() async throws {
        try await EventLoop.run { loop in
            let queue = TracedQueue<Int>(maxSize: 1)
            let putters = (0..<4).map { number in loop.createTask { try await queue.put(number) } }
            try await Task.sleep(for: .milliseconds(1))
            #expect(putters.map(\.isDone) == [true, false, false, false])
            var elements: [Int] = []
            for _ in 0..<4 { elements.append(try await queue.get()) }
            for putter in putters { try await putter.value }
            #expect(elements == [0, 1, 2, 3])
        }
    }

    @Test("Cancelled puts and gets throw CancellationError; no element is lost or put.")
    func cancellation() async throws {
        let queue = TracedQueue<Int>(maxSize: 1)
        let getter = Task { try await queue.get() }
        try await Task.sleep(for: .milliseconds(5))
        getter.cancel()
        await #expect(throws: CancellationError.self) { try await getter.value }
        try queue.putNowait(1)
        let putter = Task { try await queue.put(2) }
        try await Task.sleep(for: .milliseconds(5))
        putter.cancel()
        await #expect(throws: CancellationError.self) { try await putter.value }
        #expect(try drain(queue) == [1])
    }

    @Test("join() waits until every element put was worked on.", .timeLimit(.minutes(1)))
    func join() async throws {
        let queue = TracedQueue<Int>()
        let worked = Happenings()
        for number in 0..<20 { try queue.putNowait(number) }
        let workers = (0..<3).map { _ in
            Task {
                while true {
                    _ = try await queue.get()
                    worked.add("one")
                    try queue.taskDone()
                }
            }
        }
        try await queue.join()
        #expect(worked.all.count == 20)
        #expect(throws: TaskDoneTooOften()) { try queue.taskDone() }
        queue.shutDown()
        for worker in workers { await #expect(throws: QueueShutDown()) { try await worker.value } }
    }

    @Test(
        "Eight producers and eight consumers lose nothing and get nothing twice.",
        .timeLimit(.minutes(5)), arguments: [0, 1, 7])
    func stress(_ maxSize: Int) async throws {
        let queue = TracedQueue<Int>(maxSize: maxSize)
        let perProducer = 2000
        let producers = (0..<8).map { producer in
            Task.detached {
                for number in 0..<perProducer { try await queue.put(producer * perProducer + number) }
            }
        }
        let consumers = (0..<8).map { _ in
            Task.detached {
                var elements: [Int] = []
                while let element = try? await queue.get() { elements.append(element) }
                return elements
            }
        }
        for producer in producers { try await producer.value }
        queue.shutDown()
        var all: [Int] = []
        for consumer in consumers {
            let elements = await consumer.value
            for producer in 0..<8 {
                let own = elements.filter { $0 / perProducer == producer }
                #expect(own == own.sorted(), "A producer's elements are got in the order of their puts.")
            }
            all += elements
        }
        #expect(all.sorted() == Array(0..<(8 * perProducer)))
    }

    @Test("Consumers that are cancelled at any moment lose no element.", .timeLimit(.minutes(2)))
    func cancelStress() async throws {
        let queue = TracedQueue<Int>(maxSize: 3)
        let count = 3000
        let producer = Task.detached {
            for number in 0..<count { try await queue.put(number) }
        }
        let got = Happenings()
        while got.all.count < count {
            let consumers = (0..<4).map { _ in
                Task.detached {
                    while true { got.add("\(try await queue.get())") }
                }
            }
            for _ in 0..<20 { await Task.yield() }
            for consumer in consumers { consumer.cancel() }
            for consumer in consumers {
                await #expect(throws: CancellationError.self) { try await consumer.value }
            }
        }
        try await producer.value
        #expect(Set(got.all) == Set((0..<count).map(String.init)))
        #expect(got.all.count == count)
    }
}

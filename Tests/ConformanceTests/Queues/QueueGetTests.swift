import TaskTracing
import Testing

@Suite("asyncio's queues: get", .timeLimit(.minutes(1)))
struct QueueGetTests {
    @Test("test_queues.QueueGetTests.test_blocking_get: a get does not wait when there is something")
    func blockingGet() async throws {
        try await onLoop { _ in
            let queue = TracedQueue<Int>()
            try queue.putNowait(1)
            #expect(try await queue.get() == 1)
        }
    }

    @Test("test_queues.QueueGetTests.test_get_with_putters: a get wakes one who waits to put")
    func getWithPutters() async throws {
        try await onLoop { loop in
            let queue = TracedQueue<Int>(maxSize: 1)
            try await queue.put(1)
            let putters = (2...3).map { number in loop.createTask { try await queue.put(number) } }
            await turns()
            #expect(queue.description.contains("putters=2"))
            #expect(try await queue.get() == 1)
            #expect(queue.description.contains("putters=1"))
            await turns()
            #expect(putters.map(\.isDone) == [true, false])
            #expect(try await queue.get() == 2)
            try await putters[1].value
        }
    }

    @Test("test_queues.QueueGetTests.test_blocking_get_wait: a get on an empty queue waits for the next put")
    func blockingGetWait() async throws {
        try await onLoop { loop in
            let queue = TracedQueue<Int>()
            let started = TracedEvent()
            let finished = Journal<Int>()
            let getter = loop.createTask {
                started.set()
                finished.add(try await queue.get())
            }
            try await started.wait()
            #expect(finished.all.isEmpty)
            try loop.callLater(.milliseconds(2)) { try queue.putNowait(1) }
            try await getter.value
            #expect(finished.all == [1])
        }
    }

    @Test("test_queues.QueueGetTests.test_nonblocking_get: getNowait takes what is there")
    func nonblockingGet() throws {
        let queue = TracedQueue<Int>()
        try queue.putNowait(1)
        #expect(try queue.getNowait() == 1)
    }

    @Test(
        "test_queues.QueueGetTests.test_nonblocking_get_exception: getNowait on an empty queue throws QueueEmpty"
    )
    func nonblockingGetException() {
        let queue = TracedQueue<Int>()
        #expect(throws: QueueEmpty()) { try queue.getNowait() }
        #expect(throws: QueueEmpty()) { try queue.getAllNowait() }
    }

    @Test(
        "test_queues.QueueGetTests.test_get_cancelled_race: a put is for the next getter when the first is cancelled"
    )
    func cancelledRace() async throws {
        try await onLoop { loop in
            let queue = TracedQueue<String>()
            let first = loop.createTask { try await queue.get() }
            let second = loop.createTask { try await queue.get() }
            await turns()
            first.cancel()
            await turns()
            #expect(first.isDone && first.isCancelled)
            try await queue.put("a")
            await turns()
            #expect(second.isDone)
            #expect(try await second.value == "a")
        }
    }

    @Test(
        "test_queues.QueueGetTests.test_get_with_waiting_putters: gets take the elements of those who wait to put, in order"
    )
    func getWithWaitingPutters() async throws {
        try await onLoop { loop in
            let queue = TracedQueue<String>(maxSize: 1)
            let putters = ["a", "b"].map { name in loop.createTask { try await queue.put(name) } }
            #expect(try await queue.get() == "a")
            #expect(try await queue.get() == "b")
            for putter in putters { try await putter.value }
        }
    }

    @Test(
        "test_queues.QueueGetTests.test_why_are_getters_waiting: a producer and a consumer of a queue of one get through"
    )
    func gettersGetThrough() async throws {
        try await onLoop { loop in
            let queue = TracedQueue<Int>(maxSize: 1)
            let producer = loop.createTask {
                for number in 0..<5 { try await queue.put(number) }
            }
            let consumer = loop.createTask {
                var elements: [Int] = []
                for _ in 0..<5 { elements.append(try await queue.get()) }
                return elements
            }
            try await producer.value
            #expect(try await consumer.value == Array(0..<5))
        }
    }

    @Test(
        "test_queues.QueueGetTests.test_cancelled_getters_not_being_held_in_self_getters: the queue forgets a get whose time is over"
    )
    func cancelledGettersAreForgotten() async throws {
        try await onLoop { loop in
            let queue = TracedQueue<Int>(name: "q", maxSize: 5)
            let getter = loop.createTask { try await queue.get() }
            await turns()
            #expect(queue.description.contains("getters=1"))
            try loop.callLater(.milliseconds(2)) { getter.cancel() }
            await #expect(throws: CancellationError.self) { try await getter.value }
            #expect(queue.description == "<Queue name='q' count=0 maxSize=5>")
        }
    }
}

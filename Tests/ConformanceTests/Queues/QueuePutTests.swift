import TaskTracing
import Testing

@Suite("asyncio's queues: put", .timeLimit(.minutes(1)))
struct QueuePutTests {
    @Test("test_queues.QueuePutTests.test_blocking_put: a put does not wait when there is no limit")
    func blockingPut() async throws {
        try await onLoop { _ in
            let queue = TracedQueue<Int>()
            try await queue.put(1)
            #expect(try await queue.get() == 1)
        }
    }

    @Test("test_queues.QueuePutTests.test_blocking_put_wait: a put into a full queue waits for the next get")
    func blockingPutWait() async throws {
        try await onLoop { loop in
            let queue = TracedQueue<Int>(maxSize: 1)
            let started = TracedEvent()
            let finished = Journal<Bool>()
            let putter = loop.createTask {
                started.set()
                try await queue.put(1)
                try await queue.put(2)
                finished.add(true)
            }
            try await started.wait()
            #expect(finished.all.isEmpty)
            try loop.callLater(.milliseconds(2)) { _ = try queue.getNowait() }
            try await putter.value
            #expect(finished.all == [true])
            #expect(try queue.getNowait() == 2)
        }
    }

    @Test("test_queues.QueuePutTests.test_nonblocking_put: putNowait puts")
    func nonblockingPut() throws {
        let queue = TracedQueue<Int>()
        try queue.putNowait(1)
        #expect(try queue.getNowait() == 1)
    }

    @Test(
        "test_queues.QueuePutTests.test_get_cancel_drop_one_pending_reader: a getter that is cancelled after it was woken loses nothing"
    )
    func oneReaderCancelled() async throws {
        try await onLoop { loop in
            let queue = TracedQueue<Int>()
            let reader = loop.createTask { try await queue.get() }
            await turns()
            try queue.putNowait(1)
            try queue.putNowait(2)
            reader.cancel()
            await #expect(throws: CancellationError.self) { try await reader.value }
            #expect(try await loop.createTask { try await queue.get() }.value == 1)
            #expect(queue.count == 1)
        }
    }

    @Test(
        "test_queues.QueuePutTests.test_get_cancel_drop_many_pending_readers: a getter that is cancelled after it was woken passes its turn on"
    )
    func manyReadersCancelled() async throws {
        try await onLoop { loop in
            let queue = TracedQueue<Int>()
            let readers = (0..<3).map { _ in loop.createTask { try await queue.get() } }
            await turns()
            try queue.putNowait(1)
            try queue.putNowait(2)
            readers[0].cancel()
            await #expect(throws: CancellationError.self) { try await readers[0].value }
            #expect(Set([try await readers[1].value, try await readers[2].value]) == [1, 2])
        }
    }

    @Test(
        "test_queues.QueuePutTests.test_put_cancel_drop: a put that is cancelled after it was woken can be done again, once"
    )
    func putCancelled() async throws {
        try await onLoop { loop in
            let queue = TracedQueue<Int>(maxSize: 1)
            try queue.putNowait(1)
            let writer = loop.createTask { try await queue.put(2) }
            await turns()
            #expect(try queue.getNowait() == 1)
            writer.cancel()
            do {
                try await writer.value
            } catch is CancellationError {
                try await queue.put(2)
            }
            #expect(try queue.getNowait() == 2)
            #expect(queue.count == 0)
        }
    }

    @Test(
        "test_queues.QueuePutTests.test_nonblocking_put_exception: putNowait into a full queue throws QueueFull"
    )
    func nonblockingPutException() throws {
        let queue = TracedQueue<Int>(maxSize: 1)
        try queue.putNowait(1)
        #expect(throws: QueueFull()) { try queue.putNowait(2) }
    }

    @Test("test_queues.QueuePutTests.test_put_cancelled: a put is over when its element is got")
    func putIsOver() async throws {
        try await onLoop { loop in
            let queue = TracedQueue<Int>()
            let putter = loop.createTask {
                try await queue.put(1)
                return true
            }
            let element = try await queue.get()
            #expect(element == 1)
            #expect(putter.isDone)
            #expect(try await putter.value)
        }
    }

    @Test(
        "test_queues.QueuePutTests.test_put_cancelled_race: the element of a put that is cancelled while it waits is not put"
    )
    func cancelledRace() async throws {
        try await onLoop { loop in
            let queue = TracedQueue<String>(maxSize: 1)
            let putters = ["a", "b", "X"].map { name in loop.createTask { try await queue.put(name) } }
            await turns()
            #expect(putters.map(\.isDone) == [true, false, false])
            putters[2].cancel()
            await turns()
            #expect(putters[2].isCancelled)
            #expect(try queue.getNowait() == "a")
            await turns()
            #expect(try queue.getNowait() == "b")
            try await putters[1].value
            await turns()
            #expect(queue.isEmpty)
        }
    }

    @Test("test_queues.QueuePutTests.test_put_with_waiting_getters: a put wakes who waits to get")
    func putWithWaitingGetters() async throws {
        try await onLoop { loop in
            let queue = TracedQueue<String>()
            let getter = loop.createTask { try await queue.get() }
            await turns()
            try await queue.put("a")
            #expect(queue.count == 1, "It is there until the getter runs.")
            #expect(try await getter.value == "a")
        }
    }

    @Test(
        "test_queues.QueuePutTests.test_why_are_putters_waiting: gets in a row let as many puts go on as they make room for"
    )
    func puttersGetThrough() async throws {
        try await onLoop { loop in
            let queue = TracedQueue<Int>(maxSize: 2)
            let getter = loop.createTask {
                await turns()
                let count = queue.count
                for _ in 0..<count { _ = try queue.getNowait() }
                return count
            }
            let putters = (0..<4).map { number in loop.createTask { try await queue.put(number) } }
            #expect(try await getter.value == 2)
            for putter in putters { try await putter.value }
            #expect(try queue.getAllNowait() == [2, 3])
        }
    }

    @Test(
        "test_queues.QueuePutTests.test_cancelled_puts_not_being_held_in_self_putters: the queue forgets a put that is cancelled"
    )
    func cancelledPutsAreForgotten() async throws {
        try await onLoop { loop in
            let queue = TracedQueue<Int>(name: "q", maxSize: 1)
            try queue.putNowait(1)
            let putter = loop.createTask { try await queue.put(1) }
            await turns()
            #expect(queue.description.contains("putters=1"))
            putter.cancel()
            await #expect(throws: CancellationError.self) { try await putter.value }
            #expect(queue.description == "<Queue name='q' count=1 maxSize=1 unfinished=1>")
        }
    }

    @Test(
        "test_queues.QueuePutTests.test_cancelled_put_silence_value_error_exception: a put that is cancelled after it was woken throws CancellationError, and puts nothing"
    )
    func wokenPutCancelled() async throws {
        try await onLoop { loop in
            let queue = TracedQueue<Int>(maxSize: 1)
            try queue.putNowait(1)
            let putter = loop.createTask { try await queue.put(1) }
            await turns()
            _ = try queue.getNowait()
            putter.cancel()
            await #expect(throws: CancellationError.self) { try await putter.value }
            #expect(queue.isEmpty)
        }
    }
}

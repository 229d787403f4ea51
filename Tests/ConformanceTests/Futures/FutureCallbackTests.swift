import TaskTracing
import Testing

@Suite("CPython's cases of futures: callbacks")
struct FutureCallbackTests {
    /// What `numbers` of callbacks leave, after `change`, when the future is done.
    private func called(
        _ numbers: [Int], setting end: @escaping @Sendable (TracedFuture<String>) throws -> Void,
        after change: @escaping @Sendable (TracedFuture<String>, [DoneCallback<String>]) -> Void = { _, _ in }
    ) async throws -> [Int] {
        try await withLoop { loop in
            let bag = Journal<Int>()
            let future = TracedFuture<String>(loop: loop)
            let callbacks = numbers.map { number in DoneCallback<String> { _ in bag.add(number) } }
            for callback in callbacks { future.addDoneCallback(callback) }
            change(future, callbacks)
            try end(future)
            #expect(bag.all == [])
            try loop.runBriefly()
            #expect(future.isDone)
            return bag.all
        }
    }

    @Test(
        "test_futures.BaseFutureDoneCallbackTests.test_callbacks_remove_first_callback: the first callback can be removed"
    )
    func removeFirst() async throws {
        let bag = try await called([42, 17, 100], setting: { try $0.setResult("foo") }) { future, callbacks in
            #expect(future.removeDoneCallback(callbacks[0]) == 1)
            #expect(future.removeDoneCallback(callbacks[0]) == 0)
        }
        #expect(bag == [17, 100])
    }

    @Test(
        "test_futures.BaseFutureDoneCallbackTests.test_callbacks_remove_first_and_second_callback: several callbacks can be removed"
    )
    func removeTwo() async throws {
        let bag = try await called([42, 17, 100], setting: { try $0.setResult("foo") }) { future, callbacks in
            #expect(future.removeDoneCallback(callbacks[0]) == 1)
            #expect(future.removeDoneCallback(callbacks[1]) == 1)
            #expect(future.removeDoneCallback(callbacks[0]) == 0)
        }
        #expect(bag == [100])
    }

    @Test(
        "test_futures.BaseFutureDoneCallbackTests.test_callbacks_remove_third_callback: the last callback can be removed"
    )
    func removeLast() async throws {
        let bag = try await called([42, 17, 100], setting: { try $0.setResult("foo") }) { future, callbacks in
            #expect(future.removeDoneCallback(callbacks[2]) == 1)
            #expect(future.removeDoneCallback(callbacks[2]) == 0)
        }
        #expect(bag == [42, 17])
    }

    @Test(
        "test_futures.BaseFutureDoneCallbackTests.test_callbacks_invoked_on_set_result: a result calls back, later and in order"
    )
    func onResult() async throws {
        #expect(try await called([42, 17], setting: { try $0.setResult("foo") }) == [42, 17])
    }

    @Test(
        "test_futures.BaseFutureDoneCallbackTests.test_callbacks_invoked_on_set_exception: an error calls back"
    )
    func onError() async throws {
        let bag = try await called([100]) { future in
            try future.setError(SomeError(number: 1))
            #expect(try future.error() as? SomeError == SomeError(number: 1))
        }
        #expect(bag == [100])
    }

    @Test(
        "test_futures.BaseFutureDoneCallbackTests.test_remove_done_callback: all that are equal are removed, and counted"
    )
    func removeAll() async throws {
        let bag = try await called([1, 2], setting: { try $0.setResult("foo") }) { future, callbacks in
            let never = DoneCallback<String> { _ in }
            #expect(future.removeDoneCallback(callbacks[1]) == 1)
            #expect(future.removeDoneCallback(never) == 0)
            future.addDoneCallback(callbacks[1])
            for _ in 0..<5 { future.addDoneCallback(callbacks[0]) }
            #expect(future.removeDoneCallback(callbacks[0]) == 6)
        }
        #expect(bag == [2])
    }

    @Test(
        "test_futures.BaseFutureDoneCallbackTests.test_schedule_callbacks_list_mutation_1: callbacks that are on their way cannot be removed"
    )
    func removeFromCallback() async throws {
        let bag = try await withLoop { loop in
            let bag = Journal<String>()
            let future = TracedFuture<Int>(loop: loop)
            let second = DoneCallback<Int> { _ in bag.add("second") }
            future.addDoneCallback { future in bag.add("removed \(future.removeDoneCallback(second))") }
            future.addDoneCallback(second)
            future.addDoneCallback(second)
            try future.setResult(1)
            try loop.runBriefly()
            return bag.all
        }
        #expect(bag == ["removed 0", "second", "second"])
    }

    @Test(
        "test_futures.CFutureTests.test_callbacks_copy: what is shown of the callbacks follows what is registered"
    )
    func shownCallbacks() throws {
        let future = TracedFuture<Int>(name: "f", loop: nil)
        let first = future.addDoneCallback(name: "first()") { _ in }
        let second = future.addDoneCallback(name: "second()") { _ in }
        let both = "\(future)"
        #expect(both.contains("first()") && both.contains("second()"))
        future.removeDoneCallback(first)
        #expect(!"\(future)".contains("first()") && "\(future)".contains("second()"))
        future.removeDoneCallback(second)
        #expect("\(future)" == "<Future pending name='f'>")
        #expect(both.contains("first()"))
    }
}

import Foundation
import TaskTracing
import Testing

@Suite("CPython's cases of futures: one that follows another")
struct FollowingFutureTests {
    /// A future of no loop, of whose end another thread sees to.
    private func elsewhere<Value: Sendable>(
        _ compute: @escaping @Sendable () throws -> Value
    ) -> TracedFuture<Value> {
        let future = TracedFuture<Value>(loop: nil)
        Thread.detachNewThread {
            do { try future.setResult(compute()) } catch { try? future.setError(error) }
        }
        return future
    }

    @Test("test_futures.BaseFutureTests.test_wrap_future: a loop can wait for what another thread computes")
    func otherThread() async throws {
        try await onLoop { loop in
            let here = ObjectIdentifier(currentThread())
            let computed = elsewhere { ("oi", ObjectIdentifier(Thread.current)) }
            let future = TracedFuture(following: computed)
            let (text, thread) = try await future.value
            #expect(text == "oi")
            #expect(thread != here)
            #expect(future.loop === loop)
        }
    }

    @Test("test_futures.BaseFutureTests.test_wrap_future_future: a future's own future is itself")
    func ownFuture() {
        let future = TracedFuture<Int>()
        #expect(future.future === future)
    }

    @Test(
        "test_futures.BaseFutureTests.test_wrap_future_use_running_loop: one that follows another belongs to the loop that runs"
    )
    func runningLoop() async throws {
        try await onLoop { loop in
            let other = TracedFuture<String>(loop: nil)
            let future = TracedFuture(following: other)
            #expect(other.loop == nil)
            #expect(future.loop === loop)
            try other.setResult("oi")
            #expect(try await future.value == "oi")
        }
    }

    @Test(
        "test_futures.BaseFutureTests.test_wrap_future_cancel: cancelling one that follows another cancels both"
    )
    func cancel() async throws {
        try await withLoop { loop in
            let other = TracedFuture<Int>(loop: loop)
            let future = TracedFuture(following: other, loop: loop)
            #expect(future.cancel(message: "both"))
            try loop.runBriefly()
            #expect(other.isCancelled)
            #expect(future.isCancelled)
            #expect(other.cancellationMessage == "both")
        }
    }

    @Test(
        "test_futures.BaseFutureTests.test_wrap_future_cancel2: a result that is there outlasts the cancellation of the follower"
    )
    func cancelTooLate() async throws {
        try await withLoop { loop in
            let other = TracedFuture<Int>(loop: loop)
            let future = TracedFuture(following: other, loop: loop)
            try other.setResult(42)
            #expect(future.cancel())
            try loop.runBriefly()
            #expect(!other.isCancelled)
            #expect(try other.result() == 42)
            #expect(future.isCancelled)
        }
    }

    @Test(
        "test_futures.BaseFutureTests.test_copy_state: a follower has the result, the error or the cancellation"
    )
    func everyEnd() async throws {
        try await withLoop { loop in
            func follower(_ end: (TracedFuture<Int>) throws -> Void) throws -> TracedFuture<Int> {
                let other = TracedFuture<Int>(loop: loop)
                try end(other)
                let future = TracedFuture(following: other, loop: loop)
                try loop.runBriefly()
                return future
            }
            let finished = try follower { try $0.setResult(10) }
            #expect(try finished.result() == 10)
            let failed = try follower { try $0.setError(SomeError(number: 2)) }
            #expect(throws: SomeError(number: 2)) { try failed.result() }
            let cancelled = try follower { $0.cancel(message: "why") }
            #expect(cancelled.isCancelled)
            #expect(cancelled.cancellationMessage == "why")
        }
    }

    @Test(
        "test_futures.BaseFutureTests.test_copy_state_from_concurrent_futures: a follower that is done keeps its own end"
    )
    func ownEnd() async throws {
        try await withLoop { loop in
            let other = TracedFuture<Int>(loop: nil)
            let cancelled = TracedFuture(following: other, loop: loop)
            cancelled.cancel()
            let set = TracedFuture(following: other, loop: loop)
            try set.setResult(3)
            try other.setResult(10)
            try loop.runBriefly()
            try loop.runBriefly()
            #expect(cancelled.isCancelled)
            #expect(try set.result() == 3)
            #expect(try other.result() == 10)
        }
    }
}

private func currentThread() -> Thread { Thread.current }

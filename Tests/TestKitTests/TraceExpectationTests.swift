import TaskTracingTestKit
import Testing

/// What a trace is said to violate; nil if nothing.
private func failure(_ trace: InMemoryTrace, _ expectation: TraceExpectation) -> String? {
    do {
        try trace.expect(expectation)
        return nil
    } catch {
        return "\(error)"
    }
}

@Suite("Expectations of a trace")
struct TraceExpectationTests {
    @Test("Who cancelled a task is known, and said where it was another.")
    func cancellation() async throws {
        let trace = try await InMemoryTrace.record {
            let victim = Task(name: "victim") { try await Task.sleep(for: .seconds(60)) }
            let supervisor = Task(name: "supervisor") { victim.cancel() }
            await supervisor.value
            _ = await victim.result
            await Task(name: "spared") {}.value
        }
        try trace.expect(
            .task("victim", wasCancelledBy: "supervisor"), .task("victim", ended: .cancelled),
            .taskWasNotCancelled("spared"), .everyTaskEnded, .nothingLost, .nothingReported)
        #expect(
            failure(trace, .task("victim", wasCancelledBy: "spared"))
                == "task 'victim' was cancelled by 'supervisor', not by 'spared'")
        #expect(failure(trace, .task("spared", wasCancelledBy: "x")) == "task 'spared' was not cancelled")
        #expect(
            failure(trace, .taskWasNotCancelled("victim"))?.contains("was cancelled by 'supervisor'") == true)
        #expect(failure(trace, .task("victim", ended: .ok)) == "task 'victim' ended as cancelled, not ok")
        #expect(failure(trace, .task("nobody", ended: .ok)) == "there was no task 'nobody'")
    }

    @Test(
        "A queue that became deeper than expected is told with its depth; one that never was used fails too.")
    func queues() async throws {
        let trace = try await InMemoryTrace.record {
            let queue = TracedQueue<Int>(name: "kit depth")
            for number in 0..<5 { try queue.putNowait(number) }
            for _ in 0..<4 { _ = try queue.getNowait() }
        }
        try trace.expect(.queue("kit depth", neverExceeded: 5))
        #expect(failure(trace, .queue("kit depth", neverExceeded: 4))?.contains("held 5 elements") == true)
        #expect(
            failure(trace, .queue("kit dept", neverExceeded: 4)) == "nothing went through a queue 'kit dept'")
        #expect(
            failure(trace, .queueWasDrained("kit depth")) == "1 elements of queue 'kit depth' were not got")
        try trace.expect(.queue("kit depth", dwellAtMost: .seconds(60)))
        #expect(
            failure(trace, .queue("kit depth", dwellAtMost: .zero))?.contains("an element stayed") == true)
    }

    @Test("A step that holds its thread is found, with its task; so is a long wait.")
    func durations() async throws {
        let trace = try await InMemoryTrace.record {
            await Task(name: "hog") {
                let end = ContinuousClock.now + .milliseconds(20)
                while ContinuousClock.now < end {}
            }.value
            try await Task.sleep(for: .milliseconds(20))
        }
        try trace.expect(.noCallback(over: .seconds(60)), .noWait(over: .seconds(60)))
        #expect(failure(trace, .noCallback(over: .milliseconds(19)))?.contains("of task 'hog'") == true)
        #expect(failure(trace, .noWait(over: .milliseconds(5), reason: "sleep"))?.contains("sleep") == true)
        #expect(failure(trace, .noWait(over: .milliseconds(5), reason: "queue_get")) == nil)
    }

    @Test("What failed, did not end or was never read is told.")
    func leftovers() async throws {
        let end = TracedEvent()
        let trace = try await InMemoryTrace.record {
            Task(name: "endless") { try await end.wait() }
            _ = await Task(name: "failing") { throw SomeError() }.result
            _ = TracedFuture<Int>(name: "kit unread", loop: nil) { throw SomeError() }
            try await Task.sleep(for: .milliseconds(50))
        }
        end.set()
        #expect(failure(trace, .everyTaskEnded)?.contains("task 'endless'") == true)
        #expect(failure(trace, .noTaskFailed)?.contains("task 'failing'") == true)
        #expect(failure(trace, .nothingReported)?.contains("never retrieved") == true)
    }

    @Test("The order of tasks is that of their runs.")
    func order() async throws {
        let trace = try await InMemoryTrace.record {
            await Task(name: "first") {}.value
            await Task(name: "second") {}.value
        }
        try trace.expect(.task("first", endedBeforeStartOf: "second"))
        #expect(
            failure(trace, .task("second", endedBeforeStartOf: "first"))
                == "task 'first' began before 'second' had ended")
    }
}

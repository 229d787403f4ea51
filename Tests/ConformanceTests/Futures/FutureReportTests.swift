import TaskTracing
import Testing

@Suite("CPython's cases of futures: errors that nobody reads")
struct FutureReportTests {
    /// What is logged when a future of a loop has been used like this, and is released.
    private func logged(
        debug: Bool = false, _ use: @escaping @Sendable (TracedFuture<Int>) throws -> Void
    ) async throws -> [String] {
        let journal = Journal<String>()
        try await withLoop(debug: debug, logger: JournalLogHandler.logger(journal)) { loop in
            try use(TracedFuture<Int>(name: "f", loop: loop))
            try loop.runBriefly()
        }
        return journal.all
    }

    @Test("test_futures.BaseFutureTests.test_tb_logger_abandoned: a pending future may be dropped")
    func abandoned() async throws {
        #expect(try await logged { _ in } == [])
    }

    @Test(
        "test_futures.BaseFutureTests.test_tb_logger_not_called_after_cancel: cancelling a failed future silences its error"
    )
    func cancelledAfterwards() async throws {
        let lines = try await logged { future in
            try future.setError(SomeError())
            future.cancel()
        }
        #expect(lines == [])
    }

    @Test("test_futures.BaseFutureTests.test_tb_logger_result_unretrieved: a result need not be read")
    func resultUnread() async throws {
        #expect(try await logged { try $0.setResult(42) } == [])
    }

    @Test(
        "test_futures.BaseFutureTests.test_tb_logger_result_retrieved: a result that is read is not reported")
    func resultRead() async throws {
        let lines = try await logged { future in
            try future.setResult(42)
            #expect(try future.result() == 42)
        }
        #expect(lines == [])
    }

    @Test(
        "test_futures.BaseFutureTests.test_tb_logger_exception_unretrieved: an error that nobody reads is reported"
    )
    func errorUnread() async throws {
        let lines = try await logged { try $0.setError(SomeError()) }
        #expect(lines.count == 1)
        #expect(lines.first?.hasPrefix("error: ") == true)
    }

    @Test(
        "test_futures.BaseFutureTests.test_tb_logger_exception_retrieved: an error that is read is not reported"
    )
    func errorRead() async throws {
        let lines = try await logged { future in
            try future.setError(SomeError())
            #expect(try future.error() is SomeError)
        }
        #expect(lines == [])
    }

    @Test(
        "test_futures.BaseFutureTests.test_tb_logger_exception_result_retrieved: an error that is thrown to a reader is not reported"
    )
    func errorThrown() async throws {
        let lines = try await logged { future in
            try future.setError(SomeError())
            #expect(throws: SomeError()) { try future.result() }
        }
        #expect(lines == [])
    }

    @Test(
        "test_futures.BaseFutureTests.test_future_exception_never_retrieved: the report names the future and its error, once"
    )
    func neverRetrieved() async throws {
        let lines = try await logged { try $0.setError(SomeError(number: 5)) }
        #expect(lines.count == 1)
        #expect(lines.first?.hasPrefix("error: Future exception was never retrieved\n") == true)
        #expect(lines.first?.contains("SomeError(number: 5)") == true)
    }

    @Test(
        "test_futures.BaseFutureTests.test_future_exception_never_retrieved_debug: in debug mode the report tells where it was made"
    )
    func neverRetrievedInDebug() async throws {
        let lines = try await logged(debug: true) { try $0.setError(SomeError()) }
        #expect(lines.count == 1)
        #expect(lines.first?.hasPrefix("error: Future exception was never retrieved\n") == true)
        #expect(lines.first?.contains("created at ConformanceTests/FutureReportTests.swift:") == true)
    }

    @Test(
        "test_tasks.BaseTaskTests.test_tb_logger_not_called_after_cancel: cancelling a failed task silences its error"
    )
    func taskCancelledAfterwards() async throws {
        let journal = Journal<String>()
        try await onLoop(logger: JournalLogHandler.logger(journal)) { loop in
            let task = loop.createTask { throw SomeError() }
            await turns(2)
            #expect(task.isDone)
            #expect(!task.cancel())
        }
        #expect(journal.all == [])
    }

    @Test(
        "test_tasks.BaseTaskTests.test_log_destroyed_pending_task: a task that is pending when its loop is closed is reported"
    )
    func destroyedPending() async throws {
        let journal = Journal<ExceptionContext>()
        let description = try await withLoop(debug: true) { loop in
            loop.exceptionHandler = { _, context in journal.add(context) }
            let task = loop.createTask(name: "kill me") { try await TracedFuture<Int>().value }
            #expect(loop.allTasks == [AnyLoopTask(task)])
            try loop.runBriefly()
            let description = "\(task)"
            try loop.close()
            #expect(loop.allTasks == [])
            // The wait is ended, so that nothing of it is left behind.
            task.cancel()
            return description
        }
        #expect(journal.all.map(\.message) == ["Task was destroyed but it is pending!"])
        #expect(journal.all.first?.task == description)
        #expect(description.contains("created at ConformanceTests/FutureReportTests.swift:"))
    }
}

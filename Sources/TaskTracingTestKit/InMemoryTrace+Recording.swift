internal import Logging

extension InMemoryTrace {
    /// Runs `body` under the tracer, and gives what was recorded.
    ///
    /// There is one recording at a time in a process: where another test records, this one waits for its turn. What
    /// `body` throws is thrown, and the trace is gone; ``recordOutcome(configuration:isolation:_:)`` keeps it.
    ///
    /// Throws a `TaskTracingError` where the trace cannot be made.
    public static func record(
        configuration: TaskTracingConfiguration = .forTests,
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Void
    ) async throws -> InMemoryTrace {
        let (trace, outcome) = try await recordOutcome(configuration: configuration, body)
        try outcome.get()
        return trace
    }

    /// Runs `body` under the tracer, and gives what was recorded and what it returned or threw.
    ///
    /// Throws a `TaskTracingError` where the trace cannot be made.
    public static func recordOutcome<Value>(
        configuration: TaskTracingConfiguration = .forTests,
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
    ) async throws -> (trace: InMemoryTrace, outcome: Result<Value, any Error>) {
        try await RecordingTurn.shared.take()
        let file: TraceFileKeeper
        let root: Int64
        let outcome: Result<Value, any Error>
        do {
            defer { RecordingTurn.shared.give() }
            file = try TraceFileKeeper()
            (root, outcome) = try await withTaskTracing(to: file.path, configuration: configuration) {
                let root = Int64(Recorder.currentTask)
                do {
                    return (root, .success(try await body()))
                } catch {
                    return (root, .failure(error))
                }
            }
        }
        return (try InMemoryTrace(file, root: root), outcome)
    }
}

extension TaskTracingConfiguration {
    /// What suits tests: no warnings are logged, and no time goes into looking up source lines.
    ///
    /// Places that a primitive was told (`#line`) are known all the same; set `findsSourceLines` for those of tasks.
    public static var forTests: TaskTracingConfiguration {
        var configuration = TaskTracingConfiguration()
        configuration.findsSourceLines = false
        configuration.warnsWhileRunning = false
        configuration.logger.logLevel = .critical
        return configuration
    }
}

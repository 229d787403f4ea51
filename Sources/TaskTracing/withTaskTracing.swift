/// Traces every task of the process while the body runs.
///
/// ```swift
/// try await withTaskTracing(to: "app.sqlite") {
///     try await existingCode()
/// }
/// ```
///
/// The trace can be read with SQL while the body runs, and stays readable if the process is killed. An
/// earlier trace of that name is kept as `app.1.sqlite` (or the next free number).
///
/// - Parameters:
///   - path: where the trace goes.
///   - configuration: thresholds, bounds and the way of capture.
///   - isolation: the caller's, so that the body stays on its actor.
///   - function: names the calling task in the trace, with `file` and `line`.
///   - file: see `function`.
///   - line: see `function`.
///   - body: existing code. Nothing in it needs to know of the tracer.
/// - Returns: what the body returns.
/// - Throws: ``TaskTracingError`` before the body begins if the trace cannot be made; after that only what
///   the body throws.
public func withTaskTracing<Result>(
    to path: String,
    configuration: TaskTracingConfiguration = TaskTracingConfiguration(),
    isolation: isolated (any Actor)? = #isolation,
    function: StaticString = #function, file: StaticString = #fileID, line: UInt = #line,
    _ body: () async throws -> Result
) async throws -> Result {
    let tracer = try await TaskTracer.start(
        to: path, configuration: configuration, function: function, file: file, line: line)
    do {
        let result: Result
        if let executor = tracer.executor {
            result = try await withTaskExecutorPreference(executor) { try await body() }
        } else {
            result = try await body()
        }
        tracer.endCapture()
        await tracer.stop()
        return result
    } catch {
        tracer.endCapture()
        await tracer.stop()
        throw error
    }
}

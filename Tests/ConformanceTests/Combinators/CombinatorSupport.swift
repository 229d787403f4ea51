import TaskTracing
import Testing

/// Sleeps by the loop's timers; throws as soon as the task is cancelled.
func nap(_ milliseconds: Int) async throws {
    try await EventLoop.sleep(for: .milliseconds(milliseconds))
}

/// Sleeps also in a cancelled task, which in Swift stays one.
func stubbornNap(_ milliseconds: Int) async {
    await Task { try? await Task.sleep(for: .milliseconds(milliseconds)) }.value
}

/// Sleeps until the task is cancelled.
func napUntilCancelled() async throws {
    try await nap(60_000)
}

func cancelCurrentTask() {
    unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
}

/// What an event loop's exception handler is told.
func recordingExceptions(of loop: EventLoop) -> Journal<String> {
    let journal = Journal<String>()
    loop.exceptionHandler = { _, context in journal.add(context.message) }
    return journal
}

/// Errors of their own types, as the cases tell them apart.
struct DivisionError: Error {}
struct CleanupError: Error {}

/// The types of the errors that a task group was ended by.
func errorTypes(_ error: any Error) -> Set<String> {
    guard let error = error as? TaskGroupError else { return ["no group: \(error)"] }
    return Set(error.errors.map { String(describing: type(of: $0)) })
}

private struct NothingThrown: Error {}

/// What `body` throws; an issue if it throws nothing.
func errorThrown<Value>(
    sourceLocation: SourceLocation = #_sourceLocation, by body: () async throws -> Value
) async -> any Error {
    do {
        _ = try await body()
        Issue.record("Nothing was thrown.", sourceLocation: sourceLocation)
        return NothingThrown()
    } catch {
        return error
    }
}

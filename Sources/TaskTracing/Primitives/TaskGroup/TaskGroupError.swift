/// What went wrong in a task group: the errors of its tasks and of its body, in the order of their coming.
public struct TaskGroupError: Error, CustomStringConvertible {
    /// The errors; at least one, and no cancellations.
    public let errors: [any Error]

    /// As in `unhandled errors in a TaskGroup (2): NotFound, TimeoutError(Not everything was done in time.)`.
    public var description: String {
        "unhandled errors in a TaskGroup (\(errors.count)): \(errors.map(describe).joined(separator: ", "))"
    }
}

extension InvalidStateError {
    /// A task was to be made in a group that has ended.
    public static let taskGroupFinished = InvalidStateError(description: "TaskGroup is finished.")
    /// A task was to be made in a group that is being cancelled.
    public static let taskGroupShuttingDown = InvalidStateError(
        description: "TaskGroup is shutting down.")
}

/// A future was asked for what its state does not allow.
public struct InvalidStateError: Error, Hashable, CustomStringConvertible {
    /// What was not possible.
    public let description: String

    /// A result was set on a future that is done.
    public static let alreadyDone = InvalidStateError(description: "invalid state")
    /// The result of a pending future was read.
    public static let resultNotSet = InvalidStateError(description: "Result is not set.")
    /// The error of a pending future was read.
    public static let errorNotSet = InvalidStateError(description: "Exception is not set.")
    /// A result was set on the future of a task, which is what the task returns.
    public static let belongsToTask = InvalidStateError(
        description: "Task does not support setResult or setError.")
    /// A task waited for its own end.
    public static let awaitsItself = InvalidStateError(description: "Task cannot await on itself.")
}

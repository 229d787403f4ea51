/// Nothing can be got without waiting: the queue is empty.
public struct QueueEmpty: Error, Hashable, CustomStringConvertible {
    /// Creates the error.
    public init() {}

    /// The error as a sentence.
    public var description: String { "The queue is empty." }
}

/// Nothing can be put without waiting: the queue is full.
public struct QueueFull: Error, Hashable, CustomStringConvertible {
    /// Creates the error.
    public init() {}

    /// The error as a sentence.
    public var description: String { "The queue is full." }
}

/// The queue was shut down: nothing can be put any more, and nothing is left to get.
public struct QueueShutDown: Error, Hashable, CustomStringConvertible {
    /// Creates the error.
    public init() {}

    /// The error as a sentence.
    public var description: String { "The queue was shut down." }
}

/// `taskDone()` was called more often than there were elements put.
public struct TaskDoneTooOften: Error, Hashable, CustomStringConvertible {
    /// Creates the error.
    public init() {}

    /// The error as a sentence.
    public var description: String { "taskDone() was called more often than elements were put." }
}

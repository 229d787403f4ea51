/// What went wrong where no caller could be told: the argument of an event loop's exception handler.
public struct ExceptionContext: Sendable {
    /// What happened, in a few words.
    public var message: String
    /// The error, if there was one.
    public var error: (any Error)?
    /// The future that it happened to, with its name, state and place of creation.
    public var future: String?
    /// The task that it happened to.
    public var task: String?
    /// The handle whose callback threw.
    public var handle: String?
    /// In debug mode: who made what it happened to, the innermost caller last.
    public var sourceTraceback: [String]?
    /// In debug mode, where ``sourceTraceback`` is not known: who registered the callback that ran.
    public var handleTraceback: [String]?

    /// Creates a context with these entries.
    public init(
        message: String, error: (any Error)? = nil, future: String? = nil, task: String? = nil,
        handle: String? = nil, sourceTraceback: [String]? = nil, handleTraceback: [String]? = nil
    ) {
        self.message = message
        self.error = error
        self.future = future
        self.task = task
        self.handle = handle
        self.sourceTraceback = sourceTraceback
        self.handleTraceback = handleTraceback
    }
}

extension ExceptionContext: CustomStringConvertible {
    /// The message, then a line `key: value` for each other entry, by key.
    ///
    /// A traceback has a line of its own for each caller.
    public var description: String {
        var lines = [message]
        if let error { lines.append("error: \(describe(error))") }
        if let future { lines.append("future: \(future)") }
        if let handle { lines.append("handle: \(handle)") }
        if let handleTraceback { lines.append(traceback("handle_traceback: Handle", handleTraceback)) }
        if let sourceTraceback { lines.append(traceback("source_traceback: Object", sourceTraceback)) }
        if let task { lines.append("task: \(task)") }
        return lines.joined(separator: "\n")
    }

    private func traceback(_ what: String, _ callers: [String]) -> String {
        (["\(what) created at (most recent call last):"] + callers.map { "  \($0)" }).joined(separator: "\n")
    }
}

/// An error as reports show it: its type, and its words where it has some.
func describe(_ error: any Error) -> String {
    let type = String(describing: type(of: error))
    let text = String(describing: error)
    return text == type || text.hasPrefix("\(type)(") ? text : "\(type)(\(text))"
}

/// Why tracing could not begin.
public struct TaskTracingError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public enum Code: Sendable, Hashable {
        /// The trace file cannot be made, or another file is in its place.
        case cannotWrite
        /// This process is being traced already.
        case alreadyTracing
        /// The runtime probe was asked for, and its self-check refused.
        case probeRefused
    }

    /// What kind of failure it is.
    public let code: Code

    /// One sentence: what, where, and what to do.
    public let description: String

    /// The error behind this one, if there is one.
    public let underlyingError: (any Error)?

    init(_ code: Code, _ description: String, underlying: (any Error)? = nil) {
        self.code = code
        self.description = description
        underlyingError = underlying
    }
}

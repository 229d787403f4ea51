/// Not everything was done in time.
public struct TimeoutError: Error, Hashable, CustomStringConvertible {
    /// Creates the error.
    public init() {}

    /// The error as a sentence.
    public var description: String { "Not everything was done in time." }
}

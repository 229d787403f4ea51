/// A lock, or the lock of a condition, is not held by anyone where somebody should hold it.
public struct LockNotAcquired: Error, Hashable, CustomStringConvertible {
    /// The error as a sentence.
    public let description: String

    private init(_ description: String) {
        self.description = description
    }

    static let release = LockNotAcquired("Lock is not acquired.")
    static let wait = LockNotAcquired("cannot wait on un-acquired lock")
    static let notify = LockNotAcquired("cannot notify on un-acquired lock")
}

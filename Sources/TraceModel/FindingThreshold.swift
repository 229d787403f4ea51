/// From what on something is a finding: for the reports, and for a flight recorder while it happens. Nanoseconds, items.
package enum FindingThreshold {
    /// A task is ready and gets no thread. Shorter delays are usual when many tasks become ready at once.
    package static let starvation: Int64 = 50_000_000
    /// A task goes on after its cancellation.
    package static let slowCancellation: Int64 = 500_000_000
    /// A queue has become so deep.
    package static let queueGrowth: Int64 = 100
}

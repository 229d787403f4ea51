package import TraceStore

/// Looks for one kind of trouble in a trace.
package protocol FindingRule: Sendable {
    /// The word by which users choose it: `slow-callback`.
    static var id: String { get }
    /// What it looks for, in one line.
    static var summary: String { get }

    init()
    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding]
}

internal import Foundation
internal import Synchronization
internal import TraceStore

/// Goes through all steps on a thread and a connection of its own: that takes as long as all else that a report goes
/// through, and most machines have a second processor.
///
/// Of large traces that are closed. Of one that is being written, two connections may see two states.
final class StepScan: Sendable {
    private let steps = Mutex<StepDigest?>(nil)
    private let waits = Mutex<WaitDigest?>(nil)
    private let done = DispatchSemaphore(value: 0)

    /// Smaller, and it takes no time anyway.
    private static let fewestPages: Int64 = 2048

    /// Nil where it is of no use, or not allowed.
    init?(of trace: TraceReader) throws {
        guard try trace.meta("state") == .text("closed"),
            try trace.database.integer("PRAGMA page_count") >= Self.fewestPages
        else { return nil }
        let path = trace.path
        Thread.detachNewThread { [self] in
            // An error comes again, and is told, where the trace is gone through in its place.
            if let trace = try? TraceReader(path: path) {
                if let made = try? StepDigest(trace) { steps.withLock { $0 = made } }
                if let made = try? WaitDigest(trace) { waits.withLock { $0 = made } }
            }
            done.signal()
        }
    }

    /// What it has found; nil for what it could not go through.
    func result() -> (steps: StepDigest?, waits: WaitDigest?) {
        done.wait()
        done.signal()
        return (steps.withLock { $0 }, waits.withLock { $0 })
    }
}

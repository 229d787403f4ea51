/// Waits for events and conditions after which the task found nothing to do, and waited for the same again.
struct VainWakeUps: Sendable {
    struct Count: Sendable {
        var wakeUps: Int64 = 0
        var inVain: Int64 = 0
        /// When the first was that was in vain.
        var first: Int64?
    }

    /// Whoever runs longer than this between two waits had something to do.
    private static let longestRun: Int64 = 500_000

    /// A task that has been woken and has done little since.
    private struct Woken {
        let object: Int64
        var ended: Int64
        var run: Int64
    }

    private(set) var counts: [Int64: Count] = [:]
    private var woken: [Int64: Woken] = [:]

    /// A wait for an event or a condition is over.
    mutating func woken(_ wait: WaitDigest.Wait) {
        var count = counts[wait.object] ?? Count()
        if let before = woken[wait.task], before.object == wait.object, wait.follows(before.ended),
            before.run <= Self.longestRun
        {
            count.inVain += 1
            if count.first == nil { count.first = before.ended }
        }
        count.wakeUps += 1
        counts[wait.object] = count
        woken[wait.task] = Woken(object: wait.object, ended: wait.ended, run: wait.run)
    }

    /// A wait that belongs to looking whether there is something to do: for the lock, or for the actor that knows.
    mutating func passed(_ wait: WaitDigest.Wait) {
        guard !woken.isEmpty, var before = woken[wait.task] else { return }
        guard wait.follows(before.ended) else {
            woken[wait.task] = nil
            return
        }
        before.ended = wait.ended
        before.run = before.run.clampedAdding(wait.run)
        woken[wait.task] = before
    }
}

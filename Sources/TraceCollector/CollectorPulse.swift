internal import CTaskProbe
internal import Synchronization

/// When a collector's thread last began a turn, for a thread of normal priority that sees to it that it does not starve.
///
/// At idle priority on a machine whose processors are all busy it can take seconds until a thread runs and could
/// notice itself that it does not.
package final class CollectorPulse: Sendable {
    private let thread = Atomic<UInt32>(0)
    private let began = Atomic<UInt64>(0)

    package init() {}

    /// From here on the calling thread is the one that is looked after.
    package func begin() { thread.store(tt_thread_number(), ordering: .relaxed) }

    package func turnBegan(at time: UInt64) { began.store(time, ordering: .relaxed) }

    /// There are no more turns.
    package func end() { began.store(0, ordering: .relaxed) }

    /// Called now and then from a thread of normal priority.
    package func helpIfStarved() {
        let time = began.load(ordering: .relaxed)
        guard time != 0, CollectorPace.isStarved(since: time, at: tt_monotonic_ns()) else { return }
        tt_set_normal_priority(thread.load(ordering: .relaxed))
    }
}

internal import CProgramLauncher
internal import CTaskProbe
internal import Glibc
internal import Synchronization
internal import TraceCollector

/// A thread of normal priority beside the one that reads, which only runs when nothing else wants the processor:
/// it takes the signals, and sees to it that the other does not starve.
final class StarvationHelper: Sendable {
    let pulse = CollectorPulse()
    private let isStopped = Atomic(false)

    /// From here on the calling thread is helped. Answers whether there is such a thread.
    func start() -> Bool {
        pulse.begin()
        let boxed = unsafe Unmanaged.passRetained(self)
        let failure = unsafe tt_start_thread(
            { context in
                guard let context = unsafe context else { return }
                unsafe Unmanaged<StarvationHelper>.fromOpaque(context).takeRetainedValue().help()
            }, boxed.toOpaque())
        if failure != 0 { unsafe boxed.release() } else { pl_take_signals(false) }
        return failure == 0
    }

    /// The calling thread runs like everyone else again, and takes the signals itself.
    func stop() {
        isStopped.store(true, ordering: .relaxed)
        tt_set_idle_priority(false)
        pl_take_signals(true)
    }

    private func help() {
        pl_take_signals(true)
        while !isStopped.load(ordering: .relaxed) {
            usleep(50_000)
            pulse.helpIfStarved()
        }
    }
}

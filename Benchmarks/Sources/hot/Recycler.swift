import CTaskProbe
import Foundation
import Synchronization

/// Gives segments back unread: what recording costs where the collector costs nothing.
final class Recycler: Sendable {
    private let isStopped = Atomic(false)
    private let ended = DispatchSemaphore(value: 0)

    func start(on processor: Int32, place: @escaping @Sendable (Int32) -> Void) {
        Thread.detachNewThread { [self] in
            place(processor)
            while !isStopped.load(ordering: .relaxed) {
                for slot in 0..<tt_segment_slots() {
                    guard let segment = unsafe tt_segment_at(slot), unsafe tt_segment_sealed(segment) else {
                        continue
                    }
                    _ = tt_segment_recycle(slot)
                }
                usleep(200)
            }
            ended.signal()
        }
    }

    func stop() {
        isStopped.store(true, ordering: .relaxed)
        ended.wait()
    }
}

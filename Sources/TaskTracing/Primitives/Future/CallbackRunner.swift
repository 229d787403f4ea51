internal import Logging
internal import Synchronization

/// Runs the callbacks of one future that belongs to no loop: in a task of their own, one after the other.
final class CallbackRunner: Sendable {
    private struct State {
        var handles = RingBuffer<LoopHandle>()
        var isRunning = false
    }

    private let name: String
    private let state = Mutex(State())

    init(name: String) {
        self.name = name
    }

    func schedule(_ handle: LoopHandle) {
        let starts = state.withLock { state in
            state.handles.append(handle)
            defer { state.isRunning = true }
            return !state.isRunning
        }
        guard starts else { return }
        Recorder.creating(at: handle.location.site) {
            _ = Task.detached(name: name) {
                while let handle = self.next() { handle.run { EventLoop.defaultLogger.error("\($0)") } }
            }
        }
    }

    private func next() -> LoopHandle? {
        state.withLock { state in
            let handle = state.handles.popFirst()
            if handle == nil { state.isRunning = false }
            return handle
        }
    }
}

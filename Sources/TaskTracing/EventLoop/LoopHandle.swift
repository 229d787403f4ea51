internal import Synchronization
internal import TraceModel

/// A callback that waits for its turn on an event loop.
///
/// Returned by ``EventLoop/callSoon(function:fileID:line:_:)`` and its siblings.
public final class LoopHandle: Sendable {
    /// When the callback is due, for a timer.
    public let when: ContinuousClock.Instant?

    let number = Recorder.nextObject()
    /// The traced object that its records are about: a future, or the loop.
    let object: UInt32
    let kind: CallbackKind
    let location: SourceLocation
    private let name: String?
    private let callback: Mutex<(@Sendable () throws -> Void)?>
    private let cancelled = Atomic<Bool>(false)
    private let loop: EventLoopStorage?

    init(
        kind: CallbackKind, object: UInt32, name: String? = nil, location: SourceLocation,
        when: ContinuousClock.Instant? = nil, loop: EventLoopStorage? = nil,
        callback: @escaping @Sendable () throws -> Void
    ) {
        self.kind = kind
        self.object = object
        self.name = name
        self.location = location
        self.when = when
        self.loop = loop
        self.callback = Mutex(callback)
    }

    /// Whether ``cancel()`` was called.
    public var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    /// Makes the loop skip the callback, and releases what the callback holds.
    ///
    /// A second call, or one after the callback has run, does nothing.
    public func cancel() {
        guard !cancelled.exchange(true, ordering: .acquiringAndReleasing) else { return }
        // Released after the lock: what the callback holds may cancel further handles.
        guard let callback = take() else { return }
        if kind == .timer {
            loop?.timerWasCancelled()
            if Recorder.isRecording { record(.timerCancel) }
        }
        withExtendedLifetime(callback) {}
    }

    /// Runs the callback; false when it was cancelled.
    @discardableResult
    func run(onError: (ExceptionContext) -> Void) -> Bool {
        guard !isCancelled, let callback = take() else { return false }
        let isRecording = Recorder.isRecording
        if isRecording { record(.callbackBegin) }
        do {
            try callback()
        } catch {
            onError(
                ExceptionContext(
                    message: "Exception in callback \(self)", error: error, handle: description))
        }
        if isRecording { record(.callbackEnd) }
        return true
    }

    private func take() -> (@Sendable () throws -> Void)? {
        callback.withLock { $0.take() }
    }

    private func record(_ happening: RecordKind) {
        Recorder.record(
            happening, object: object, detail: UInt8(kind.rawValue), site: location.site,
            value: UInt64(number))
    }
}

extension LoopHandle: CustomStringConvertible {
    /// As in `<Handle stopOperation() at Programs/Three.swift:12>`.
    public var description: String {
        let type = kind == .timer ? "TimerHandle" : "Handle"
        let state = isCancelled ? " cancelled" : ""
        return "<\(type)\(state) \(name ?? String(describing: location.function)) at \(location)>"
    }
}

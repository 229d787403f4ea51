internal import Synchronization
internal import TraceModel

/// A callback that waits for its turn on an event loop.
///
/// Returned by ``EventLoop/callSoon(context:function:fileID:line:_:)`` and its siblings.
public final class LoopHandle: Sendable {
    /// When the callback is due, for a timer.
    public let when: ContinuousClock.Instant?

    let number = Recorder.nextObject()
    /// The traced object that its records are about: a future, or the loop.
    let object: UInt32
    let kind: CallbackKind
    let location: SourceLocation
    /// The task-local values that the callback sees; nil for none.
    let context: TaskLocalContext?
    private let name: String?
    /// Who registered it, if the loop is in debug mode.
    private let creation: CallStack?
    private let callback: Mutex<(@Sendable () throws -> Void)?>
    private let cancelled = Atomic<Bool>(false)
    private let loop: EventLoopStorage?

    init(
        kind: CallbackKind, object: UInt32, name: String? = nil, location: SourceLocation,
        when: ContinuousClock.Instant? = nil, loop: EventLoopStorage? = nil,
        context: TaskLocalContext? = nil, creation: CallStack? = nil,
        callback: @escaping @Sendable () throws -> Void
    ) {
        self.kind = kind
        self.object = object
        self.name = name
        self.location = location
        self.when = when
        self.loop = loop
        self.context = context
        self.creation = creation
        self.callback = Mutex(callback)
    }

    /// Whether ``cancel()`` was called.
    public var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    /// Who registered the callback, the innermost caller last; empty unless the loop was in debug mode then.
    ///
    /// At most ten functions, and the place of the call. Naming them takes a while.
    public var sourceTraceback: [String] {
        guard let creation else { return [] }
        return creation.functions + ["\(location.function) at \(location)"]
    }

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
        if isRecording {
            record(.callbackBegin)
            recordLateness()
        }
        do {
            if let context {
                guard try context.run(callback) else { throw ContextInUseError() }
            } else {
                try callback()
            }
        } catch {
            onError(
                ExceptionContext(
                    message: "Exception in callback \(self)", error: error, handle: description,
                    sourceTraceback: creation == nil ? nil : sourceTraceback))
        }
        if isRecording { record(.callbackEnd) }
        return true
    }

    private func take() -> (@Sendable () throws -> Void)? {
        callback.withLock { $0.take() }
    }

    /// Of a timer whose turn comes late: something else had the loop's thread.
    private func recordLateness() {
        guard kind == .timer, let when, let loop else { return }
        let late = when.duration(to: loop.clock.now)
        guard late >= Self.lateness else { return }
        Recorder.record(
            .timerLate, object: object, site: location.site, value: UInt64(late.wholeNanoseconds))
    }

    /// A loop is never on time to the microsecond.
    private static let lateness = Duration.milliseconds(10)

    private func record(_ happening: RecordKind) {
        Recorder.record(
            happening, object: object, detail: UInt8(kind.rawValue), site: location.site,
            value: UInt64(number))
    }
}

extension LoopHandle: CustomStringConvertible {
    /// As in `<Handle stopOperation() at Programs/Three.swift:12>`.
    ///
    /// A timer has its time, by the system's clock; a cancelled handle has no callback any more. In debug mode it
    /// keeps all, and tells where it was registered.
    public var description: String {
        var words = [kind == .timer ? "TimerHandle" : "Handle"]
        if isCancelled { words.append("cancelled") }
        if let when { words.append("when=\(ContinuousClock().systemEpoch.duration(to: when).inSeconds)") }
        if creation != nil || !isCancelled {
            words.append("\(name ?? String(describing: location.function)) at \(location)")
        }
        if creation != nil { words.append("created at \(location)") }
        return "<\(words.joined(separator: " "))>"
    }
}

/// A callback was not run: the context that it was given is running something else.
struct ContextInUseError: Error, CustomStringConvertible {
    var description: String { "cannot enter context: it is already entered" }
}

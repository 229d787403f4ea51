internal import TraceModel

/// A flag that tasks wait for: clear when made, then set, and everyone goes on. Seen in the trace.
///
/// ```swift
/// let ready = TracedEvent(name: "ready")
/// Task { try await ready.wait(); print("go") }
/// ready.set()
/// ```
public final class TracedEvent: Sendable {
    /// The event's name in traces.
    public let name: String
    private let storage = EventStorage()

    /// Creates an event that is clear.
    ///
    /// Its name is `Event-N` by default.
    public init(
        name: String? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) {
        self.name = name ?? "Event-\(storage.number)"
        if Recorder.isRecording {
            Recorder.objectCreated(
                storage.number, kind: .event, name: self.name, site: Recorder.site(function, fileID, line))
        }
    }

    /// Whether the event is set.
    public var isSet: Bool { storage.isSet }

    /// Sets the event and wakes all who wait for it, in the order in which they came.
    ///
    /// Setting it twice does nothing.
    public func set(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) {
        storage.set(SourceLocation(function, fileID, line))
    }

    /// Clears the event: whoever waits from now on waits for the next ``set(function:fileID:line:)``.
    ///
    /// Those who were woken before go on all the same.
    public func clear(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) {
        storage.clear(SourceLocation(function, fileID, line))
    }

    /// Waits until the event is set; does not suspend if it is.
    ///
    /// Throws a `CancellationError` if the task is cancelled while it waits.
    public nonisolated(nonsending) func wait(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws {
        try await storage.wait(SourceLocation(function, fileID, line))
    }
}

extension TracedEvent: CustomStringConvertible {
    /// As in `<Event name='ready' clear waiters=2>`.
    public var description: String {
        "<Event name='\(name)' \(isSet ? "set" : "clear")\(describe(waiters: storage.waiterCount))>"
    }
}

internal import TraceModel

/// A number of permits that tasks share, whose holders and waits are seen in the trace.
///
/// ```swift
/// let connections = try TracedSemaphore(name: "connections", value: 4)
/// try await connections.withPermit { try await fetch() }  // four at a time
/// ```
///
/// Those who wait get a permit in the order in which they came. A permit belongs to no task: any may release it.
public final class TracedSemaphore: Sendable {
    /// The semaphore's name in traces.
    public let name: String
    private let storage: SemaphoreStorage

    /// Creates a semaphore with `value` permits.
    ///
    /// Its name is `Semaphore-N` by default. A `bounded` one refuses a release that would make its permits
    /// more than they were at the beginning. Throws an ``InvalidValueError`` if `value` is negative.
    public init(
        name: String? = nil, value: Int = 1, bounded: Bool = false,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) throws(InvalidValueError) {
        guard value >= 0 else { throw InvalidValueError("Semaphore initial value must be >= 0") }
        storage = SemaphoreStorage(value: value, bounded: bounded)
        self.name = name ?? "Semaphore-\(storage.number)"
        if Recorder.isRecording {
            Recorder.objectCreated(
                storage.number, kind: .semaphore, name: self.name, site: Recorder.site(function, fileID, line)
            )
        }
    }

    /// How many permits are free.
    ///
    /// Some may be while tasks wait: for a moment, until the first of those who were handed one has run.
    public var value: Int { storage.value }

    /// Whether somebody who asks for a permit now has to wait.
    public var isLocked: Bool { storage.isLocked }

    /// Takes a permit, as soon as there is one; does not suspend if there is and nobody waits.
    ///
    /// Throws a `CancellationError` if the task is cancelled before it goes on with the permit: that is then
    /// the next one's.
    public nonisolated(nonsending) func acquire(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws {
        try await storage.acquire(SourceLocation(function, fileID, line))
    }

    /// Gives a permit back, or adds one, and hands it to the first who waits.
    ///
    /// Throws an ``InvalidValueError`` if the semaphore is bounded and has all its permits.
    public func release(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) throws(InvalidValueError) {
        try storage.release(SourceLocation(function, fileID, line))
    }

    /// Runs `body` while holding a permit, and gives it back however `body` ends.
    ///
    /// Throws what `body` throws, and a `CancellationError` if the task is cancelled before `body` begins and
    /// while it waits.
    public nonisolated(nonsending) func withPermit<Result>(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
        _ body: nonisolated(nonsending) () async throws -> Result
    ) async throws -> Result {
        let location = SourceLocation(function, fileID, line)
        return try await withHolding(
            acquire: { try await storage.acquire(location) }, release: { try storage.release(location) }, body
        )
    }
}

extension TracedSemaphore: CustomStringConvertible {
    /// As in `<Semaphore name='connections' unlocked value=3>`.
    public var description: String {
        let state = isLocked ? "locked" : "unlocked value=\(value)"
        return "<Semaphore name='\(name)' \(state)\(describe(waiters: storage.waiterCount))>"
    }
}

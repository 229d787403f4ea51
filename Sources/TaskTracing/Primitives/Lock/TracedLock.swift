internal import TraceModel

/// A lock between tasks, whose holders, holding times and waits are seen in the trace.
///
/// ```swift
/// let lock = TracedLock(name: "account")
/// try await lock.withLock {
///     try await transfer()  // may suspend: others wait all the same
/// }
/// ```
///
/// Those who wait get it in the order in which they came: a release hands it to the first, even if that one
/// has not yet run. It is not recursive, and belongs to no task: any may release it.
public final class TracedLock: Sendable {
    /// The lock's name in traces.
    public let name: String
    let storage = LockStorage()

    /// Creates a lock that is free.
    ///
    /// Its name is `Lock-N` by default.
    public init(
        name: String? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) {
        self.name = name ?? "Lock-\(storage.number)"
        if Recorder.isRecording {
            Recorder.objectCreated(
                storage.number, kind: .lock, name: self.name, site: Recorder.site(function, fileID, line))
        }
    }

    /// Whether somebody holds the lock.
    public var isLocked: Bool { storage.isLocked }

    /// Takes the lock, as soon as it is free; does not suspend if it is.
    ///
    /// Throws a `CancellationError` if the task is cancelled before it goes on with the lock: the turn is
    /// then the next one's.
    public nonisolated(nonsending) func acquire(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws {
        try await storage.acquire(SourceLocation(function, fileID, line))
    }

    /// Releases the lock, and hands it to the first who waits.
    ///
    /// Throws ``LockNotAcquired`` if nobody holds it.
    public func release(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) throws(LockNotAcquired) {
        try storage.release(SourceLocation(function, fileID, line))
    }

    /// Runs `body` while holding the lock, and releases it however `body` ends.
    ///
    /// Throws what `body` throws, and a `CancellationError` if the task is cancelled before `body` begins and
    /// while it waits.
    public nonisolated(nonsending) func withLock<Result>(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
        _ body: nonisolated(nonsending) () async throws -> Result
    ) async throws -> Result {
        let location = SourceLocation(function, fileID, line)
        return try await withHolding(
            acquire: { try await storage.acquire(location) }, release: { try storage.release(location) }, body
        )
    }
}

extension TracedLock: CustomStringConvertible {
    /// As in `<Lock name='account' locked waiters=2>`.
    public var description: String {
        "<Lock name='\(name)' \(isLocked ? "locked" : "unlocked")\(describe(waiters: storage.waiterCount))>"
    }
}

/// The words for those who wait, where there are any.
func describe(waiters count: Int) -> String {
    count > 0 ? " waiters=\(count)" : ""
}

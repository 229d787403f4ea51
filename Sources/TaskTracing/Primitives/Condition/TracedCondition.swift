internal import TraceModel

/// Lets tasks that share a lock wait until one of them says that something has changed. Seen in the trace.
///
/// ```swift
/// let condition = TracedCondition(name: "stock")
/// try await condition.withLock {
///     try await condition.wait(until: { stock.count > 0 })
///     stock.take()
/// }
/// // elsewhere
/// try await condition.withLock {
///     stock.add()
///     try condition.notify()
/// }
/// ```
public final class TracedCondition: Sendable {
    /// The condition's name in traces.
    public let name: String
    /// The lock that is held around every use of the condition.
    public let lock: TracedLock
    private let storage: ConditionStorage

    /// Creates a condition on which nobody waits.
    ///
    /// Its name is `Condition-N` by default. Several conditions may share a `lock`; by default it has one of
    /// its own.
    public init(
        name: String? = nil, lock: TracedLock? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) {
        let number = Recorder.nextObject()
        self.name = name ?? "Condition-\(number)"
        self.lock =
            lock
            ?? TracedLock(name: "lock of \(self.name)", function: function, fileID: fileID, line: line)
        storage = ConditionStorage(number: number, lock: self.lock.storage)
        if Recorder.isRecording {
            Recorder.objectCreated(
                number, kind: .condition, name: self.name, site: Recorder.site(function, fileID, line))
        }
    }

    /// Whether somebody holds the lock.
    public var isLocked: Bool { lock.isLocked }

    /// Takes the lock, as ``TracedLock/acquire(function:fileID:line:)`` does.
    public nonisolated(nonsending) func acquire(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws {
        try await lock.acquire(function: function, fileID: fileID, line: line)
    }

    /// Releases the lock, as ``TracedLock/release(function:fileID:line:)`` does.
    public func release(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) throws(LockNotAcquired) {
        try lock.release(function: function, fileID: fileID, line: line)
    }

    /// Runs `body` while holding the lock, and releases it however `body` ends.
    public nonisolated(nonsending) func withLock<Result>(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line,
        _ body: nonisolated(nonsending) () async throws -> Result
    ) async throws -> Result {
        try await lock.withLock(function: function, fileID: fileID, line: line, body)
    }

    /// Releases the lock, waits until it is notified, and takes the lock again.
    ///
    /// It may return although nothing has changed: look again, or use ``wait(until:function:fileID:line:)``.
    /// Throws ``LockNotAcquired`` if nobody holds the lock, and a `CancellationError` if the task is cancelled:
    /// even then it holds the lock again.
    public nonisolated(nonsending) func wait(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws {
        try await storage.wait(SourceLocation(function, fileID, line))
    }

    /// Waits until `predicate` is true, asking it now and after each notification.
    ///
    /// Throws as ``wait(function:fileID:line:)`` does; if `predicate` is true at once, it needs no lock.
    public nonisolated(nonsending) func wait(
        until predicate: () throws -> Bool,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws {
        let location = SourceLocation(function, fileID, line)
        while try !predicate() { try await storage.wait(location) }
    }

    /// Waits until there is a `value`, asking for it now and after each notification, and returns it.
    ///
    /// Throws as ``wait(function:fileID:line:)`` does; if there is one at once, it needs no lock.
    public nonisolated(nonsending) func wait<Value>(
        for value: () throws -> Value?,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Value {
        let location = SourceLocation(function, fileID, line)
        while true {
            if let value = try value() { return value }
            try await storage.wait(location)
        }
    }

    /// Wakes the first `count` who wait, or all if they are fewer; each goes on once it has the lock again.
    ///
    /// Throws ``LockNotAcquired`` if nobody holds the lock.
    public func notify(
        _ count: Int = 1,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) throws(LockNotAcquired) {
        try storage.notifyLocked(count, SourceLocation(function, fileID, line))
    }

    /// Wakes all who wait; each goes on once it has the lock again.
    ///
    /// Throws ``LockNotAcquired`` if nobody holds the lock.
    public func notifyAll(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) throws(LockNotAcquired) {
        try storage.notifyLocked(.max, SourceLocation(function, fileID, line))
    }
}

extension TracedCondition: CustomStringConvertible {
    /// As in `<Condition name='stock' locked waiters=2>`.
    public var description: String {
        let state = isLocked ? "locked" : "unlocked"
        return "<Condition name='\(name)' \(state)\(describe(waiters: storage.waiterCount))>"
    }
}

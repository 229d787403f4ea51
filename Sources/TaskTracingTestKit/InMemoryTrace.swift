/// What a piece of code did, recorded for a test to ask and to expect things of.
///
/// ```swift
/// let trace = try await InMemoryTrace.record {
///     try await importOrders()
/// }
/// try trace.expect(.queue("orders", neverExceeded: 8))
/// try trace.expect(.task("poller", wasCancelledBy: "supervisor"))
/// try trace.expect(.noCallback(over: .milliseconds(50)))
/// #expect(trace.tasks(named: "worker").count == 4)
/// ```
///
/// Tasks, callbacks that are their steps, waits and cancellations are those of the code and of the tasks that it has
/// made, also where other tests run beside it. Objects and their happenings are those of the whole process: where
/// another test uses queues of the same names at the same time, give the suite the trait `.serialized`, or the queues
/// names of their own.
///
/// The trace lies in memory where the system has `/dev/shm`, and is gone with its last copy unless it is saved.
public struct InMemoryTrace: Sendable {
    /// The tasks of the code, in the order of their creation; first the one that it ran in.
    public let tasks: [TaskRecord]
    /// What ran without interruption: the steps of these tasks, and the callbacks of event loops and futures.
    public let callbacks: [CallbackRecord]
    /// What these tasks waited for.
    public let waits: [WaitRecord]
    /// The requests to cancel one of these tasks.
    public let cancellations: [CancellationRecord]
    /// The puts and gets of queues.
    public let queueOperations: [QueueOperationRecord]
    /// Everything else: events set and cleared, locks acquired and released, futures resolved, timers, warnings.
    public let marks: [MarkRecord]
    /// The queues, events, futures, locks and loops.
    public let objects: [ObjectRecord]
    /// How many happenings could not be kept; 0 unless the machine was out of memory.
    public let lost: Int

    package let file: TraceFileKeeper

    /// The tasks of that name, or that run the function of that name.
    public func tasks(named name: String) -> [TaskRecord] { tasks.filter { $0.name == name } }

    /// The task of that number, if it is one of ``tasks``.
    public func task(_ id: Int64) -> TaskRecord? { tasks.first { $0.id == id } }

    /// Puts and gets of the queues of that name.
    public func queueOperations(onQueueNamed name: String) -> [QueueOperationRecord] {
        queueOperations.filter { $0.queue.name == name }
    }

    /// The rows of an SQL query over the whole trace, with its views; columns that are NULL are left out.
    ///
    /// Throws when SQLite does not understand the query.
    public func rows(_ sql: String) throws -> [[String: String]] { try file.rows(sql) }

    /// What `task-trace report` says of the trace: good to print where a test fails.
    public func report() throws -> String { try file.report() }

    /// Keeps the trace as a file, for `task-trace` and other tools.
    ///
    /// Throws if there is a file at `path` already.
    public func save(to path: String) throws { try file.save(to: path) }
}

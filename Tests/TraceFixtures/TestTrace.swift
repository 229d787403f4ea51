internal import Foundation
package import TraceModel
package import TraceStore

/// Milliseconds, in the nanoseconds of a trace.
package func ms(_ value: Double) -> Int64 { Int64((value * 1_000_000).rounded()) }

/// A trace made by hand, one happening a call, through the schema alone.
///
/// What it writes is what the recorder would: sums in `task` follow from its steps.
package final class TestTrace {
    package let database: Database
    private var directory: TemporaryDirectory?

    /// A trace in a directory of its own.
    package convenience init() throws {
        let directory = try TemporaryDirectory()
        try self.init(path: directory.file("test.sqlite"))
        self.directory = directory
    }

    package init(path: String) throws {
        database = try TraceFile.create(path)
        try insert(
            "process", ["id": 1, "pid": 4711, "executable": "/srv/app/shop", "started": 0])
        for id in 1...2 { try insert("thread", ["id": id, "process": 1, "tid": 4711 + id]) }
        for (key, value) in ["state": "closed", "capture": "probe"] {
            try insert("meta", ["key": key, "value": value])
        }
        try insert("meta", ["key": "wall_clock_at_zero_ns", "value": 1_700_000_000_000_000_000])
    }

    package var path: String { database.path }

    // MARK: What happened

    package func task(
        _ id: Int64, _ name: String? = nil, kind: TaskKind = .unstructured, parent: Int64? = nil,
        runs entry: Int64? = nil, createdAt site: Int64? = nil, created: Int64?, ended: Int64? = nil,
        outcome: TaskOutcome? = nil
    ) throws {
        try insert(
            "task",
            [
                "id": id, "name": name.map(string), "kind": kind.rawValue, "parent": parent, "entry": entry,
                "site": site, "created": created, "ended": ended,
                "outcome": ended == nil ? nil : (outcome ?? .ok).rawValue,
            ])
    }

    /// A run slice, and the wait before it. The first of a task gives no reason.
    package func step(
        _ task: Int64, from: Int64, to ended: Int64, thread: Int64 = 1, ready: Int64 = 0,
        waited wait: Int64? = nil, for reason: WaitReason? = nil, on object: Int64? = nil,
        at site: Int64? = nil, stack: Int64? = nil, wokenBy waker: Int64? = nil
    ) throws {
        try insert(
            "step",
            [
                "ended": ended, "run_ns": ended - from, "task": task, "thread": thread, "ready_ns": ready,
                "wait_ns": wait, "reason": reason?.rawValue, "object": object, "site": site, "waker": waker,
                "waker_thread": waker == nil ? nil : 2, "stack": stack,
            ])
        try database.execute(
            """
            UPDATE task SET steps = steps + 1, run_ns = run_ns + \(ended - from),
              ready_ns = ready_ns + \(ready), wait_ns = wait_ns + \(wait ?? 0)
            WHERE id = \(task)
            """)
        guard let wait, let reason else { return }
        try database.execute(
            """
            INSERT INTO wait_total VALUES (\(reason.rawValue), \(site ?? 0), 1, \(wait), \(wait))
            ON CONFLICT DO UPDATE SET n = n + 1, total_ns = total_ns + \(wait), max_ns = max(max_ns, \(wait))
            """)
    }

    /// A stack, innermost first.
    package func stack(_ id: Int64, _ sites: [Int64], isCut: Bool = false) throws {
        try insert("stack", ["id": id, "is_cut": isCut ? 1 : 0])
        for (depth, site) in sites.enumerated() {
            try insert("stack_frame", ["stack": id, "depth": depth, "site": site])
        }
    }

    /// A function that is inlined at a site, or, as the last, the one that holds it.
    package func inlined(at site: Int64, _ depth: Int, _ function: String, _ file: String, _ line: Int) throws
    {
        try insert(
            "inlined_frame",
            ["site": site, "depth": depth, "function": string(function), "file": string(file), "line": line])
    }

    /// What a task is doing at the end of the trace.
    package func open(
        _ task: Int64, _ state: TaskState, since: Int64, reason: WaitReason? = nil, on object: Int64? = nil,
        at site: Int64? = nil, waited wait: Int64? = nil, ready: Int64? = nil
    ) throws {
        try insert(
            "open_task",
            [
                "task": task, "state": state.rawValue, "since": since, "reason": reason?.rawValue,
                "object": object, "site": site, "wait_ns": wait, "ready_ns": ready,
            ])
    }

    package func slow(
        at: Int64, took: Int64, threshold: Int64, task: Int64?, site: Int64?, message: String? = nil
    ) throws {
        try insert(
            "slow_callback",
            [
                "at": at, "duration_ns": took, "threshold_ns": threshold, "task": task, "thread": 1,
                "site": site, "message": message,
            ])
    }

    package func callback(
        _ kind: CallbackKind, from: Int64, to ended: Int64, task: Int64? = nil, object: Int64? = nil,
        site: Int64? = nil
    ) throws {
        try insert(
            "callback",
            [
                "ended": ended, "run_ns": ended - from, "kind": kind.rawValue, "task": task, "thread": 1,
                "object": object, "site": site,
            ])
    }

    package func object(
        _ id: Int64, _ kind: ObjectKind, _ name: String? = nil, site: Int64? = nil, created: Int64 = 0,
        ended: Int64? = nil
    ) throws {
        try insert(
            "object",
            [
                "id": id, "kind": kind.rawValue, "name": name.map(string), "site": site, "created": created,
                "ended": ended,
            ])
    }

    package func queue(
        _ queue: Int64, _ operation: QueueOperation, at: Int64, depth: Int, item: Int, dwell: Int64? = nil,
        task: Int64? = nil, site: Int64? = nil
    ) throws {
        try insert(
            "queue_op",
            [
                "at": at, "queue": queue, "op": operation.rawValue, "depth": depth, "item": item,
                "dwell_ns": dwell, "task": task, "thread": 1, "site": site,
            ])
    }

    package func cancel(
        _ task: Int64, at: Int64, by: Int64? = nil, cause: CancelCause = .direct, site: Int64? = nil,
        delivered: Int64? = nil, ended: Int64? = nil
    ) throws {
        try insert(
            "cancellation",
            [
                "at": at, "task": task, "by_task": by, "by_thread": 1, "cause": cause.rawValue, "site": site,
                "delivered": delivered, "ended": ended,
            ])
    }

    package func mark(
        _ kind: MarkKind, at: Int64, task: Int64? = nil, object: Int64? = nil, site: Int64? = nil,
        value: Int64? = nil, detail: Int64? = nil, text: String? = nil
    ) throws {
        try insert(
            "mark",
            [
                "at": at, "kind": kind.rawValue, "task": task, "thread": 1, "object": object, "site": site,
                "a": value, "b": detail, "text": text.map(string),
            ])
    }

    package func lost(_ events: Int64, _ reason: GapReason, from: Int64, to: Int64, thread: Int64 = 1) throws
    {
        try insert(
            "gap", ["first": from, "last": to, "thread": thread, "lost": events, "reason": reason.rawValue])
    }

    // MARK: Text and places

    package func string(_ text: String) throws -> Int64 {
        let insert = try database.prepare("INSERT OR IGNORE INTO string(text) VALUES (?1)")
        try insert.bind(text, at: 1)
        try insert.run()
        let select = try database.prepare("SELECT id FROM string WHERE text = ?1")
        try select.bind(text, at: 1)
        return try select.step() ? select.integer(at: 0) ?? 0 : 0
    }

    package func site(_ function: String?, _ file: String? = nil, _ line: Int? = nil) throws -> Int64 {
        try insert(
            "site", ["function": function.map(string), "file": file.map(string), "line": line, "state": 2])
        return database.lastInsertRowID
    }

    // MARK: Tables

    package func insert(_ table: String, _ values: [String: Any?]) throws {
        let columns = values.keys.sorted()
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        let statement = try database.prepare(
            "INSERT INTO \(table)(\(columns.joined(separator: ", "))) VALUES (\(marks))")
        for (index, column) in columns.enumerated() {
            switch values[column] ?? nil {
            case let integer as Int64: try statement.bind(integer, at: index + 1)
            case let integer as Int: try statement.bind(integer, at: index + 1)
            case let text as String: try statement.bind(text, at: index + 1)
            case nil: try statement.bindNull(at: index + 1)
            case let other: preconditionFailure("\(String(describing: other)) is no value for \(column)")
            }
        }
        try statement.run()
    }

    /// The rows of a query, a line each, columns separated by `|`, NULL as `-`.
    package func lines(_ sql: String) throws -> String {
        let statement = try database.prepare(sql)
        var lines: [String] = []
        while try statement.step() {
            lines.append(
                (0..<statement.columnCount).map { statement.text(at: $0) ?? "-" }.joined(separator: "|"))
        }
        return lines.joined(separator: "\n")
    }
}

/// The writer's own INSERTs, compiled once.
final class Statements {
    private let database: Database
    let tasks, openTasks, endTasks, objects, segments, histogram, waitTotals: Statement
    let openHelpers, endHelpers, openCallbacks, endCallbacks: Statement
    let dropTasks, dropObjects: Statement
    let totals: TotalStatements
    let steps, callbacks, queueOperations, cancellations, marks, slowCallbacks: KeyedStatement
    private let findString, readString, putString: Statement
    private var others: [String: Statement] = [:]

    static let taskColumns =
        "id, parent, kind, name, site, entry, priority, created, ended, outcome, run_ns, ready_ns, wait_ns, steps, created_stack"

    init(_ database: Database) throws {
        self.database = database
        func replacing(_ table: String, _ columns: String) throws -> Statement {
            try database.prepare(
                "INSERT OR REPLACE INTO \(table)(\(columns)) SELECT \(batchColumns(columns)) FROM batch")
        }
        tasks = try replacing("task", Self.taskColumns)
        openTasks = try replacing(
            "open_task",
            "task, state, since, thread, reason, site, object, waker, waker_thread, wait_ns, ready_ns, cancelled_at, stack, run_site, memory, pending_reason, pending_object, pending_site"
        )
        openHelpers = try replacing("open_helper", "task, state, since, anomalies")
        endHelpers = try database.prepare("DELETE FROM open_helper WHERE task IN (SELECT c0 FROM batch)")
        openCallbacks = try replacing("open_callback", "thread, handle, started, kind, object, site")
        endCallbacks = try database.prepare(
            "DELETE FROM open_callback WHERE (thread, handle) IN (SELECT c0, c1 FROM batch)")
        endTasks = try database.prepare("DELETE FROM open_task WHERE task IN (SELECT c0 FROM batch)")
        dropTasks = try database.prepare("DELETE FROM task WHERE id IN (SELECT c0 FROM batch)")
        dropObjects = try database.prepare("DELETE FROM object WHERE id IN (SELECT c0 FROM batch)")
        totals = try TotalStatements(database)
        objects = try replacing("object", "id, kind, name, site, created, ended")
        segments = try replacing("segment", "id, process, thread, drained, finished")
        histogram = try database.prepare(
            """
            INSERT INTO task_histogram(name, bucket, n) SELECT c0, c1, c2 FROM batch WHERE true
            ON CONFLICT(name, bucket) DO UPDATE SET n = n + excluded.n
            """)
        waitTotals = try database.prepare(
            """
            INSERT INTO wait_total(reason, site, n, total_ns, max_ns)
            SELECT c0, c1, c2, c3, c4 FROM batch WHERE true
            ON CONFLICT(reason, site) DO UPDATE SET n = n + excluded.n,
              total_ns = total_ns + excluded.total_ns, max_ns = max(max_ns, excluded.max_ns)
            """)
        steps = try KeyedStatement(
            database, "step",
            "ended, run_ns, task, thread, ready_ns, wait_ns, reason, site, object, waker, waker_thread, stack"
        )
        callbacks = try KeyedStatement(
            database, "callback", "ended, run_ns, kind, task, thread, object, site")
        queueOperations = try KeyedStatement(
            database, "queue_op", "at, queue, op, depth, item, dwell_ns, task, thread, site, text")
        cancellations = try KeyedStatement(
            database, "cancellation", "at, task, by_task, by_thread, cause, site, delivered, ended")
        marks = try KeyedStatement(database, "mark", "at, kind, task, thread, object, site, a, b, text")
        slowCallbacks = try KeyedStatement(
            database, "slow_callback", "at, duration_ns, threshold_ns, task, thread, object, site, message",
            expressions: "c0, c1, c2, c3, c4, c5, c6, (SELECT text FROM string WHERE id = c7)")
        findString = try database.prepare("SELECT id FROM string WHERE text = ?1")
        readString = try database.prepare("SELECT text FROM string WHERE id = ?1")
        putString = try database.prepare("INSERT INTO string(id, text) VALUES (?1, ?2)")
    }

    func stringID(_ text: String) throws -> Int64? {
        defer { findString.reset() }
        try findString.bind(text, at: 1)
        return try findString.step() ? findString.integer(at: 0) : nil
    }

    func string(_ id: Int64) throws -> String? {
        defer { readString.reset() }
        try readString.bind(id, at: 1)
        return try readString.step() ? readString.text(at: 0) : nil
    }

    func insertString(_ id: Int64, _ text: String) throws {
        try putString.bind(id, at: 1)
        try putString.bind(text, at: 2)
        try putString.run()
    }

    func runOnce(_ sql: String, _ values: [SQLiteValue]) throws {
        let statement = try others[sql] ?? database.prepare(sql)
        others[sql] = statement
        for (index, value) in values.enumerated() { try statement.bind(value, at: index + 1) }
        try statement.run()
    }
}

private func batchColumns(_ columns: String) -> String {
    columns.split(separator: ",").enumerated().map { "c\($0.offset)" }.joined(separator: ", ")
}

/// How rows with a time as key go into a table: many at once, or one that came late.
final class KeyedStatement {
    let table, columns: String
    let many: Statement
    private let one: Statement

    init(_ database: Database, _ table: String, _ columns: String, expressions: String? = nil) throws {
        (self.table, self.columns) = (table, columns)
        let count = columns.split(separator: ",").count
        let selected = expressions ?? batchColumns(columns)
        many = try database.prepare("INSERT INTO \(table)(\(columns)) SELECT \(selected) FROM batch")
        // The same expressions over parameters instead of a batch's columns.
        let values = (0..<count).map { "?\($0 + 1) AS c\($0)" }.joined(separator: ", ")
        one = try database.prepare(
            "INSERT OR IGNORE INTO \(table)(\(columns)) SELECT \(selected) FROM (SELECT \(values))")
    }

    /// Inserts at the row's own time, or at the next one that is free.
    func insertLate(_ row: ArraySlice<Int64>) throws {
        for (index, value) in row.enumerated() {
            try one.bind(value == RowBatch.null ? nil : value, at: index + 1)
        }
        var key = row.first ?? 0
        repeat {
            try one.bind(key, at: 1)
            try one.run()
            key += 1
        } while one.database.changes == 0
    }
}

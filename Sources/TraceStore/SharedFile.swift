internal import CSQLite
internal import TraceModel

/// What the writers of one trace share: the connection, the statements, texts and the numbers of rows.
///
/// Not `Sendable`: belongs to the collector's thread, as they do.
package final class SharedFile {
    /// Tables whose rows the collector numbers.
    package enum Table: String, CaseIterable, Sendable { case thread, site, module, stack }

    let database: Database
    let statements: Statements
    let log: WriteAheadLog
    /// Why the last commit failed, if it did.
    var trouble: GapReason?
    var statementsBefore: [(sql: String, values: [SQLiteValue])] = []
    /// Numbers in `meta` that are sums over the processes, by these.
    var counts: [String: [Int64: Int64]] = [:]

    private var strings: [String: Int64] = [:]
    private var pendingStrings: [(Int64, String)] = []
    private var lastString: Int64
    private var lastIDs: [Table: Int64] = [:]
    private let source: BatchSource
    private var transfer: RowTransfer?
    /// Whether SQLite has refused something of it.
    private var transferFailed = false
    private var rateWidth: Int64
    private var pendingRateWidth: Int64
    var retention: Retention?
    /// In KiB.
    private(set) var cacheSize = smallestCache
    private static let smallestCache = 1024
    private static let largestCache = 8192

    init(_ database: Database) throws {
        self.database = database
        source = try BatchSource(database)
        statements = try Statements(database)
        log = try WriteAheadLog(database)
        lastString = try database.integer("SELECT max(id) FROM string")
        for table in Table.allCases {
            lastIDs[table] = try database.integer("SELECT max(id) FROM \(table.rawValue)")
        }
        let width = try database.integer("SELECT value FROM meta WHERE key = 'rate_width_ns'")
        rateWidth = max(width, TotalStatements.firstWidth)
        pendingRateWidth = rateWidth
        // One state of the file from the first row on: a second writer waits, or is refused.
        try database.execute("PRAGMA temp_store = MEMORY")
        try database.execute("PRAGMA cache_size = -\(cacheSize)")
    }

    /// The pages that SQLite keeps lie in the traced program's memory. Most rows go to the ends of their tables and are not
    /// looked at again; those of living tasks are, wherever they lie.
    func fitCache(livingTasks: Int) throws(SQLiteError) {
        var wanted = Self.smallestCache
        while wanted < Self.largestCache && livingTasks > 2 * wanted { wanted *= 2 }
        guard wanted != cacheSize else { return }
        try database.execute("PRAGMA cache_size = -\(wanted)")
        cacheSize = wanted
    }

    func string(_ text: String) throws -> Int64 {
        if let known = strings[text] { return known }
        if let stored = try statements.stringID(text) {
            strings[text] = stored
            return stored
        }
        lastString += 1
        strings[text] = lastString
        pendingStrings.append((lastString, text))
        return lastString
    }

    func text(_ id: Int64) throws -> String? {
        try pendingStrings.first { $0.0 == id }?.1 ?? statements.string(id)
    }

    func newID(in table: Table) -> Int64 {
        let id = lastIDs[table, default: 0] + 1
        lastIDs[table] = id
        return id
    }

    /// What other rows refer to, within the transaction of a commit.
    func insertPending() throws {
        for (id, text) in pendingStrings { try statements.insertString(id, text) }
        for statement in statementsBefore { try statements.runOnce(statement.sql, statement.values) }
    }

    /// After that transaction.
    func forgetPending() {
        pendingStrings.removeAll(keepingCapacity: true)
        statementsBefore.removeAll(keepingCapacity: true)
        if strings.count > 8192 { strings.removeAll() }
        rateWidth = pendingRateWidth
        retention?.committed()
    }

    /// Makes ready what must be so before the transaction of a commit begins.
    func prepare(_ rows: inout TraceRows) {
        rows.newTasks.sort()
        transfer?.clear()
        guard !transferFailed, rows.count >= RowTransfer.fewestRows else { return }
        if transfer == nil {
            let timed = statements
            transfer = try? RowTransfer(
                database,
                columns: [
                    "task": Statements.taskColumns, "step": timed.steps.columns,
                    "callback": timed.callbacks.columns, "queue_op": timed.queueOperations.columns,
                    "mark": timed.marks.columns,
                ])
            transferFailed = transfer == nil
        }
        transfer?.prepare([
            "task": rows.newTasks, "step": rows.steps.inOrder, "callback": rows.callbacks.inOrder,
            "queue_op": rows.queueOperations.inOrder, "mark": rows.marks.inOrder,
        ])
    }

    func insert(_ rows: TraceRows) throws {
        try insert(rows.newTasks, into: "task", else: statements.tasks) {
            try source.run(statements.tasks, over: rows.newTasks)
        }
        try source.run(statements.tasks, over: rows.tasks)
        try source.run(statements.openTasks, over: rows.openTasks)
        // Behind these: where a commit has failed, a task may be among both by now.
        try source.run(statements.endTasks, over: rows.endedTasks)
        try source.run(statements.openHelpers, over: rows.openHelpers)
        try source.run(statements.endHelpers, over: rows.endedHelpers)
        try source.run(statements.openCallbacks, over: rows.openCallbacks)
        try source.run(statements.endCallbacks, over: rows.endedCallbacks)
        try source.run(statements.objects, over: rows.objects)
        try source.run(statements.dropTasks, over: rows.droppedTasks)
        try source.run(statements.dropObjects, over: rows.droppedObjects)
        try source.run(statements.segments, over: rows.segments)
        try source.run(statements.histogram, over: rows.histogram)
        try source.run(statements.waitTotals, over: rows.waitTotals)
        try insert(rows.steps, statements.steps)
        try insert(rows.callbacks, statements.callbacks)
        try insert(rows.queueOperations, statements.queueOperations)
        try insert(rows.cancellations, statements.cancellations)
        try insert(rows.marks, statements.marks)
        try insert(rows.slowCallbacks, statements.slowCallbacks)
        pendingRateWidth = try statements.totals.insert(rows.totals, from: source, rateWidth: rateWidth)
        if pendingRateWidth != rateWidth || !rows.totals.rates.isEmpty {
            try setMeta("rate_width_ns", pendingRateWidth)
        }
    }

    func setMeta(_ key: String, _ value: Int64) throws {
        try statements.runOnce(
            "INSERT OR REPLACE INTO meta(key, value) VALUES (?1, ?2)", [.text(key), .integer(value)])
    }

    /// Drops a slice of the oldest details where the trace has a bound and is over it.
    func trim(written rows: Int, at now: Int64) throws {
        try retention?.trim(self, written: rows, at: now)
    }

    private func insert(_ batch: KeyedBatch, _ statement: KeyedStatement) throws {
        try insert(batch.inOrder, into: statement.table, else: statement.many) {
            // Another process of the trace did something in the same nanosecond.
            for index in 0..<batch.inOrder.count { try statement.insertLate(batch.inOrder.row(index)) }
        }
        for index in 0..<batch.late.count { try statement.insertLate(batch.late.row(index)) }
    }

    /// Inserts the rows at once, the fast way if they were prepared; if one of them is there already, otherwise.
    private func insert(
        _ batch: RowBatch, into table: String, else statement: Statement, onConflict: () throws -> Void
    ) throws {
        guard !batch.isEmpty else { return }
        do {
            guard let copy = transfer?.copy(of: table) else { return try source.run(statement, over: batch) }
            do throws(SQLiteError) { try copy.run() } catch {
                // Not this way again, should it be the reason.
                transferFailed = !error.isConstraint
                throw error
            }
        } catch let error as SQLiteError where error.isConstraint {
            // SQLite has taken back this statement, and it alone.
            try onConflict()
        }
    }
}

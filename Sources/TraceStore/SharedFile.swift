internal import CSQLite

/// What the writers of one trace share: the connection, the statements, texts and the numbers of rows.
///
/// Not `Sendable`: belongs to the collector's thread, as they do.
package final class SharedFile {
    /// Tables whose rows the collector numbers.
    package enum Table: String, CaseIterable, Sendable { case thread, site, module, stack }

    let database: Database
    let statements: Statements
    var statementsBefore: [(sql: String, values: [SQLiteValue])] = []
    /// Numbers in `meta` that are sums over the processes, by these.
    var counts: [String: [Int64: Int64]] = [:]

    private var strings: [String: Int64] = [:]
    private var pendingStrings: [(Int64, String)] = []
    private var lastString: Int64
    private var lastIDs: [Table: Int64] = [:]
    private let source: BatchSource

    init(_ database: Database) throws {
        self.database = database
        source = try BatchSource(database)
        statements = try Statements(database)
        lastString = try database.integer("SELECT max(id) FROM string")
        for table in Table.allCases {
            lastIDs[table] = try database.integer("SELECT max(id) FROM \(table.rawValue)")
        }
        // One state of the file from the first row on: a second writer waits, or is refused.
        try database.execute("PRAGMA temp_store = MEMORY")
        try database.execute("PRAGMA cache_size = -8192")
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
        if strings.count > 100_000 { strings.removeAll() }
    }

    func insert(_ rows: TraceRows) throws {
        try source.run(statements.tasks, over: rows.tasks)
        try source.run(statements.openTasks, over: rows.openTasks)
        // Behind these: where a commit has failed, a task may be among both by now.
        try source.run(statements.endTasks, over: rows.endedTasks)
        try source.run(statements.objects, over: rows.objects)
        try source.run(statements.segments, over: rows.segments)
        try source.run(statements.histogram, over: rows.histogram)
        try insert(rows.steps, statements.steps)
        try insert(rows.callbacks, statements.callbacks)
        try insert(rows.queueOperations, statements.queueOperations)
        try insert(rows.cancellations, statements.cancellations)
        try insert(rows.marks, statements.marks)
        try insert(rows.slowCallbacks, statements.slowCallbacks)
    }

    private func insert(_ batch: KeyedBatch, _ statement: KeyedStatement) throws {
        do {
            try source.run(statement.many, over: batch.inOrder)
        } catch {
            guard error.isConstraint else { throw error }
            // Another process of the trace did something in the same nanosecond. SQLite has taken back this
            // statement, and it alone.
            for index in 0..<batch.inOrder.count { try statement.insertLate(batch.inOrder.row(index)) }
        }
        for index in 0..<batch.late.count { try statement.insertLate(batch.late.row(index)) }
    }
}

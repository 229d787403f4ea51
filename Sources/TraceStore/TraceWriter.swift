/// Writes a trace: commits rows together with how far they reach.
///
/// Not `Sendable`: belongs to the collector's thread. The rows of a failed commit are kept, so that nothing is
/// lost while a disk is full.
package final class TraceWriter {
    package let database: Database
    package private(set) var process: Int64 = 0

    /// How much the numbers of the runtime are moved, so that those of several processes stay apart.
    package var identifierOffset: Int64 { (process - 1) << 32 }

    private var strings: [String: Int64] = [:]
    private var pendingStrings: [(Int64, String)] = []
    private var lastString: Int64 = 0
    private var statementsBefore: [(sql: String, values: [SQLiteValue])] = []
    private var statementsAfter: [(sql: String, values: [SQLiteValue])] = []
    private let source: BatchSource
    private let statements: Statements

    package init(_ database: Database) throws {
        self.database = database
        source = try BatchSource(database)
        statements = try Statements(database)
        lastString = try database.integer("SELECT max(id) FROM string")
        // One state of the file from the first row on: a second writer waits, or is refused.
        try database.execute("PRAGMA temp_store = MEMORY")
        try database.execute("PRAGMA cache_size = -8192")
    }

    /// Enters the process that is being traced, and from here on gives its rows this number.
    package func beginProcess(pid: Int32, bootTicks: UInt64, executable: String, started: Int64) throws {
        try database.transaction {
            let insert = try database.prepare(
                "INSERT INTO process(pid, boot_ticks, executable, started) VALUES (?1, ?2, ?3, ?4)")
            try insert.bind(Int64(pid), at: 1)
            try insert.bind(Int64(bitPattern: bootTicks), at: 2)
            try insert.bind(executable, at: 3)
            try insert.bind(started, at: 4)
            try insert.run()
            process = database.lastInsertRowID
        }
    }

    /// The number of a text, the same for the same text.
    package func string(_ text: String) throws -> Int64 {
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

    /// The text behind a number of ``string(_:)``.
    package func text(_ id: Int64) throws -> String? {
        try pendingStrings.first { $0.0 == id }?.1 ?? statements.string(id)
    }

    /// A row of a table that is written seldom, in the next commit and before its other rows.
    package func before(_ sql: String, _ values: SQLiteValue...) {
        statementsBefore.append((sql, values))
    }

    /// A change to rows that are there when the next commit's other rows are.
    package func after(_ sql: String, _ values: SQLiteValue...) {
        statementsAfter.append((sql, values))
    }

    package func setMeta(_ key: String, _ value: SQLiteValue) {
        before("INSERT OR REPLACE INTO meta(key, value) VALUES (?1, ?2)", .text(key), value)
    }

    /// Writes the rows, and everything else that is pending, in one transaction, and empties them.
    ///
    /// What a failure leaves stays where it is.
    package func commit(_ rows: inout TraceRows) throws {
        guard !rows.isEmpty || !statementsBefore.isEmpty || !statementsAfter.isEmpty else { return }
        try database.transaction {
            for (id, text) in pendingStrings { try statements.insertString(id, text) }
            for statement in statementsBefore { try statements.runOnce(statement.sql, statement.values) }
            try source.run(statements.endTasks, over: rows.endedTasks)
            try source.run(statements.tasks, over: rows.tasks)
            try source.run(statements.openTasks, over: rows.openTasks)
            try source.run(statements.objects, over: rows.objects)
            try source.run(statements.segments, over: rows.segments)
            try source.run(statements.histogram, over: rows.histogram)
            try insert(rows.steps, statements.steps)
            try insert(rows.callbacks, statements.callbacks)
            try insert(rows.queueOperations, statements.queueOperations)
            try insert(rows.cancellations, statements.cancellations)
            try insert(rows.marks, statements.marks)
            try insert(rows.slowCallbacks, statements.slowCallbacks)
            for statement in statementsAfter { try statements.runOnce(statement.sql, statement.values) }
        }
        rows.removeAll()
        pendingStrings.removeAll(keepingCapacity: true)
        statementsBefore.removeAll(keepingCapacity: true)
        statementsAfter.removeAll(keepingCapacity: true)
        if strings.count > 100_000 { strings.removeAll() }
    }

    private func insert(_ batch: KeyedBatch, _ statement: KeyedStatement) throws {
        try source.run(statement.many, over: batch.inOrder)
        for index in 0..<batch.late.count { try statement.insertLate(batch.late.row(index)) }
    }
}

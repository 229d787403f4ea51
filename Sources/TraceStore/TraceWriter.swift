/// Writes a trace: collects rows, and commits them together with how far they reach.
///
/// Not `Sendable`: belongs to the collector's thread. The rows of a failed commit are kept, so that
/// nothing is lost while a disk is full; whoever feeds the writer looks at ``pendingRows`` and waits.
package final class TraceWriter {
    package let database: Database
    package private(set) var process: Int64 = 0

    /// How much the numbers of the runtime are moved, so that those of several processes stay apart.
    package var identifierOffset: Int64 { (process - 1) << 32 }

    package var tasks = RowBatch(columns: 14)
    package var steps = KeyedBatch(columns: 11)
    package var openTasks = RowBatch(columns: 12)
    package var endedTasks = RowBatch(columns: 1)
    package var objects = RowBatch(columns: 6)
    package var callbacks = KeyedBatch(columns: 7)
    package var queueOperations = KeyedBatch(columns: 9)
    package var cancellations = KeyedBatch(columns: 8)
    package var marks = KeyedBatch(columns: 9)
    package var slowCallbacks = KeyedBatch(columns: 8)
    package var segments = RowBatch(columns: 5)
    package var histogram = RowBatch(columns: 3)

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

    /// Goes on with a process that is in the file already.
    package func resumeProcess(_ id: Int64) { process = id }

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

    /// A step or callback that took too long. The message is what the log said.
    package func addSlowCallback(
        at: Int64, duration: Int64, threshold: Int64, task: Int64, thread: Int64, object: Int64, site: Int64,
        message: String
    ) throws {
        let key = slowCallbacks.uniqueKey(at)
        let text = try string(message)
        slowCallbacks.append(key, duration, threshold, task, thread, object, site, text)
    }

    package var pendingRows: Int {
        tasks.count + steps.count + callbacks.count + queueOperations.count + cancellations.count
            + marks.count
            + objects.count + openTasks.count + slowCallbacks.count
    }

    package var hasPending: Bool {
        pendingRows > 0 || !segments.isEmpty || !statementsBefore.isEmpty || !statementsAfter.isEmpty
    }

    /// Writes everything that is pending in one transaction. What a failure leaves stays pending.
    package func commit() throws {
        guard hasPending else { return }
        try database.transaction {
            for (id, text) in pendingStrings { try statements.insertString(id, text) }
            for statement in statementsBefore { try statements.runOnce(statement.sql, statement.values) }
            try source.run(statements.endTasks, over: endedTasks)
            try source.run(statements.tasks, over: tasks)
            try source.run(statements.openTasks, over: openTasks)
            try source.run(statements.objects, over: objects)
            try source.run(statements.segments, over: segments)
            try source.run(statements.histogram, over: histogram)
            try insert(steps, statements.steps)
            try insert(callbacks, statements.callbacks)
            try insert(queueOperations, statements.queueOperations)
            try insert(cancellations, statements.cancellations)
            try insert(marks, statements.marks)
            try insert(slowCallbacks, statements.slowCallbacks)
            for statement in statementsAfter { try statements.runOnce(statement.sql, statement.values) }
        }
        forgetPending()
    }

    private func insert(_ batch: KeyedBatch, _ statement: KeyedStatement) throws {
        try source.run(statement.many, over: batch.inOrder)
        for index in 0..<batch.late.count { try statement.insertLate(batch.late.row(index)) }
    }

    private func forgetPending() {
        pendingStrings.removeAll(keepingCapacity: true)
        statementsBefore.removeAll(keepingCapacity: true)
        statementsAfter.removeAll(keepingCapacity: true)
        tasks.removeAll()
        openTasks.removeAll()
        endedTasks.removeAll()
        objects.removeAll()
        segments.removeAll()
        histogram.removeAll()
        steps.removeAll()
        callbacks.removeAll()
        queueOperations.removeAll()
        cancellations.removeAll()
        marks.removeAll()
        slowCallbacks.removeAll()
        if strings.count > 100_000 { strings.removeAll() }
    }
}

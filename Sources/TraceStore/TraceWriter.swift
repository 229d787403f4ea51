package import TraceModel

/// Writes a trace: commits rows together with how far they reach.
///
/// Not `Sendable`: belongs to the collector's thread. The rows of a failed commit are kept, so that nothing is
/// lost while a disk is full.
///
/// A trace of several processes has a writer for each of them, which share the file and its numbers.
package final class TraceWriter {
    package var database: Database { file.database }
    package private(set) var process: Int64 = 0

    /// How much the numbers of the runtime are moved, so that those of several processes stay apart.
    package var identifierOffset: Int64 { (process - 1) << 32 }

    private let file: SharedFile
    // These belong to rows of this process alone, so they wait for its commit.
    private var statementsAfter: [(sql: String, values: [SQLiteValue])] = []

    package init(_ database: Database) throws { file = try SharedFile(database) }

    /// A writer for another process of the same trace, on the same thread.
    package init(sharingFileOf other: TraceWriter) { file = other.file }

    /// Enters the process that is being traced, and from here on gives its rows this number.
    ///
    /// - Parameters:
    ///   - number: the one to use, where it was given out already; else the next.
    ///   - pid: the system's number.
    ///   - bootTicks: when it began, as /proc/PID/stat tells it.
    ///   - executable: its path.
    ///   - started: since when it is recorded.
    ///   - parent: the pid of the process that started it.
    /// - Throws: what SQLite says; then it is not entered.
    package func beginProcess(
        _ number: Int64? = nil, pid: Int32, bootTicks: UInt64?, executable: String, started: Int64,
        parent: Int32? = nil
    ) throws {
        try database.transaction {
            let insert = try database.prepare(
                """
                INSERT INTO process(id, pid, boot_ticks, executable, started, parent)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                """)
            try insert.bind(number, at: 1)
            try insert.bind(Int64(pid), at: 2)
            try insert.bind(bootTicks.map { Int64(bitPattern: $0) }, at: 3)
            try insert.bind(executable, at: 4)
            try insert.bind(started, at: 5)
            try insert.bind(parent.map(Int64.init), at: 6)
            try insert.run()
            process = database.lastInsertRowID
        }
    }

    /// From here on writes rows of a process that is in the trace already.
    package func resumeProcess(_ number: Int64) { process = number }

    /// What a process had added to a number of ``setMetaCount(_:_:)`` before.
    package func restoreMetaCount(_ key: String, _ value: Int64, of process: Int64) {
        file.counts[key, default: [:]][process] = value
    }

    /// The number of a text, the same for the same text.
    package func string(_ text: String) throws -> Int64 { try file.string(text) }

    /// The text behind a number of ``string(_:)``.
    package func text(_ id: Int64) throws -> String? { try file.text(id) }

    /// A number for a new row of a table whose rows the caller numbers.
    package func newID(in table: SharedFile.Table) -> Int64 { file.newID(in: table) }

    /// A row of a table that is written seldom, in the next commit and before its other rows.
    package func before(_ sql: String, _ values: SQLiteValue...) {
        file.statementsBefore.append((sql, values))
    }

    /// A change to rows that are there when the next commit's other rows are.
    package func after(_ sql: String, _ values: SQLiteValue...) {
        statementsAfter.append((sql, values))
    }

    /// From here on the oldest details are dropped when there are more than these.
    package func setRetention(_ limits: RetentionLimits) throws {
        file.retention = limits.isUnlimited ? nil : try Retention(limits, database)
        if let bytes = limits.bytes { setMeta("keep_bytes", .integer(bytes)) }
        if let age = limits.nanoseconds { setMeta("keep_ns", .integer(age)) }
    }

    package func setMeta(_ key: String, _ value: SQLiteValue) {
        before("INSERT OR REPLACE INTO meta(key, value) VALUES (?1, ?2)", .text(key), value)
    }

    /// What this process adds to a number that stands in `meta` for all of them.
    package func setMetaCount(_ key: String, _ value: Int64) {
        file.counts[key, default: [:]][process] = value
        setMeta(key, .integer(file.counts[key]?.values.reduce(0, +) ?? value))
    }

    /// Writes the rows, and everything else that is pending, in one transaction, and empties them.
    ///
    /// What a failure leaves stays where it is.
    ///
    /// `now` is the time up to which the trace reaches, by which the age of details is measured.
    package func commit(_ rows: inout TraceRows, now: Int64 = 0) throws {
        guard !rows.isEmpty || !file.statementsBefore.isEmpty || !statementsAfter.isEmpty else { return }
        file.prepare(&rows)
        do {
            try file.log.makeRoom()
            try database.transaction {
                try file.insertPending()
                try file.insert(rows)
                for statement in statementsAfter {
                    try file.statements.runOnce(statement.sql, statement.values)
                }
                try file.trim(written: rows.count, at: now)
            }
        } catch {
            file.trouble = WritingTrouble.reason(error)
            throw error
        }
        file.trouble = nil
        file.log.committed()
        rows.removeAll()
        file.forgetPending()
        statementsAfter.removeAll(keepingCapacity: true)
    }

    /// The file beside the trace, into which commits go first.
    package var log: WriteAheadLog { file.log }

    /// Fits what SQLite keeps of the file in memory to how many tasks live. In KiB.
    @discardableResult
    package func fitCache(livingTasks: Int) throws -> Int {
        try file.fitCache(livingTasks: livingTasks)
        return file.cacheSize
    }

    /// Why the last commit failed, nil if it did not.
    package var trouble: GapReason? { file.trouble }

    /// Whether somebody has removed or replaced the file: then what is written is not to be found any more.
    package var hasMoved: Bool { database.hasMoved }
}

internal import CSQLite

/// What SQLite answered when it could not do something.
package struct SQLiteError: Error, Sendable, CustomStringConvertible {
    /// The extended result code; its low byte is the primary one.
    package let code: Int32
    package let message: String
    /// The statement that failed, if it was one.
    package let sql: String?

    package init(code: Int32, message: String, sql: String? = nil) {
        self.code = code
        self.message = message
        self.sql = sql
    }

    package var description: String {
        guard let sql else { return "\(message) (SQLite error \(code))" }
        return "\(message) (SQLite error \(code)) in: \(sql)"
    }

    package var primaryCode: Int32 { code & 0xff }

    /// The file is not what SQLite wrote: broken pages, or no database at all.
    package var isCorruption: Bool { primaryCode == SQLITE_CORRUPT || primaryCode == SQLITE_NOTADB }

    /// The disk, or the database's size limit, is full. The transaction was rolled back.
    package var isFull: Bool { primaryCode == SQLITE_FULL }

    /// Somebody else holds the lock for longer than the busy timeout.
    package var isBusy: Bool { primaryCode == SQLITE_BUSY || primaryCode == SQLITE_LOCKED }

    package var isInterrupted: Bool { primaryCode == SQLITE_INTERRUPT }

    package var isUnopenable: Bool { primaryCode == SQLITE_CANTOPEN }

    /// The statement does what ``Database/allowOnlyQueries()`` forbids.
    package var isForbidden: Bool { primaryCode == SQLITE_AUTH }

    /// A key that is there already, for one.
    package var isConstraint: Bool { primaryCode == SQLITE_CONSTRAINT }

    package var isInputOutput: Bool { primaryCode == SQLITE_IOERR || primaryCode == SQLITE_PERM }

    /// Nothing that was written by a recorder: sums beyond 64 bits, texts of many megabytes, tables that are none.
    package var isAboutContent: Bool {
        [SQLITE_ERROR, SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_NOMEM].contains(primaryCode)
    }

    package var isReadOnly: Bool { primaryCode == SQLITE_READONLY }
}

internal import CSQLite
internal import Glibc

/// A connection to an SQLite file.
///
/// Not `Sendable`: a connection belongs to one thread at a time. Closed when it and its statements are released.
@safe
package final class Database {
    package enum Mode: Sendable {
        /// Reads and writes; makes the file if there is none.
        case create
        case readWrite
        case readOnly
        /// Reads a file that nobody writes, and needs neither locks nor files beside it.
        case immutable
    }

    /// SQLite's own handle, for what needs it in C.
    package let handle: OpaquePointer

    package let path: String

    /// Opens the file. SQLite reads it only when it is first asked something.
    package init(_ path: String, mode: Mode) throws(SQLiteError) {
        self.path = path
        let (name, flags) =
            switch mode {
            case .create: (path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
            case .readWrite: (path, SQLITE_OPEN_READWRITE)
            case .readOnly: (path, SQLITE_OPEN_READONLY)
            case .immutable: (Self.uri(path) + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
            }
        var opened: OpaquePointer?
        let code = unsafe sqlite3_open_v2(
            name, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard let opened = unsafe opened else {
            throw SQLiteError(code: SQLITE_NOMEM, message: "out of memory")
        }
        guard code == SQLITE_OK else {
            defer { unsafe sqlite3_close_v2(opened) }
            throw unsafe SQLiteError(code: code, message: String(cString: sqlite3_errmsg(opened)))
        }
        unsafe handle = opened
        unsafe sqlite3_busy_timeout(opened, 5000)
    }

    deinit {
        // v2: waits for the statements that are still held.
        unsafe sqlite3_close_v2(handle)
    }

    /// Runs one or more statements and ignores their rows.
    package func execute(_ sql: String) throws(SQLiteError) {
        let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code, sql: sql) }
    }

    /// Compiles the first statement of a text.
    package func prepare(_ sql: String) throws(SQLiteError) -> Statement {
        try Statement(self, sql: sql)
    }

    /// Runs the body in one transaction: committed when it returns, rolled back when it throws.
    ///
    /// The write lock is taken at the start, so that nothing fails half way for want of it.
    package func transaction<Result>(_ body: () throws -> Result) throws -> Result {
        try execute("BEGIN IMMEDIATE")
        do {
            let result = try body()
            try execute("COMMIT")
            return result
        } catch {
            // Some errors (disk full, say) have rolled back already.
            if isInTransaction { try? execute("ROLLBACK") }
            throw error
        }
    }

    package var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

    package var lastInsertRowID: Int64 { unsafe sqlite3_last_insert_rowid(handle) }

    /// The rows that the last INSERT, UPDATE or DELETE changed.
    package var changes: Int { unsafe Int(sqlite3_changes64(handle)) }

    /// Makes the running statement fail with an interruption.
    package func interrupt() { unsafe sqlite3_interrupt(handle) }

    /// From now on compiles only statements that read: no ATTACH, no VACUUM INTO, no PRAGMA that sets something.
    package func allowOnlyQueries() {
        unsafe sqlite3_set_authorizer(
            handle,
            { _, action, _, argument, _, _ in
                switch action {
                case SQLITE_SELECT, SQLITE_READ, SQLITE_FUNCTION, SQLITE_RECURSIVE: SQLITE_OK
                case SQLITE_PRAGMA where unsafe argument == nil: SQLITE_OK
                default: SQLITE_DENY
                }
            }, nil)
    }

    /// The file may be anybody's: nothing in it is run, and no value in it is too large to be read.
    package func distrust() throws(SQLiteError) {
        unsafe csqlite_distrust(handle)
        unsafe sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 16 << 20)
        unsafe sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0)
        try execute("PRAGMA cell_size_check = ON")
    }

    /// Whether the file at the path is another one by now, or none.
    package var hasMoved: Bool {
        var moved: Int32 = 0
        unsafe sqlite3_file_control(handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved)
        return moved != 0
    }

    func error(_ code: Int32, sql: String?) -> SQLiteError {
        var message = unsafe String(cString: sqlite3_errmsg(handle))
        let system = unsafe code & 0xff == SQLITE_IOERR ? csqlite_file_errno(handle) : 0
        // A quota, a limit of sizes and a broken disk are all the same to SQLite.
        if system != 0 {
            let reason = unsafe String(cString: strerror(system))
            message += ": " + reason
        }
        return SQLiteError(code: code, message: message, sql: sql)
    }

    private static func uri(_ path: String) -> String {
        var result = "file:"
        for character in path.unicodeScalars {
            switch character {
            case "%": result += "%25"
            case "?": result += "%3f"
            case "#": result += "%23"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}

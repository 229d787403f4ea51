internal import Glibc
internal import TraceSchema

/// Opens trace files, and says in one sentence why something is not one.
package enum TraceFile {
    /// Opens a trace for reading. Never changes the file, and works while it is being written.
    package static func openForReading(_ path: String) throws -> Database {
        try checkReadable(path)
        do {
            // Whoever has a WAL database open keeps a -wal file beside it. Where there is none, the file
            // alone is complete; reading it as one that nobody writes leaves no -wal and -shm files
            // behind, and works in a directory that cannot be written.
            let database = try Database(path, mode: exists(path + "-wal") ? .readOnly : .immutable)
            try database.distrust()
            try checkIsTrace(database)
            return database
        } catch let error as SQLiteError {
            throw describe(error, path)
        }
    }

    /// Makes a new trace and opens it for writing.
    package static func create(_ path: String) throws -> Database {
        guard size(path) ?? 0 == 0 else { throw TraceFileError.alreadyExists(path) }
        let database = try Database(path, mode: .create)
        try Migrator.prepareForWriting(database)
        return database
    }

    /// Opens a trace to go on writing, and brings it to the current format.
    package static func openForWriting(_ path: String) throws -> Database {
        try checkReadable(path)
        do {
            let database = try Database(path, mode: .readWrite)
            try database.distrust()
            try checkIsTrace(database)
            try Migrator.prepareForWriting(database)
            return database
        } catch let error as SQLiteError {
            throw describe(error, path)
        }
    }

    /// The sentence for what SQLite said of a trace, now or in a later query.
    package static func describe(_ error: SQLiteError, _ path: String) -> any Error {
        if error.isCorruption || error.isAboutContent {
            return TraceFileError.damaged(path, reason: error.message)
        }
        if error.isUnopenable || error.isReadOnly || error.isInputOutput {
            return TraceFileError.unreadable(path, reason: error.message)
        }
        return error
    }

    // MARK: Checks

    private static let magic = Array("SQLite format 3\0".utf8)

    /// What can be told from the file without SQLite, which would say "disk I/O error" for some of it.
    private static func checkReadable(_ path: String) throws {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            throw errno == ENOENT || errno == ENOTDIR
                ? TraceFileError.notFound(path) : .unreadable(path, reason: reason(errno))
        }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw TraceFileError.directory(path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw TraceFileError.notATrace(path) }
        let header = try firstBytes(path)
        guard !header.isEmpty else { throw TraceFileError.empty(path) }
        guard header.starts(with: magic.prefix(header.count)) else { throw TraceFileError.notATrace(path) }
        guard header.count == headerLength else {
            throw TraceFileError.damaged(path, reason: "it ends in its header")
        }
        // While a -wal file is there, pages may be in it that are not in the file yet.
        let pageSize = header[16] == 0 && header[17] == 1 ? 65536 : Int(header[16]) << 8 | Int(header[17])
        let pages = header[28..<32].reduce(0) { $0 << 8 | Int($1) }
        if size(path + "-wal") ?? 0 == 0, pages * pageSize > Int(status.st_size) {
            throw TraceFileError.damaged(
                path, reason: "\(status.st_size) of \(pages * pageSize) bytes are there")
        }
    }

    private static func checkIsTrace(_ database: Database) throws {
        guard try database.integer("PRAGMA application_id") == Migrator.applicationID else {
            throw TraceFileError.foreignDatabase(database.path)
        }
        let version = Int(try database.integer("PRAGMA user_version"))
        guard version <= TraceSchema.currentVersion else {
            throw TraceFileError.newerFormat(
                database.path, found: version, supported: TraceSchema.currentVersion)
        }
        guard version > 0 else {
            throw TraceFileError.damaged(database.path, reason: "\(version) is no format of a trace")
        }
        try checkTables(database, format: version)
    }

    /// Queries rely on the tables being tables: a view of that name may go on for ever.
    private static func checkTables(_ database: Database, format: Int) throws {
        let model = try Database(":memory:", mode: .create)
        for step in TraceSchema.steps where step.version <= format { try model.execute(step.sql) }
        let found = try columns(database)
        for column in try columns(model).sorted() where !found.contains(column) {
            throw TraceFileError.damaged(database.path, reason: "the column \(column) is missing")
        }
    }

    /// Those that hold values: in tables that are stored, and neither generated nor hidden.
    private static func columns(_ database: Database) throws -> Set<String> {
        let statement = try database.prepare(
            """
            SELECT tables.name, columns.name
            FROM sqlite_schema AS tables JOIN pragma_table_xinfo(tables.name) AS columns
            WHERE tables.type = 'table' AND tables.rootpage > 0 AND columns.hidden = 0
            """)
        var columns: Set<String> = []
        while try statement.step() {
            columns.insert((statement.text(at: 0) ?? "") + "." + (statement.text(at: 1) ?? ""))
        }
        return columns
    }

    private static let headerLength = 100

    private static func firstBytes(_ path: String) throws -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw TraceFileError.unreadable(path, reason: reason(errno)) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: headerLength)
        let count = unsafe read(descriptor, &bytes, headerLength)
        guard count >= 0 else { throw TraceFileError.unreadable(path, reason: reason(errno)) }
        return Array(bytes.prefix(count))
    }

    static func size(_ path: String) -> Int? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? Int(status.st_size) : nil
    }

    private static func exists(_ path: String) -> Bool { size(path) != nil }

    static func reason(_ code: Int32) -> String {
        unsafe String(cString: strerror(code))
    }
}

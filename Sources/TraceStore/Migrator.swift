internal import TraceSchema

/// Gives a file the tables and views of a trace.
package enum Migrator {
    /// `STTR`: what makes an SQLite file a trace, beside its tables.
    package static let applicationID: Int64 = 0x5354_5452

    /// Brings an empty or older file to the current format, in one transaction, and makes its views anew.
    package static func prepareForWriting(_ database: Database) throws {
        // The page size only takes effect before the first page is written. Both stay in the file.
        try database.execute("PRAGMA page_size = 16384")
        // Nothing goes to files that nobody knows of.
        try database.execute("PRAGMA temp_store = MEMORY")
        guard try mode(database) == "wal" else {
            throw SQLiteError(
                code: 14, message: "its file system has no shared memory for a database in WAL mode")
        }
        // These belong to the connection.
        try database.execute("PRAGMA synchronous = NORMAL")
        try database.execute("PRAGMA journal_size_limit = 67108864")
        try database.execute("PRAGMA secure_delete = OFF")

        try database.transaction {
            let version = try database.integer("PRAGMA user_version")
            for step in TraceSchema.steps where step.version > version {
                try database.execute(step.sql)
            }
            try database.execute("PRAGMA application_id = \(applicationID)")
            try database.execute("PRAGMA user_version = \(TraceSchema.currentVersion)")
            try makeViewsAnew(database)
        }
    }

    private static func mode(_ database: Database) throws -> String? {
        let statement = try database.prepare("PRAGMA journal_mode = WAL")
        return try statement.step() ? statement.text(at: 0) : nil
    }

    private static func makeViewsAnew(_ database: Database) throws {
        let views = try database.prepare(
            "SELECT format('DROP VIEW \"%w\"', name) FROM sqlite_schema WHERE type = 'view'")
        var drops: [String] = []
        while try views.step() { drops += [views.text(at: 0) ?? ""] }
        views.reset()
        for drop in drops { try database.execute(drop) }
        for view in TraceSchema.views { try database.execute(view) }
    }
}

extension Database {
    /// The integer in the first column of the first row, 0 if there is none.
    package func integer(_ sql: String) throws(SQLiteError) -> Int64 {
        let statement = try prepare(sql)
        return try statement.step() ? statement.integer(at: 0) ?? 0 : 0
    }
}

internal import TraceSchema

/// A trace opened for reading: runs queries, and gives their rows by column name.
package final class TraceReader {
    package let database: Database

    package var path: String { database.path }

    /// Whether the queries are somebody else's: what is wrong is then told of them, and not of the file.
    package var runsForeignQueries = false

    /// Opens a trace, or throws a ``TraceFileError`` that says why it is none.
    package init(path: String) throws {
        database = try TraceFile.openForReading(path)
        // The reports are written for the views of this build, the file may have been by another one.
        // Temporary views come before those of the file, and leave it as it is.
        try describing {
            for views in TraceSchema.views { try database.execute(Self.temporary(views)) }
            try database.execute("PRAGMA query_only = ON")
        }
    }

    /// What SQLite says of the file, as a sentence about it.
    func describing<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as SQLiteError where !runsForeignQueries {
            throw TraceFile.describe(error, path)
        }
    }

    private static func temporary(_ views: String) -> String {
        views.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("CREATE VIEW ") ? "CREATE TEMP VIEW " + $0.dropFirst(12) : String($0) }
            .joined(separator: "\n")
    }

    /// A row of a query's answer. Valid until the next one.
    package struct Row {
        let statement: Statement
        let columns: [String: Int]

        package func integer(_ column: String) -> Int64? { statement.integer(at: index(column)) }
        package func real(_ column: String) -> Double? { statement.real(at: index(column)) }
        package func text(_ column: String) -> String? { statement.text(at: index(column)) }

        private func index(_ column: String) -> Int {
            guard let index = columns[column] else {
                preconditionFailure("no column '\(column)' in: \(statement.sql)")
            }
            return index
        }
    }

    /// The rows of a query, each made into a value. Parameters are named, without the colon.
    package func rows<Value>(
        _ sql: String, _ parameters: [String: SQLiteValue] = [:], as value: (Row) throws -> Value
    ) throws -> [Value] {
        var columns: [String: Int] = [:]
        var values: [Value] = []
        try run(sql, parameters) { statement in
            columns = Dictionary(
                statement.columnNames.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        } row: { statement in
            values.append(try value(Row(statement: statement, columns: columns)))
        }
        return values
    }

    /// Runs one statement that cannot change the trace; `start` comes once, before the first row.
    package func run(
        _ sql: String, _ parameters: [String: SQLiteValue] = [:],
        start: (Statement) throws -> Void = { _ in },
        row: (Statement) throws -> Void
    ) throws {
        try describing {
            let statement = try database.prepare(sql)
            // A name of megabytes helps nobody, and fitting it into columns takes minutes.
            if !runsForeignQueries { statement.longestText = 65536 }
            for (name, parameter) in parameters {
                guard let index = statement.parameter(named: ":" + name) else { continue }
                try statement.bind(parameter, at: index)
            }
            try start(statement)
            while try statement.step() { try row(statement) }
        }
    }

    /// Runs several queries on one state of a trace that is being written.
    package func snapshot<Result>(_ body: () throws -> Result) throws -> Result {
        try describing { try database.execute("BEGIN") }
        defer { try? database.execute("COMMIT") }
        return try body()
    }

    /// A fact about the trace, from `meta`.
    package func meta(_ key: String) throws -> SQLiteValue? {
        try describing {
            let statement = try database.prepare("SELECT value FROM meta WHERE key = ?1")
            try statement.bind(key, at: 1)
            return try statement.step() ? statement.value(at: 0) : nil
        }
    }
}

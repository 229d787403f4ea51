package import TraceStore

/// The whole answer of a query.
package struct QueryTable: Sendable {
    package let columns: [String]
    package let rows: [[SQLiteValue]]

    package init(columns: [String], rows: [[SQLiteValue]]) {
        self.columns = columns
        self.rows = rows
    }

    package init(_ sql: String, in trace: TraceReader, parameters: [String: SQLiteValue] = [:]) throws {
        var columns: [String] = []
        var rows: [[SQLiteValue]] = []
        try trace.run(sql, parameters) { statement in
            columns = statement.columnNames
        } row: { statement in
            rows.append((0..<statement.columnCount).map(statement.value))
        }
        self.init(columns: columns, rows: rows)
    }
}

internal import TraceStore

/// Conditions of SQL that findings give to those who want to see the rows.
enum SQL {
    static func quoted(_ text: String?) -> String {
        text.map { "'" + $0.replacing("'", with: "''") + "'" } ?? "NULL"
    }

    /// At the place that the row names.
    static func place(_ row: TraceReader.Row) -> String {
        place(function: row.text("function"), file: row.text("file"), line: row.integer("line"))
    }

    static func place(function: String?, file: String?, line: Int64?) -> String {
        "function IS \(quoted(function)) AND file IS \(quoted(file)) AND line IS \(line.map(String.init) ?? "NULL")"
    }
}

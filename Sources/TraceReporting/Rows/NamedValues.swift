internal import TraceStore

/// A row of a table, by the names of its columns.
struct NamedValues {
    private let columns: [String]
    private let values: [SQLiteValue]

    init(_ columns: [String], _ values: [SQLiteValue]) { (self.columns, self.values) = (columns, values) }

    /// Naming a column that is not there is a programming error.
    private func value(_ column: String) -> SQLiteValue {
        guard let index = columns.firstIndex(of: column) else { preconditionFailure("no column '\(column)'") }
        return values[index]
    }

    func integer(_ column: String) -> Int64? {
        if case .integer(let value) = value(column) { value } else { nil }
    }

    func text(_ column: String) -> String? {
        if case .text(let value) = value(column) { value } else { nil }
    }
}

/// A query that is compiled once and asked many times, each time with other numbers, or left before its last row.
///
/// Not `Sendable`: belongs to the connection's thread.
package final class PreparedQuery {
    private let trace: TraceReader
    private let statement: Statement
    private let parameters: [Int?]

    /// The names of its parameters, without the colon, in the order in which they will be given.
    package init(_ sql: String, _ names: [String], in trace: TraceReader) throws {
        self.trace = trace
        statement = try trace.describing { try trace.database.prepare(sql) }
        statement.longestText = 65536
        parameters = names.map { [statement] in statement.parameter(named: ":" + $0) }
    }

    /// Gives a further parameter, which then stays.
    package func bind(_ value: SQLiteValue, to name: String) throws {
        guard let index = statement.parameter(named: ":" + name) else { return }
        try trace.describing { try statement.bind(value, at: index) }
    }

    /// The first row, if there is one, made into a value.
    package func first<Value>(_ values: Int64?..., as value: (Statement) throws -> Value) throws -> Value? {
        var result: Value?
        try run(values) { row in
            result = try value(row)
            return false
        }
        return result
    }

    /// Row after row, until one says that there are enough.
    package func forEach(_ values: Int64?..., while goesOn: (Statement) throws -> Bool) throws {
        try run(values, goesOn)
    }

    private func run(_ values: [Int64?], _ goesOn: (Statement) throws -> Bool) throws {
        try trace.describing {
            statement.reset()
            for (index, value) in zip(parameters, values) {
                if let index { try statement.bind(value, at: index) }
            }
            defer { statement.reset() }
            while try statement.step() {
                guard try goesOn(statement) else { return }
            }
        }
    }
}

/// A query that is compiled once and asked many times, each time with other numbers.
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

    /// The first row, if there is one, made into a value.
    package func first<Value>(_ values: Int64?..., as value: (Statement) throws -> Value) throws -> Value? {
        try trace.describing {
            statement.reset()
            for (index, value) in zip(parameters, values) {
                if let index { try statement.bind(value, at: index) }
            }
            defer { statement.reset() }
            return try statement.step() ? try value(statement) : nil
        }
    }
}

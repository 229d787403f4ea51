package import TraceStore

/// The rows of a view as JSON objects, a line each.
package struct JSONLinesExport: TraceExport {
    let view: String

    package init(view: String) { self.view = view }

    package func write(_ trace: TraceReader, to output: inout ExportBuffer) throws {
        var keys: [[UInt8]] = []
        try ViewRows(trace, view: view).forEach { statement in
            keys = statement.columnNames.map { ExportBuffer.quoted($0) }
        } row: { row in
            for column in 0..<row.columnCount {
                output.text(column == 0 ? "{" : ",")
                output.bytes += keys[column]
                output.text(":")
                switch row.value(at: column) {
                case .null: output.text("null")
                case .integer(let value): output.number(value)
                // JSON has no word for what is not a number.
                case .real(let value): output.text(value.isFinite ? String(value) : "null")
                case let value: output.quoted(value.text)
                }
            }
            output.text("}\n")
            try output.flushIfLarge()
        }
        try output.flush()
    }
}

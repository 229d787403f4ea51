package import TraceStore

/// The rows of a view as in RFC 4180, with the line ends of Unix. NULL is an empty field.
package struct CSVExport: TraceExport {
    let view: String

    package init(view: String) { self.view = view }

    package func write(_ trace: TraceReader, to output: inout ExportBuffer) throws {
        try ViewRows(trace, view: view).forEach { statement in
            for (index, name) in statement.columnNames.enumerated() {
                if index > 0 { output.text(",") }
                field(name, &output)
            }
            output.text("\n")
        } row: { row in
            for column in 0..<row.columnCount {
                if column > 0 { output.text(",") }
                switch row.value(at: column) {
                case .integer(let value): output.number(value)
                case let value: field(value.text, &output)
                }
            }
            output.text("\n")
            try output.flushIfLarge()
        }
        try output.flush()
    }

    private func field(_ text: String, _ output: inout ExportBuffer) {
        let needsQuotes = text.utf8.contains {
            $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\n")
                || $0 == UInt8(ascii: "\r")
        }
        guard needsQuotes else { return output.text(text) }
        output.text("\"" + text.replacing("\"", with: "\"\"") + "\"")
    }
}

internal import TraceStore

/// How the rows of a query are written.
package enum RowFormat: String, CaseIterable, Sendable {
    case table, csv, json

    package func render(_ table: QueryTable, style: TextStyle) -> String {
        switch self {
        case .table: Self.table(table, style)
        case .csv: Self.csv(table)
        case .json: Self.json(table)
        }
    }

    private static func table(_ table: QueryTable, _ style: TextStyle) -> String {
        guard !table.columns.isEmpty else { return "" }
        let columns = table.columns.indices.map { index in
            // Numbers align at their end.
            let isRight =
                table.rows.contains { $0[index] != .null } && table.rows.allSatisfy { $0[index].isNumeric }
            return TextTable.Column(table.columns[index], isRight: isRight, fit: isRight ? .fixed : .flexible)
        }
        let text = TextTable(columns: columns, rows: table.rows.map { $0.map(\.text) })
        guard text.fits(in: style.width) else { return records(text, style) }
        return text.lines(style, indent: 0).joined(separator: "\n") + "\n"
    }

    /// A row below the other, each column on a line of its own: for more columns than a line holds.
    private static func records(_ table: TextTable, _ style: TextStyle) -> String {
        let titleWidth = table.columns.map { DisplayText.width($0.title) }.max() ?? 0
        let blocks = table.rows.map { row in
            zip(table.columns, row).flatMap { column, value in
                let pieces = DisplayText.pieces(value, of: max(style.width - titleWidth - 2, 20))
                return (pieces.isEmpty ? [""] : pieces).enumerated().map { index, piece in
                    let title = DisplayText.pad(index == 0 ? column.title : "", to: titleWidth)
                    return piece.isEmpty ? style.paint(title, .dim) : style.paint(title, .dim) + "  " + piece
                }
            }.joined(separator: "\n") + "\n"
        }
        return blocks.joined(separator: "\n")
    }

    /// As in RFC 4180, with the line ends of Unix.
    private static func csv(_ table: QueryTable) -> String {
        ([table.columns] + table.rows.map { $0.map(\.text) })
            .map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
    }

    private static func quoted(_ field: String) -> String {
        let needsQuotes = field.unicodeScalars.contains { [",", "\"", "\n", "\r"].contains($0) }
        return needsQuotes ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
    }

    /// An array with an object for each row, a line each.
    private static func json(_ table: QueryTable) -> String {
        let rows = table.rows.map { row in
            JSONValue.object(zip(table.columns, row.map(JSONValue.init)).map { $0 }).text()
        }
        return rows.isEmpty ? "[]\n" : "[\n" + rows.joined(separator: ",\n") + "\n]\n"
    }
}

extension SQLiteValue {
    fileprivate var isNumeric: Bool {
        switch self {
        case .null, .integer, .real: true
        case .text, .blob: false
        }
    }
}

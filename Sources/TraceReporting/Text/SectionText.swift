internal import TraceStore

/// A section of the report as text: its title, its table, and where there is more.
struct SectionText {
    let section: SectionRows
    let style: TextStyle

    var lines: [String] {
        guard !section.rows.isEmpty else { return [style.paint(section.section.empty, .dim)] }
        let table = TextTable(columns: columns, rows: section.rows.map(cells))
        var lines = [style.paint(section.section.title, .heading)] + table.lines(style)
        var more = "SELECT * FROM \(section.section.view)"
        let hidden = section.total - Int64(section.rows.count)
        if hidden > 0 {
            more = "\(Units.count(hidden)) more; all of it: " + more
        } else {
            more = "more: " + more
        }
        lines.append(style.paint("  " + more, .dim))
        if section.isApproximate {
            lines.append(style.paint("  " + SectionRows.approximation, .dim))
        }
        return lines
    }

    /// The columns that have something to say.
    private var shown: [ReportSection.Column] {
        section.section.columns.filter { column in
            column.kind != .rareCount
                || section.rows.contains {
                    ![.integer(0), .null].contains(section.value(column.name, in: $0))
                }
        }
    }

    private var columns: [TextTable.Column] {
        shown.map { column in
            let title = section.isApproximate && column.isPercentile ? "≈" + column.title : column.title
            return switch column.kind {
            case .place: TextTable.Column(title, fit: .place)
            // A task without a name is called by its function.
            case .name, .function: TextTable.Column(title, fit: .function)
            case .word: TextTable.Column(title)
            case .count, .rareCount, .rate, .duration, .instant: TextTable.Column(title, isRight: true)
            }
        }
    }

    private func cells(_ row: [SQLiteValue]) -> [String] {
        shown.map { column in
            let value = section.value(column.name, in: row)
            switch (column.kind, value) {
            case (.place, _):
                let line: Int64? =
                    if case .integer(let line) = section.value("line", in: row) { line } else { nil }
                let file: String? = if case .text(let file) = value { file } else { nil }
                return CodeName.place(file: file, line: line) ?? "–"
            case (_, .null): return "–"
            case (.duration, .integer(let value)), (.instant, .integer(let value)):
                return Units.shortDuration(value)
            case (.count, .integer(let value)), (.rareCount, .integer(let value)): return Units.count(value)
            case (.rate, .real(let value)): return Units.threeDigits(value)
            case (.name, .text(let value)), (.function, .text(let value)): return CodeName.function(value)
            case (_, let value): return value.text
            }
        }
    }
}

internal import ReportLibrary
package import TraceStore

/// What became of every request to cancel.
package struct CancellationLedger: Sendable {
    package enum Verdict: String, Sendable, CaseIterable {
        case swallowed, ignored, late, pending, unnoticed, honoured

        /// As in the view.
        var meaning: String {
            switch self {
            case .swallowed: "ended a wait, and the task returned as if nothing had been"
            case .ignored: "the task went on and returned"
            case .late: "ended the task, after more than 500 ms"
            case .pending: "the task has not ended"
            case .unnoticed: "the task returned before it could hear of it"
            case .honoured: "ended the task"
            }
        }
    }

    package struct Row: Sendable {
        let at: Int64
        let label: String
        let by: String?
        let isPropagated: Bool
        let place: PathNames.Place
        let reason: String?
        let delivery, end: Int64?
        package let verdict: String
    }

    package let rows: [Row]
    /// Everything that the view has of them.
    package let table: QueryTable

    package init(_ trace: TraceReader, only verdict: Verdict? = nil) throws {
        let parameter: SQLiteValue = verdict.map { .text($0.rawValue) } ?? .null
        let table = try QueryTable(
            ReportLibrary.sql("ledger/cancellations"), in: trace, parameters: ["verdict": parameter])
        self.table = table
        rows = table.rows.map { values in
            let row = NamedValues(table.columns, values)
            return Row(
                at: row.integer("at") ?? 0, label: row.text("label") ?? "(unknown)", by: row.text("by_name"),
                isPropagated: row.text("cause") == "propagated",
                place: PathNames.Place(
                    function: row.text("function"), file: row.text("file"), line: row.integer("line")),
                reason: row.text("reason"), delivery: row.integer("delivery_ns"), end: row.integer("end_ns"),
                verdict: row.text("verdict") ?? "unknown")
        }
    }

    package func lines(style: TextStyle, limit: Int) -> [String] {
        guard !rows.isEmpty else { return [style.paint("Nothing was cancelled.", .dim)] }
        let counts = Dictionary(grouping: rows, by: \.verdict).mapValues { Int64($0.count) }
        var lines = [style.paint(Units.count(Int64(rows.count), "cancellation"), .heading)]
        for verdict in Verdict.allCases {
            guard let count = counts[verdict.rawValue] else { continue }
            let role: TextStyle.Role = verdict == .honoured ? .good : verdict == .unnoticed ? .dim : .warning
            lines.append(
                DisplayText.pad(Units.count(count), to: 9, right: true) + "  "
                    + style.paint(DisplayText.pad(verdict.rawValue, to: 10), role)
                    + style.paint(verdict.meaning, .dim))
        }
        let shown = rows.prefix(limit)
        let table = TextTable(
            columns: [
                .init("at", isRight: true), .init("task", fit: .function), .init("verdict"),
                .init("by", fit: .function), .init("from", fit: .place), .init("while"),
                .init("heard", isRight: true),
                .init("ended", isRight: true),
            ],
            rows: shown.map { row in
                [
                    Units.shortDuration(row.at), CodeName.function(row.label), row.verdict,
                    row.isPropagated ? "its parent" : row.by.map(CodeName.function) ?? "–",
                    CodeName.place(file: row.place.file, line: row.place.line) ?? "–", row.reason ?? "–",
                    row.delivery.map { "+" + Units.shortDuration($0) } ?? "–",
                    row.end.map { "+" + Units.shortDuration($0) } ?? "–",
                ]
            })
        lines += [""] + table.lines(style)
        let hidden = rows.count - shown.count
        let more = hidden > 0 ? "\(Units.count(Int64(hidden))) more: --limit, --format csv, or " : "more: "
        return lines + [style.paint("  \(more)SELECT * FROM cancellation_ledger", .dim)]
    }
}

internal import ReportLibrary
internal import TraceModel
package import TraceStore

/// What became of every traced object.
package struct ObjectLedger: Sendable {
    package struct Row: Sendable {
        package let kind: String
        let id: Int64
        let name: String?
        let place: PathNames.Place
        let life, longest: Int64?
        let uses, waits, waiting: Int64
        package let state: String?
    }

    package let rows: [Row]
    /// Everything that the view has of them.
    package let table: QueryTable

    /// The words for kinds, as users choose one.
    package static let kinds = ObjectKind.allCases.map(\.text)

    package init(_ trace: TraceReader, only kind: String? = nil) throws {
        let table = try QueryTable(
            ReportLibrary.sql("ledger/objects"), in: trace,
            parameters: ["kind": kind.map(SQLiteValue.text) ?? .null])
        self.table = table
        rows = table.rows.map { values in
            let row = NamedValues(table.columns, values)
            return Row(
                kind: row.text("kind") ?? "unknown", id: row.integer("id") ?? 0, name: row.text("name"),
                place: PathNames.Place(
                    function: row.text("function"), file: row.text("file"), line: row.integer("line")),
                life: row.integer("life_ns"), longest: row.integer("max_wait_ns"),
                uses: row.integer("uses") ?? 0,
                waits: row.integer("waits") ?? 0, waiting: row.integer("waiting") ?? 0,
                state: row.text("state"))
        }
    }

    package func lines(style: TextStyle, limit: Int) -> [String] {
        guard !rows.isEmpty else { return [style.paint("No object was traced.", .dim)] }
        let kinds = Dictionary(grouping: rows, by: \.kind).sorted {
            ($1.value.count, $0.key) < ($0.value.count, $1.key)
        }
        let counts = kinds.map { "\(Units.count(Int64($0.value.count))) \($0.key)" }.joined(separator: ", ")
        let title = Units.count(Int64(rows.count), "object")
        var lines = [style.paint(title, .heading)]
        lines += DisplayText.wrap(DisplayText.clean(counts), to: style.width - 2).map {
            style.paint("  " + $0, .dim)
        }
        let shown = rows.prefix(limit)
        let table = TextTable(
            columns: [
                .init("kind"), .init("name", fit: .flexible), .init("made at", fit: .place),
                .init("life", isRight: true),
                .init("uses", isRight: true), .init("waits", isRight: true), .init("longest", isRight: true),
                .init("waiting", isRight: true), .init("state"),
            ],
            rows: shown.map { row in
                [
                    row.kind, row.name.map(CodeName.function) ?? "\(row.id)",
                    CodeName.place(file: row.place.file, line: row.place.line) ?? "–",
                    row.life.map(Units.shortDuration) ?? "–", Units.count(row.uses), Units.count(row.waits),
                    row.longest.map(Units.shortDuration) ?? "–", Units.count(row.waiting), row.state ?? "–",
                ]
            })
        lines += [""] + table.lines(style)
        let hidden = rows.count - shown.count
        let more = hidden > 0 ? "\(Units.count(Int64(hidden))) more: --limit, --format csv, or " : "more: "
        return lines + [style.paint("  \(more)SELECT * FROM object_ledger", .dim)]
    }
}

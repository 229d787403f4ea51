internal import TraceStore

extension LatencyTable {
    package func lines(style: TextStyle, limit: Int) -> [String] {
        let what = grouping == .name ? "tasks" : "waits"
        guard !rows.isEmpty else { return [style.paint("No \(what) have ended.", .dim)] }
        let shown = rows.prefix(limit)
        let cells = style.width >= 100 ? 24 : grouping == .site ? 8 : 12
        let picture = SpreadPicture(shown.map(\.distribution.histogram), cells: cells)
        var columns: [TextTable.Column] = [
            .init(Self.title(grouping), fit: grouping == .name || grouping == .site ? .function : .flexible)
        ]
        if grouping == .site { columns += [.init("at", fit: .place), .init("for")] }
        columns.append(.init("times", isRight: true))
        columns += percents.map { .init((isApproximate ? "≈p" : "p") + Self.text($0), isRight: true) }
        // Places need the room.
        let hasLongest = grouping != .site || style.width >= 100
        if hasLongest { columns.append(.init("max", isRight: true)) }
        columns += [.init("together", isRight: true), .init("spread")]
        let table = TextTable(
            columns: columns,
            rows: shown.map { row in
                var cells = [grouping == .name || grouping == .site ? CodeName.function(row.name) : row.name]
                if grouping == .site {
                    cells += [
                        CodeName.place(file: row.place.file, line: row.place.line) ?? "–", row.reason ?? "–",
                    ]
                }
                cells.append(Units.count(row.distribution.count))
                cells += row.percentiles.map { $0.map(Units.shortDuration) ?? "–" }
                if hasLongest { cells.append(row.distribution.longest.map(Units.shortDuration) ?? "–") }
                cells += [
                    Units.shortDuration(row.distribution.total), picture.text(row.distribution.histogram),
                ]
                return cells
            })
        let (least, most) = picture.ends
        var lines =
            [style.paint("How long \(what) took, by \(grouping.rawValue)", .heading)] + table.lines(style)
        lines.append(
            style.paint(
                "  spread: from \(Units.duration(least)) to \(Units.duration(most)), by equal factors", .dim))
        if rows.count > limit {
            let hidden = Units.count(Int64(rows.count - limit))
            lines.append(style.paint("  \(hidden) more: --limit, --format csv", .dim))
        }
        if isApproximate {
            lines.append(style.paint("  ≈ within 5 %, from histograms; exact: --exact", .dim))
        }
        return lines
    }

    private static func title(_ grouping: Grouping) -> String {
        switch grouping {
        case .name: "task"
        case .site: "in"
        case .reason: "waits for"
        case .object: "waits for"
        }
    }

    /// `50`, `99.9`.
    static func text(_ percent: Double) -> String {
        percent == percent.rounded() ? "\(Int(percent))" : "\(percent)"
    }

    /// A row for each group, with the histogram's buckets in JSON.
    package var table: QueryTable {
        let names = percents.map { "p\(Self.text($0).replacing(".", with: "_"))_ns" }
        return QueryTable(
            columns: ["name", "reason", "function", "file", "line", "count"] + names + [
                "max_ns", "total_ns",
            ],
            rows: rows.map { row in
                [
                    .text(row.name), row.reason.map(SQLiteValue.text) ?? .null,
                    row.place.function.map(SQLiteValue.text) ?? .null,
                    row.place.file.map(SQLiteValue.text) ?? .null,
                    row.place.line.map(SQLiteValue.integer) ?? .null, .integer(row.distribution.count),
                ] + row.percentiles.map { $0.map(SQLiteValue.integer) ?? .null } + [
                    row.distribution.longest.map(SQLiteValue.integer) ?? .null,
                    .integer(row.distribution.total),
                ]
            })
    }

    package var json: JSONValue {
        let table = table
        return .object([
            ("by", .string(grouping.rawValue)), ("is_approximate", .bool(isApproximate)),
            (
                "rows",
                .array(
                    zip(table.rows, rows).prefix(10_000).map { values, row in
                        .object(
                            zip(table.columns, values.map(JSONValue.init)).map { ($0, $1) } + [
                                (
                                    "histogram",
                                    .array(
                                        row.distribution.histogram.buckets.map {
                                            .array([.integer($0.bucket), .integer($0.count)])
                                        })
                                )
                            ])
                    })
            ),
        ])
    }
}

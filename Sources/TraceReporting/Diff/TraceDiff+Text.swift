extension TraceDiff {
    package func lines(style: TextStyle, limit: Int = 20) -> [String] {
        var parts = [
            [
                fact("before", before, style), fact("after", after, style),
                style.paint(String(repeating: "─", count: style.width), .dim),
            ]
        ]
        parts.append(section("Slower", rows(.slower), limit, style, .error))
        parts.append(failing(limit, style))
        parts.append(section("Faster", rows(.faster), limit, style, .good))
        parts.append(oneSided("New", rows(.new), limit, style) { $0.after })
        parts.append(oneSided("Gone", rows(.gone), limit, style) { $0.before })
        parts.append(summary(style))
        return Array(parts.filter { !$0.isEmpty }.joined(separator: [""]))
    }

    private func fact(_ name: String, _ profile: TraceProfile, _ style: TextStyle) -> String {
        let file = profile.path.split(separator: "/").last.map(String.init) ?? profile.path
        let text = DisplayText.clean("\(file): \(profile.sentence)")
        return style.paint(DisplayText.pad("  " + name, to: 10), .dim)
            + DisplayText.shorten(text, to: style.width - 10)
    }

    /// `task`, `run`, `wait queue_get`.
    static func what(_ key: TraceProfile.Key) -> String {
        switch key.group {
        case .tasks: "task"
        case .runs: "run"
        case .waits: "wait \(PathNames.reason(key.reason))"
        }
    }

    private static func place(_ row: Row) -> String {
        CodeName.place(file: row.key.file, line: row.after.line ?? row.before.line) ?? "–"
    }

    private static let whatAndWhere: [TextTable.Column] = [
        .init("what", fit: .flexible), .init("in", fit: .function), .init("at", fit: .place),
        .init("times", isRight: true),
    ]

    private func section(
        _ title: String, _ rows: [Row], _ limit: Int, _ style: TextStyle, _ role: TextStyle.Role
    ) -> [String] {
        guard !rows.isEmpty else { return [] }
        let table = TextTable(
            columns: Self.whatAndWhere + [
                .init(""), .init("before", isRight: true), .init("after", isRight: true),
                .init("change", isRight: true), .init("together", isRight: true),
            ],
            rows: rows.prefix(limit).map { row in
                let percent = row.change.percent ?? 50
                let old = row.before.durations.percentile(Double(percent)) ?? 0
                let new = row.after.durations.percentile(Double(percent)) ?? 0
                return [
                    Self.what(row.key), CodeName.function(row.key.name), Self.place(row),
                    Units.count(row.after.durations.count), "p\(percent)", Units.shortDuration(old),
                    Units.shortDuration(new), Self.growth(old, new), Self.signed(row.impact),
                ]
            })
        return [style.paint("\(title) (\(rows.count))", role)] + table.lines(style)
            + more(rows.count - limit, style)
    }

    private func failing(_ limit: Int, _ style: TextStyle) -> [String] {
        let rows = rows.filter(\.failsMore)
        guard !rows.isEmpty else { return [] }
        func share(_ entry: TraceProfile.Entry) -> String {
            "\(Units.count(entry.failed)) of \(Units.count(entry.durations.count))"
        }
        let table = TextTable(
            columns: [
                .init("task", fit: .function), .init("before", isRight: true), .init("after", isRight: true),
            ],
            rows: rows.prefix(limit).map {
                [CodeName.function($0.key.name), share($0.before), share($0.after)]
            })
        return [style.paint("Throw more often (\(rows.count))", .error)] + table.lines(style)
            + more(rows.count - limit, style)
    }

    private func oneSided(
        _ title: String, _ rows: [Row], _ limit: Int, _ style: TextStyle, _ side: (Row) -> TraceProfile.Entry
    ) -> [String] {
        guard !rows.isEmpty else { return [] }
        let table = TextTable(
            columns: Self.whatAndWhere + [
                .init("p50", isRight: true), .init("p99", isRight: true), .init("together", isRight: true),
            ],
            rows: rows.prefix(min(limit, 8)).map { row in
                let durations = side(row).durations
                return [
                    Self.what(row.key), CodeName.function(row.key.name), Self.place(row),
                    Units.count(durations.count), durations.percentile(50).map(Units.shortDuration) ?? "–",
                    durations.percentile(99).map(Units.shortDuration) ?? "–",
                    Units.shortDuration(durations.total),
                ]
            })
        return [style.paint("\(title) (\(rows.count))", .heading)] + table.lines(style)
            + more(rows.count - min(limit, 8), style)
    }

    private func more(_ hidden: Int, _ style: TextStyle) -> [String] {
        hidden > 0 ? [style.paint("  \(hidden) more: --format csv", .dim)] : []
    }

    private func summary(_ style: TextStyle) -> [String] {
        let (same, few) = (Int64(rows(.same).count), Int64(rows(.few).count))
        let sentence =
            "\(regressions.isEmpty ? "No regression" : Units.count(Int64(regressions.count), "regression")). "
            + "\(Units.count(same)) others changed by less than \(Int((limits.share * 100).rounded())) %, "
            + "\(Units.duration(limits.time)) or chance; "
            + "\(Units.count(few)) were too few on one side (below \(limits.least))."
        return DisplayText.wrap(sentence, to: style.width).map {
            style.paint($0, regressions.isEmpty ? .good : .dim)
        }
    }

    /// `+58 %`, or how many times as long.
    static func growth(_ old: Int64, _ new: Int64) -> String {
        guard old > 0 else { return "–" }
        let ratio = Double(new) / Double(old)
        if ratio >= 9.95 { return "×\(Units.threeDigits(ratio))" }
        let percent = Int64(((ratio - 1) * 100).rounded())
        return "\(percent > 0 ? "+" : "")\(percent) %"
    }

    private static func signed(_ value: Double) -> String {
        let time = Int64(clamping: value)
        return (time > 0 ? "+" : "") + Units.shortDuration(time)
    }
}

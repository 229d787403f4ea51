internal import TraceStore

extension TraceDiff {
    /// A row for each name, and for each function and reason, with everything that was compared.
    package var table: QueryTable {
        let sides = ["before", "after"]
        let numbers = [
            "count", "ended", "failed", "cancelled", "total_ns", "p50_ns", "p95_ns", "p99_ns", "max_ns",
            "run_ns",
            "ready_ns", "wait_ns",
        ]
        return QueryTable(
            columns: [
                "verdict", "percentile", "certainty", "fails_more", "impact_ns", "group", "name", "file",
                "line", "reason",
            ]
                + sides.flatMap { side in numbers.map { "\(side)_\($0)" } },
            rows: rows.map { row in
                let key = row.key
                return [
                    .text(row.change.verdict.rawValue), row.change.percent.map(SQLiteValue.integer) ?? .null,
                    .real((row.change.certainty * 100).rounded() / 100), .integer(row.failsMore ? 1 : 0),
                    .integer(Int64(clamping: row.impact)), .text(key.group.rawValue), .text(key.name),
                    key.file.map(SQLiteValue.text) ?? .null,
                    (row.after.line ?? row.before.line).map(SQLiteValue.integer) ?? .null,
                    key.group == .waits ? .text(PathNames.reason(key.reason)) : .null,
                ] + Self.values(row.before, key.group) + Self.values(row.after, key.group)
            })
    }

    private static func values(_ entry: TraceProfile.Entry, _ group: TraceProfile.Group) -> [SQLiteValue] {
        let durations = entry.durations
        let isTask = group == .tasks
        let numbers: [Int64?] = [
            entry.count, durations.count, isTask ? entry.failed : nil, isTask ? entry.cancelled : nil,
            durations.total,
            durations.percentile(50), durations.percentile(95), durations.percentile(99), durations.longest,
            group == .waits ? nil : entry.run, group == .waits ? nil : entry.ready,
            group == .runs ? nil : entry.wait,
        ]
        return numbers.map { $0.map(SQLiteValue.integer) ?? .null }
    }

    package var json: JSONValue {
        let table = table
        return .object([
            ("before", .string(before.path)), ("after", .string(after.path)),
            ("regressions", .integer(Int64(regressions.count))), ("rows_total", .integer(Int64(rows.count))),
            (
                "guard",
                .object([
                    ("least", .integer(limits.least)), ("share", .real(limits.share)),
                    ("time_ns", .integer(limits.time)),
                ])
            ),
            (
                "rows",
                .array(
                    table.rows.prefix(10_000).map { row in
                        .object(zip(table.columns, row.map(JSONValue.init)).map { ($0, $1) })
                    })
            ),
        ])
    }
}

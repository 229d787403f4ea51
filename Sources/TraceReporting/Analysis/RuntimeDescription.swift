internal import ReportLibrary
package import TraceModel
package import TraceStore

/// A Swift runtime as the probe's self-check saw it, with what is not captured of it: for people and scripts.
package struct RuntimeDescription: Sendable {
    package let report: RuntimeReport
    package let limits: [CaptureLimit]
    /// The process in its trace; nil outside of one.
    package let process: Int64?

    package init(_ report: RuntimeReport, _ limits: [CaptureLimit], process: Int64? = nil) {
        (self.report, self.limits, self.process) = (report, limits, process)
    }

    /// Of each process of a trace; none where the trace does not tell, as one of an older format.
    package static func all(in trace: TraceReader) throws -> [RuntimeDescription] {
        let checks = try trace.rows(ReportLibrary.sql("info/runtime_checks")) { row in
            (
                row.integer("process") ?? 0,
                RuntimeReport.Check(
                    name: row.text("name") ?? "",
                    result: row.text("result").flatMap(RuntimeReport.Result.init) ?? .skipped,
                    detail: row.text("detail") ?? "")
            )
        }
        let limits = try trace.rows(ReportLibrary.sql("info/capture_limits")) { row in
            (row.integer("process") ?? 0, CaptureLimit(row.text("what") ?? "", row.text("why") ?? ""))
        }
        return try trace.rows(ReportLibrary.sql("info/runtimes")) { row in
            var report = RuntimeReport()
            let process = row.integer("process") ?? 0
            report.library = row.text("library")
            report.layoutVersion = row.integer("layout_version").map { Int($0) }
            report.taskSize = row.integer("task_size").map { Int($0) }
            report.checks = checks.filter { $0.0 == process }.map(\.1)
            return RuntimeDescription(
                report, limits.filter { $0.0 == process }.map(\.1), process: process)
        }
    }

    package func text(_ style: TextStyle) -> String { lines(style).joined(separator: "\n") + "\n" }

    func lines(_ style: TextStyle) -> [String] {
        var facts = [
            ("library", report.library ?? "unknown"),
            ("version", "unknown: a Swift runtime does not tell it"),
            ("layout", report.layoutVersion.map { "version \($0)" } ?? "unknown"),
            ("task", report.taskSize.map { "\($0) bytes" } ?? "unknown"),
        ]
        if let process { facts.insert(("process", "\(process)"), at: 0) }
        var lines = [style.paint("Runtime", .heading)] + Self.table(facts, style)
        lines += ["", style.paint("Self-check", .heading)]
        lines += Self.table(report.checks.map { ($0.name, "\($0.result.rawValue): \($0.detail)") }, style)
        lines += ["", style.paint("Not captured", .heading)]
        return lines + Self.table(limits.map { ($0.what, $0.why) }, style)
    }

    package var json: JSONValue {
        .object([
            ("process", JSONValue(process)), ("library", JSONValue(report.library)), ("version", .null),
            ("layout_version", JSONValue(report.layoutVersion.map { Int64($0) })),
            ("task_size", JSONValue(report.taskSize.map { Int64($0) })),
            ("accepted", .bool(report.isAccepted)),
            (
                "checks",
                .array(
                    report.checks.map { check in
                        .object([
                            ("name", .string(check.name)), ("result", .string(check.result.rawValue)),
                            ("detail", .string(check.detail)),
                        ])
                    })
            ),
            (
                "not_captured",
                .array(
                    limits.map { .object([("what", .string($0.what)), ("why", .string($0.why))]) })
            ),
        ])
    }

    /// Names to the left, values to the right in as many lines as they need.
    static func table(_ rows: [(String, String)], _ style: TextStyle) -> [String] {
        let names = 26
        return rows.flatMap { name, value in
            let wrapped = DisplayText.wrapped(DisplayText.clean(value), to: style.width - names)
            let isWide = name.count + 4 > names
            let first = isWide ? [style.paint("  " + name, .dim)] : []
            return first
                + (wrapped.isEmpty ? [""] : wrapped).enumerated().map { index, line in
                    let label = index == 0 && !isWide ? name : ""
                    return style.paint(DisplayText.pad("  " + label, to: names), .dim) + line
                }
        }
    }
}

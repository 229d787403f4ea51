internal import ReportLibrary
internal import TraceStore

/// A task in full: what it is doing, in which functions, what it waits for, and who waits for it.
package struct TopDetail: Sendable {
    package let id: Int64
    package let name: String
    /// A line each.
    package let lines: [String]

    /// Longer chains of tasks that wait for each other are cut.
    private static let longestChain = 16
    private static let mostAwaiting: Int64 = 8

    /// Nil if the trace does not have it.
    init?(_ task: Int64, _ trace: TraceReader, _ texts: ExportTexts, at: Int64, since: Int64) throws {
        guard let facts = try Facts(task, trace, texts) else { return nil }
        id = task
        name = facts.name
        var lines = facts.lines(at: at)
        lines += try Self.stack(facts, trace, texts)
        lines += try Self.chain(from: facts, trace, texts, at: at)
        lines += try Self.awaiting(task, trace)
        lines += try Self.lastSteps(task, trace, texts, at: at, since: since)
        self.lines = lines
    }

    private struct Facts {
        let id: Int64
        let name: String
        let kind, outcome: String
        let parent: String?
        let created, ended: Int64?
        let run, ready, wait, steps: Int64
        let madeAt: String?
        let state: String?
        let since, reason, object, site, stack: Int64?

        init?(_ task: Int64, _ trace: TraceReader, _ texts: ExportTexts) throws {
            let found = try trace.rows(ReportLibrary.sql("top/task"), ["task": .integer(task)]) { Facts($0) }
            guard let first = found.first else { return nil }
            self = first
        }

        private init(_ row: TraceReader.Row) {
            id = row.integer("id") ?? 0
            name = CodeName.function(row.text("label") ?? "(unknown)")
            (kind, outcome) = (row.text("kind") ?? "unknown", row.text("outcome") ?? "alive")
            parent = row.integer("parent").map { id in
                "\(id)" + (row.text("parent_name").map { " \(CodeName.function($0))" } ?? "")
            }
            (created, ended) = (row.integer("created"), row.integer("ended"))
            (run, ready) = (row.integer("run_ns") ?? 0, row.integer("ready_ns") ?? 0)
            (wait, steps) = (row.integer("wait_ns") ?? 0, row.integer("steps") ?? 0)
            let place = [
                row.text("created_function").map(CodeName.function),
                CodeName.place(file: row.text("created_file"), line: row.integer("created_line")),
            ].compactMap(\.self).joined(separator: " ")
            madeAt = place.isEmpty ? nil : place
            (state, since) = (row.text("state"), row.integer("since"))
            (reason, object) = (row.integer("reason"), row.integer("object"))
            (site, stack) = (row.integer("site"), row.integer("stack"))
        }

        func lines(at: Int64) -> [String] {
            let age = created.map { "made \(Units.duration(max(at.clampedSubtracting($0), 0))) ago" }
            var doing = state.map { state in
                state + (since.map { " for \(Units.duration(max(at.clampedSubtracting($0), 0)))" } ?? "")
            }
            if let ended {
                doing = "ended \(Units.duration(max(at.clampedSubtracting(ended), 0))) ago: \(outcome)"
            }
            return [
                "task     \(id), \(kind)" + (age.map { ", \($0)" } ?? ", older than the recording"),
                "state    \(doing ?? "unknown")",
                "spent    run \(Units.duration(run)), ready \(Units.duration(ready)), "
                    + "waiting \(Units.duration(wait)) in \(Units.count(steps, "step"))",
                "creator  \(parent ?? "unknown")" + (madeAt.map { " at \($0)" } ?? ""),
            ]
        }
    }

    /// The functions that it is in, innermost first.
    private static func stack(_ facts: Facts, _ trace: TraceReader, _ texts: ExportTexts) throws -> [String] {
        var frames: [String] = []
        if let stack = facts.stack {
            frames = try trace.rows(ReportLibrary.sql("top/stack"), ["stack": .integer(stack)]) { row in
                [
                    CodeName.function(row.text("function") ?? "(unknown)"),
                    CodeName.place(file: row.text("file"), line: row.integer("line")),
                ].compactMap(\.self).joined(separator: " ")
            }
        }
        if frames.isEmpty, let site = facts.site { frames = [try texts.place(site)] }
        return frames.isEmpty ? [] : ["", "in"] + frames.map { "  \($0)" }
    }

    /// What it waits for, what that waits for, and so on.
    private static func chain(
        from first: Facts, _ trace: TraceReader, _ texts: ExportTexts, at: Int64
    ) throws -> [String] {
        guard first.state == "waiting" else { return [] }
        var lines = ["", "waits for"]
        var facts = first
        var seen: Set<Int64> = [first.id]
        for depth in 1...longestChain {
            let indent = String(repeating: "  ", count: depth)
            lines.append(indent + (try TopSampler.target(facts.reason, facts.object, texts)))
            guard facts.reason == 1 || facts.reason == 7, let object = facts.object,
                let next = try Facts(object, trace, texts)
            else { return lines }
            let since = next.since.map { " for \(Units.duration(max(at.clampedSubtracting($0), 0)))" } ?? ""
            lines[lines.count - 1] += " \(next.name), \(next.state ?? next.outcome)\(since)"
            guard seen.insert(object).inserted else {
                lines.append(indent + "which stands above: a circle")
                return lines
            }
            guard next.state == "waiting" else { return lines }
            facts = next
        }
        return lines + ["… and further"]
    }

    private static func awaiting(_ task: Int64, _ trace: TraceReader) throws -> [String] {
        var total: Int64 = 0
        let tasks = try trace.rows(
            ReportLibrary.sql("top/awaiting"), ["task": .integer(task), "limit": .integer(mostAwaiting)]
        ) { row in
            total = row.integer("total_rows") ?? 0
            return "  \(row.integer("task") ?? 0) \(CodeName.function(row.text("label") ?? "(unknown)"))"
        }
        guard !tasks.isEmpty else { return [] }
        let more = total - Int64(tasks.count)
        return ["", "awaited by"] + tasks + (more > 0 ? ["  … and \(more) more"] : [])
    }

    private static func lastSteps(
        _ task: Int64, _ trace: TraceReader, _ texts: ExportTexts, at: Int64, since: Int64
    ) throws -> [String] {
        let steps = try trace.rows(
            ReportLibrary.sql("top/last_steps"),
            ["task": .integer(task), "from": .integer(since), "limit": .integer(10)]
        ) { row in
            (
                ended: row.integer("ended") ?? 0, run: row.integer("run_ns") ?? 0,
                wait: row.integer("wait_ns"),
                reason: row.integer("reason"), site: row.integer("site")
            )
        }
        guard !steps.isEmpty else { return [] }
        return try ["", "its last steps"]
            + steps.map { step in
                let ago = Units.duration(max(at.clampedSubtracting(step.ended), 0))
                let wait = step.wait.map {
                    ", after \(Units.duration($0)) of \(ExportWords.reason(step.reason))"
                }
                let place = try step.site.map { try " in \(texts.place($0))" } ?? ""
                return "  \(ago) ago: ran \(Units.duration(step.run))\(wait ?? "")\(place)"
            }
    }
}

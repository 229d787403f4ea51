internal import ReportLibrary
internal import TraceModel
internal import TraceStore

struct StarvationRule: FindingRule {
    static let id = "starvation"
    static let summary = "Tasks that could have run but got no thread."

    static let threshold = FindingThreshold.starvation

    /// The tasks of one name that had to wait for a thread.
    private struct Starved {
        let label: String
        let count: Int64
        let longest: Int64
        let total: Int64
        let at: Int64
        let task: Int64?
        let own: Finding.Culprit?
    }

    /// Who had the threads at that time: to blame, not the task that waited for one.
    private struct Runner {
        let place: Finding.Culprit?
        let task: String
        let tasks: Int64
        let runs: Int64
        let overlap: Int64

        /// One function is one culprit, whichever tasks ran it.
        var key: String { place?.function ?? task }
    }

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        let parameters = ["threshold": .integer(Self.threshold), "limit": FindingRules.limit]
        let starved = try trace.rows(ReportLibrary.sql("findings/starvation"), parameters) { row in
            Starved(
                label: CodeName.function(row.text("label") ?? "(unknown)"), count: row.count("count"),
                longest: row.count("max_ns"), total: row.count("total_ns"), at: row.count("at"),
                task: row.integer("task"), own: row.culprit)
        }
        guard !starved.isEmpty else { return [] }
        let longest = try trace.rows(ReportLibrary.sql("digest/longest_run")) {
            $0.count("duration_ns")
        }.first
        // The longest come first, so each group begins with its longest, and so do the groups.
        var groups: [(runner: Runner?, starved: [Starved])] = []
        for one in starved {
            let runner = try runner(during: one, longest ?? 0, in: trace)
            if let index = groups.firstIndex(where: { $0.runner?.key == runner?.key }) {
                groups[index].starved.append(one)
            } else {
                groups.append((runner, [one]))
            }
        }
        return groups.compactMap { finding($0.runner, $0.starved) }
    }

    private func runner(during starved: Starved, _ longest: Int64, in trace: TraceReader) throws -> Runner? {
        try trace.rows(
            ReportLibrary.sql("findings/starvation_culprit"),
            [
                "from": .integer(starved.at), "to": .integer(starved.at + starved.longest),
                "longest": .integer(longest),
            ]
        ) { row in
            Runner(
                place: row.culprit, task: row.task() ?? "a callback", tasks: row.count("tasks"),
                runs: row.count("runs"), overlap: row.count("overlap_ns"))
        }.first
    }

    /// Who waited, in few words: long names, and many of them, would hide what matters. Shortened, two names may be
    /// the same.
    private static func names(of starved: [Starved]) -> [String] {
        var counts: [(name: String, count: Int64)] = []
        for one in starved {
            let name = CodeName.shorten(one.label, to: 32)
            if let index = counts.firstIndex(where: { $0.name == name }) {
                counts[index].count += one.count
            } else {
                counts.append((name, one.count))
            }
        }
        let shown = counts.prefix(namesShown).map { "'\($0.name)' \(Units.count($0.count, "time"))" }
        let rest = counts.count - shown.count
        return rest == 0 ? shown : shown + ["\(Units.count(Int64(rest), "more name"))"]
    }

    private static let namesShown = 4

    private func finding(_ runner: Runner?, _ starved: [Starved]) -> Finding? {
        guard let longest = starved.first else { return nil }
        let wait = Units.duration(longest.longest)
        let names = Self.names(of: starved)
        let total = starved.reduce(0) { $0 + $1.total }
        var evidence = [
            "Had to wait longer than \(Units.duration(Self.threshold)): \(names.joined(separator: ", ")); "
                + "together \(Units.duration(total)), the longest from \(Units.duration(longest.at)) on."
        ]
        var message = "'\(longest.label)' was ready for up to \(wait) before it got a thread."
        if let runner {
            let who = runner.place?.sentence ?? runner.task.capitalizedFirst
            message = "\(who) kept ready tasks from a thread for up to \(wait)."
            let whose = runner.tasks > 1 ? Units.count(runner.tasks, "task") : runner.task
            evidence.append(
                "Meanwhile it ran for \(Units.duration(runner.overlap)) in \(whose)"
                    + (runner.runs > 1 ? ", \(Units.count(runner.runs, "time"))." : "."))
        }
        return Finding(
            rule: Self.id, severity: .warning, message: message, culprit: runner?.place ?? longest.own,
            evidence: evidence,
            remedy: "Let what ran meanwhile suspend or move elsewhere; see also slow callbacks.",
            subject: starved.count == 1 ? longest.label : nil, task: longest.task, at: longest.at,
            view: "task_states", rows: longest.task.map { "task = \($0) AND state = 'ready'" })
    }
}

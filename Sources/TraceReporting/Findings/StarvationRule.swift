internal import ReportLibrary
internal import TraceModel
internal import TraceStore

struct StarvationRule: FindingRule {
    static let id = "starvation"
    static let summary = "Tasks that could have run but got no thread."

    static let threshold = FindingThreshold.starvation

    /// A task that had to wait for a thread.
    private struct Starved {
        let label: String
        let task: Int64
        let at: Int64
        let length: Int64
        let own: Finding.Culprit?

        var to: Int64 { at.clampedAdding(length) }
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

    private struct Group {
        let runner: Runner?
        var starved: [Starved]
        /// The times of which it was found out who ran.
        var windows: [(from: Int64, to: Int64)]

        func explains(_ one: Starved) -> Bool {
            windows.contains { window in
                let common = min(window.to, one.to).clampedSubtracting(max(window.from, one.at))
                return common >= one.length / 2
            }
        }
    }

    /// Of so many that had to wait, the longest, the names are told.
    private static let considered = 512

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        let starved = try Self.starved(in: trace, digest)
        guard !starved.isEmpty else { return [] }
        let longest = try trace.rows(ReportLibrary.sql("digest/longest_run")) {
            $0.count("duration_ns")
        }.first
        // The longest come first, so each group begins with its longest, and so do the groups.
        var groups: [Group] = []
        var asked = 0
        for one in starved {
            if let index = groups.firstIndex(where: { $0.runner != nil && $0.explains(one) }) {
                groups[index].starved.append(one)
                continue
            }
            guard asked < FindingRules.most else { continue }
            asked += 1
            let runner = try runner(during: one, longest ?? 0, in: trace)
            let window = (from: one.at, to: one.to)
            if let index = groups.firstIndex(where: { $0.runner?.key == runner?.key }) {
                groups[index].starved.append(one)
                groups[index].windows.append(window)
            } else {
                groups.append(Group(runner: runner, starved: [one], windows: [window]))
            }
        }
        return try groups.compactMap { try finding($0.runner, $0.starved, trace, digest) }
    }

    private static func starved(in trace: TraceReader, _ digest: TraceDigest) throws -> [Starved] {
        var starved: [(task: Int64, at: Int64, length: Int64)] = try digest.steps.ready.steps
            .prefix(considered).map { ($0.task, $0.woken, $0.ready) }
        starved += try trace.rows(
            ReportLibrary.sql("findings/starvation_open"), ["threshold": .integer(threshold)]
        ) { ($0.count("task"), $0.count("at"), $0.count("ready_ns")) }
        starved.sort { ($1.length, $0.at) < ($0.length, $1.at) }
        return try starved.prefix(considered).map { one in
            let known = try trace.rows(ReportLibrary.sql("findings/task"), ["task": .integer(one.task)]) {
                (label: $0.text("label"), culprit: $0.culprit)
            }.first
            return Starved(
                label: CodeName.function(known?.label ?? "(unknown)"), task: one.task, at: one.at,
                length: one.length, own: known?.culprit)
        }
    }

    private func runner(during starved: Starved, _ longest: Int64, in trace: TraceReader) throws -> Runner? {
        try trace.rows(
            ReportLibrary.sql("findings/starvation_culprit"),
            [
                "from": .integer(starved.at), "to": .integer(starved.to), "longest": .integer(longest),
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
                counts[index].count += 1
            } else {
                counts.append((name, 1))
            }
        }
        let shown = counts.prefix(namesShown).map { "'\($0.name)' \(Units.count($0.count, "time"))" }
        let rest = counts.count - shown.count
        return rest == 0 ? shown : shown + ["\(Units.count(Int64(rest), "more name"))"]
    }

    private static let namesShown = 4

    private func finding(
        _ runner: Runner?, _ starved: [Starved], _ trace: TraceReader, _ digest: TraceDigest
    ) throws -> Finding? {
        guard let longest = starved.first else { return nil }
        let wait = Units.duration(longest.length)
        let names = Self.names(of: starved)
        let total = starved.reduce(Int64(0)) { $0.clampedAdding($1.length) }
        var evidence = [
            "Had to wait longer than \(Units.duration(Self.threshold)): \(names.joined(separator: ", ")); "
                + "together \(Units.duration(total)), the longest from \(Units.duration(longest.at)) on."
        ]
        var message = "'\(longest.label)' was ready for up to \(wait) before it got a thread."
        let all = try digest.steps.ready
        if all.count > Int64(Self.considered) {
            evidence.append(
                "In the whole trace \(Units.count(all.count, "step")) had to wait so long, together "
                    + "\(Units.duration(all.total)).")
        }
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
            subject: Set(starved.map(\.label)).count == 1 ? longest.label : nil, task: longest.task,
            at: longest.at,
            view: "task_states", rows: "task = \(longest.task) AND state = 'ready'",
            intention: try runner.flatMap { try intention($0, longest, trace, digest) })
    }
    /// What the code has declared of at least half of the time that was taken.
    private func intention(
        _ runner: Runner, _ starved: Starved, _ trace: TraceReader, _ digest: TraceDigest
    ) throws -> String? {
        guard try digest.marks(.blockingEnd) + digest.marks(.blockingBegin) > 0 else { return nil }
        return try trace.rows(
            ReportLibrary.sql("findings/intention"),
            [
                "thread": .null, "from": .integer(starved.at), "to": .integer(starved.to),
                "least": .integer(runner.overlap / 2),
            ]
        ) { $0.text("reason") }.first.flatMap(\.self)
    }
}

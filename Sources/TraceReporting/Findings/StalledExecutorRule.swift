internal import ReportLibrary
internal import TraceStore

struct StalledExecutorRule: FindingRule {
    static let id = "stalled-executor"
    static let summary =
        "Stretches in which everything that had a thread kept it, and nothing else could run."

    /// So long nothing ended and nothing began. Shorter, it is a matter of many tasks: see starvation.
    private static let threshold: Int64 = 100_000_000
    /// From here on a program stands still.
    private static let severe: Int64 = 1_000_000_000
    /// Of so many tasks that waited for a thread, the longest, it is looked at what ran meanwhile.
    private static let considered = 40

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        let now = try digest.duration
        var victims = try digest.steps.ready.steps.filter { $0.ready >= Self.threshold }.map {
            StallSearch.Victim(task: $0.task, from: $0.woken, to: $0.began, thread: $0.thread)
        }
        victims += try trace.rows(
            ReportLibrary.sql("findings/stalled_open"),
            [
                "now": .integer(now), "threshold": .integer(Self.threshold),
                "limit": .integer(Int64(Self.considered)),
            ]
        ) { StallSearch.Victim(task: $0.count("task"), from: $0.count("since"), to: now, thread: nil) }
        guard !victims.isEmpty else { return [] }
        victims.sort { ($1.length, $0.from) < ($0.length, $1.from) }
        let search = try StallSearch(trace, digest, threshold: Self.threshold)
        var stalls: [StallSearch.Stall] = []
        for victim in victims.prefix(Self.considered) {
            if let index = stalls.firstIndex(where: { $0.covers(victim, for: Self.threshold) }) {
                stalls[index].victims.append(victim)
            } else if let stall = try search.stall(victim) {
                stalls.append(stall)
            }
        }
        return try stalls.prefix(FindingRules.most).map { try finding($0, in: trace) }
    }

    private func finding(_ stall: StallSearch.Stall, in trace: TraceReader) throws -> Finding {
        let length = stall.to.clampedSubtracting(stall.from)
        var culprits: [(place: Finding.Culprit?, runs: Int)] = []
        for run in stall.runs.prefix(64) {
            let place = try Finding.Culprit(site: run.site, ofTask: run.task, in: trace)
            if let index = culprits.firstIndex(where: { $0.place == place }) {
                culprits[index].runs += 1
            } else {
                culprits.append((place, 1))
            }
        }
        let most = culprits.map(\.runs).max()
        let culprit = culprits.first { $0.runs == most }?.place
        let who = culprit?.sentence ?? "An unknown place"
        let threads = Set(stall.runs.map(\.thread)).count
        let what =
            stall.thread != nil
            ? "the only thread of its actor or loop"
            : threads == 1 ? "the only thread that tasks had" : "all \(threads) threads that tasks share"
        let intentions = try stall.runs.prefix(64).map { try intention(of: $0, in: trace) }
        let running = stall.runs.prefix(4).map { run in
            (run.task.map { "task \($0)" } ?? "a callback") + " on thread \(run.thread)"
        }
        return Finding(
            rule: Self.id, severity: length >= Self.severe ? .error : .warning,
            message: "\(who)\(culprits.count > 1 ? " and others" : "") kept \(what) for "
                + "\(Units.duration(length)): nothing else could run.",
            culprit: culprit,
            evidence: [
                "From \(Units.duration(stall.from)) to \(Units.duration(stall.to)) nothing began and nothing ended; "
                    + "\(Units.count(Int64(stall.victims.count), "task")) that could have run had to wait.",
                "Running: \(running.joined(separator: ", "))"
                    + (stall.runs.count > 4 ? " and \(stall.runs.count - 4) more." : "."),
            ],
            remedy: "Never block in a task: suspend, or move what blocks to a thread of its own.",
            task: stall.runs[0].task, at: stall.from, view: "task_states",
            rows: stall.runs[0].task.map { "task = \($0) AND state = 'running'" },
            intention: intentions.allSatisfy { $0 != nil } ? intentions.first.flatMap(\.self) : nil)
    }

    private func intention(of run: StallSearch.Run, in trace: TraceReader) throws -> String? {
        try trace.rows(
            ReportLibrary.sql("findings/intention"),
            [
                "thread": .integer(run.thread), "from": .integer(run.from), "to": .integer(run.to),
                "least": .integer(run.to.clampedSubtracting(run.from).clampedSubtracting(Self.threshold)),
            ]
        ) { $0.text("reason") }.first.flatMap(\.self)
    }
}

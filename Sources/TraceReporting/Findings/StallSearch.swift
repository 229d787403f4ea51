internal import ReportLibrary
internal import TraceStore

/// Finds out what ran while a task was ready and got no thread.
struct StallSearch {
    /// A task that was ready, and for how long.
    struct Victim {
        let task: Int64
        let from, to: Int64
        /// Where it ran then; nil if it never did.
        let thread: Int64?
        var length: Int64 { to.clampedSubtracting(from) }
    }

    /// A run that kept its thread.
    struct Run {
        let task: Int64?
        let thread: Int64
        let from, to: Int64
        let site: Int64?
    }

    struct Stall {
        let from, to: Int64
        let runs: [Run]
        /// The one thread of an actor or a loop that it is about; nil for the threads that all tasks share.
        let thread: Int64?
        var victims: [Victim]

        func covers(_ victim: Victim, for threshold: Int64) -> Bool {
            (victim.thread == thread || thread == nil)
                && min(victim.to, to).clampedSubtracting(max(victim.from, from)) >= threshold
        }
    }

    private let threshold: Int64
    private let trace: TraceReader
    private let serialThreads: Set<Int64>
    /// All that ran for longer than the threshold.
    private let long: [Run]

    /// More that ended in a stretch of time: then something went on all the time.
    private static let mostRuns: Int64 = 5000

    init(_ trace: TraceReader, _ digest: TraceDigest, threshold: Int64) throws {
        self.trace = trace
        self.threshold = threshold
        serialThreads = Set(
            try trace.rows(ReportLibrary.sql("digest/serial_threads")) { $0.count("thread") })
        let steps = try digest.steps.runs.steps.filter { $0.run >= threshold }.map {
            Run(task: $0.task, thread: $0.thread, from: $0.began, to: $0.ended, site: $0.site)
        }
        long =
            try steps
            + trace.rows(
                ReportLibrary.sql("digest/stalled_long"),
                ["threshold": .integer(threshold), "now": .integer(digest.duration)], as: Self.run)
    }

    private static func run(_ row: TraceReader.Row) -> Run {
        Run(
            task: row.integer("task"), thread: row.count("thread"),
            from: row.count("ended").clampedSubtracting(row.count("run_ns")), to: row.count("ended"),
            site: row.integer("site"))
    }

    /// The longest part of its time in which nothing began and nothing ended, if that is long enough.
    func stall(_ victim: Victim) throws -> Stall? {
        let ended = try trace.rows(
            ReportLibrary.sql("digest/stalled_steps"),
            [
                "from": .integer(victim.from), "to": .integer(victim.to),
                "limit": .integer(Self.mostRuns),
            ], as: Self.run)
        guard ended.count < Self.mostRuns else { return nil }
        let runs = ended + long.filter { $0.to > victim.to && $0.from <= victim.to }
        if let thread = victim.thread, serialThreads.contains(thread) {
            return stall(victim, runs.filter { $0.thread == thread }, thread)
        }
        if let stall = stall(victim, runs.filter { !serialThreads.contains($0.thread) }, nil) { return stall }
        // Of one that never ran it is not known for what thread it waited.
        guard victim.thread == nil else { return nil }
        for thread in Set(runs.map(\.thread)).intersection(serialThreads).sorted() {
            if let stall = stall(victim, runs.filter { $0.thread == thread }, thread) { return stall }
        }
        return nil
    }

    private func stall(_ victim: Victim, _ runs: [Run], _ thread: Int64?) -> Stall? {
        let edges = ([victim.from, victim.to] + runs.flatMap { [$0.from, $0.to] })
            .filter { $0 >= victim.from && $0 <= victim.to }.sorted()
        let gaps = zip(edges, edges.dropFirst()).map { (from: $0, to: $1) }
        guard
            let gap = gaps.max(by: { $0.to.clampedSubtracting($0.from) < $1.to.clampedSubtracting($1.from) }),
            gap.to.clampedSubtracting(gap.from) >= threshold
        else { return nil }
        let keepers = runs.filter { $0.from <= gap.from && $0.to >= gap.to }
        guard !keepers.isEmpty else { return nil }
        return Stall(from: gap.from, to: gap.to, runs: keepers, thread: thread, victims: [victim])
    }
}

internal import ReportLibrary
internal import TraceStore

/// How long the tasks of each name took: the rows of the section, with percentiles exact or from histograms.
struct LatencyRows: Sendable {
    struct Row: Sendable {
        let name: String
        let totals: NameTotals
        /// p50, p95 and p99; nil where no task ended.
        let percentiles: [Int64?]
        let histogram: DurationHistogram
    }

    /// From this many tasks on percentiles come from histograms, unless exact ones are asked for.
    static let mostExactTasks: Int64 = 50_000
    private static let percents: [Int64] = [50, 95, 99]

    private(set) var rows: [Row] = []
    /// How many names there are.
    let total: Int64
    /// Whether a percentile comes from a histogram.
    private(set) var isApproximate = false

    /// Those that ran most come first.
    init(_ digest: TraceDigest, limit: Int) throws {
        let tasks = try digest.tasks
        let trace = digest.trace
        total = Int64(tasks.names.count)
        let isExact = digest.isExact || tasks.tasks <= Self.mostExactTasks
        let shown = try Self.first(limit, of: tasks.names).map { totals in
            (totals, try TaskDigest.text(totals.name, in: trace))
        }.sorted { Self.isBefore($0.0, $1.0) ?? ($0.1 < $1.1) }
        var stored: [Int64?: DurationHistogram] = [:]
        for (totals, _) in shown where !isExact {
            let histogram = try Self.histogram(totals.name, in: trace)
            // One that lacks tasks is of a function that got a better name since.
            if histogram.count >= totals.measured && totals.measured > 0 { stored[totals.name] = histogram }
        }
        let rest = Set(shown.map(\.0.name).filter { stored[$0] == nil })
        let durations = try tasks.durations(of: rest, in: trace)
        isApproximate = !stored.isEmpty
        for (totals, name) in shown {
            if let histogram = stored[totals.name] {
                let percentiles = Self.percents.map { percent in
                    histogram.percentile(percent).map { min($0, totals.longest ?? $0) }
                }
                rows.append(Row(name: name, totals: totals, percentiles: percentiles, histogram: histogram))
            } else {
                let sorted = durations[totals.name] ?? []
                var histogram = DurationHistogram()
                for duration in sorted { histogram.add(duration) }
                rows.append(
                    Row(
                        name: name, totals: totals,
                        percentiles: Self.percents.map { Percentile.exact($0, of: sorted) },
                        histogram: histogram))
            }
        }
    }

    /// As the columns of the section are named.
    static let columns = [
        "name", "count", "p50_ns", "p95_ns", "p99_ns", "max_ns", "total_ns", "run_ns", "failed", "cancelled",
        "alive",
    ]

    var values: [[SQLiteValue]] {
        rows.map { row in
            let totals = row.totals
            let total: Int64? = totals.measured > 0 ? totals.duration : nil
            let numbers: [Int64?] =
                [totals.count] + row.percentiles
                + [totals.longest, total, totals.run, totals.failed, totals.cancelled, totals.alive]
            return [.text(row.name)] + numbers.map { $0.map(SQLiteValue.integer) ?? .null }
        }
    }

    private static func first(_ limit: Int, of names: [NameTotals]) -> [NameTotals] {
        // Texts break ties in the report; which of equals are cut off does not matter.
        Array(names.sorted { isBefore($0, $1) ?? ($0.name ?? 0 < $1.name ?? 0) }.prefix(limit))
    }

    /// nil: equal but for the name.
    private static func isBefore(_ one: NameTotals, _ other: NameTotals) -> Bool? {
        if one.run != other.run { return one.run > other.run }
        let (mine, theirs) = (
            one.measured > 0 ? one.duration : Int64.min, other.measured > 0 ? other.duration : Int64.min
        )
        if mine != theirs { return mine > theirs }
        return one.count == other.count ? nil : one.count > other.count
    }

    private static func histogram(_ name: Int64?, in trace: TraceReader) throws -> DurationHistogram {
        var histogram = DurationHistogram()
        guard let name else { return histogram }
        try trace.run(ReportLibrary.sql("digest/histogram"), ["name": .integer(name)]) { statement in
            histogram.add(bucket: statement.integer(at: 0) ?? 0, statement.integer(at: 1) ?? 0)
        }
        return histogram
    }
}

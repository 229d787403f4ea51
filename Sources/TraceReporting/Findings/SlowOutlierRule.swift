internal import ReportLibrary
internal import TraceStore

struct SlowOutlierRule: FindingRule {
    static let id = "slow-outlier"
    static let summary = "Runs that took many times as long as nearly all others at their place."

    /// How many times as long as 99 of 100 others.
    private static let factor: Int64 = 10
    /// Of fewer runs 99 of 100 say nothing.
    private static let runs: Int64 = 200
    /// One or two may be of another program that had the processor.
    private static let outliers: Int64 = 3
    /// One in so many: more seldom, they are a matter of the system.
    private static let seldom: Int64 = 1000
    /// How many places are looked at closely.
    private static let places = 16

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        let slow = try trace.slowThreshold
        // What is slow by itself is told by another rule.
        let long = try digest.steps.runs.steps.filter { $0.run < slow && $0.site != nil }
        guard Int64(long.count) >= Self.outliers else { return [] }
        // Not to go through all runs for nothing: how many there are at a place is known without.
        let counts = try Self.counts(in: trace)
        let grouped = Dictionary(grouping: long) { $0.site ?? 0 }.filter { site, steps in
            let count = Int64(steps.count)
            return count >= Self.outliers && count * Self.seldom >= counts[site] ?? 0
        }
        let sites: [(key: Int64, value: [StepDigest.Step])] = grouped.sorted { one, other in
            (other.value[0].run, one.key) < (one.value[0].run, other.key)
        }.prefix(Self.places).map { ($0.key, $0.value) }
        guard !sites.isEmpty else { return [] }
        let usual = try SiteRuns(of: Set(sites.map(\.key)), in: trace)
        return try sites.compactMap { site, steps in
            guard let usual = usual[site], usual.count >= Self.runs else { return nil }
            let limit = usual.percentile99.multipliedReportingOverflow(by: Self.factor)
            let outliers = steps.filter { !limit.overflow && $0.run >= limit.partialValue }
            guard Int64(outliers.count) >= Self.outliers, let longest = outliers.first,
                Int64(outliers.count) * Self.seldom >= usual.count
            else { return nil }
            let culprit = try Finding.Culprit(site: site, in: trace)
            return finding(culprit, outliers, longest, usual, try trace.label(of: longest.task))
        }
    }

    /// How many runs there are at each place.
    private static func counts(in trace: TraceReader) throws -> [Int64: Int64] {
        var counts: [Int64: Int64] = [:]
        try trace.run(ReportLibrary.sql("digest/site_counts")) { counts[$0.number(at: 0)] = $0.number(at: 1) }
        return counts
    }

    private func finding(
        _ culprit: Finding.Culprit?, _ outliers: [StepDigest.Step], _ longest: StepDigest.Step,
        _ usual: SiteRuns.Usual, _ label: String?
    ) -> Finding {
        let place = culprit?.sentence ?? "An unknown place"
        return Finding(
            rule: Self.id, severity: .note,
            message: "\(place) ran for up to \(Units.duration(longest.run)) without suspending; "
                + "99 of 100 of its runs take less than \(Units.duration(usual.percentile99)).",
            culprit: culprit,
            evidence: [
                "\(Units.count(Int64(outliers.count))) of \(Units.count(usual.count)) runs took more than "
                    + "\(Self.factor) times as long as that; the longest began at \(Units.duration(longest.began)) in "
                    + "task \(longest.task)\(label.map { " '\($0)'" } ?? "")."
            ],
            remedy: "Look what these runs have in common: a cache that is filled, a large item, a lock.",
            subject: nil, task: longest.task, at: longest.began, view: "callbacks",
            rows: culprit.map {
                SQL.place(function: $0.function, file: $0.file, line: $0.line)
                    + " AND duration_ns >= \(StepDigest.longRun)"
            })
    }
}

/// How long the runs at some places are, from those of the whole trace or a sample of them.
private struct SiteRuns {
    struct Usual {
        var count: Int64 = 0
        /// By powers of two.
        var buckets = [Int64](repeating: 0, count: 64)

        /// 99 of 100 are shorter than this: a power of two.
        var percentile99: Int64 {
            var seen: Int64 = 0
            for (power, count) in buckets.enumerated() {
                seen += count
                if seen * 100 >= self.count * 99 { return power >= 62 ? .max : 1 << Int64(power + 1) }
            }
            return .max
        }
    }

    private var sites: [Int64: Usual] = [:]

    init(of wanted: Set<Int64>, in trace: TraceReader) throws {
        for site in wanted { sites[site] = Usual() }
        let list = "[\(wanted.map(String.init).joined(separator: ","))]"
        try trace.run(ReportLibrary.sql("digest/site_runs"), ["sites": .text(list)]) { row in
            let power = 63 - max(row.number(at: 1), 1).leadingZeroBitCount
            sites[row.number(at: 0)]?.buckets[power] += 1
            sites[row.number(at: 0)]?.count += 1
        }
    }

    subscript(site: Int64) -> Usual? { sites[site] }
}

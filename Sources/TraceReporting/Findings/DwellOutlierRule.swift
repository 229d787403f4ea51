internal import ReportLibrary
internal import TraceStore

struct DwellOutlierRule: FindingRule {
    static let id = "dwell-outlier"
    static let summary = "Items that stayed in a queue far longer than the others, which overtook them."

    /// Shorter stays are not worth a word.
    static let threshold: Int64 = 100_000_000
    /// So many times as long as 95 of 100 items stayed.
    static let ratio: Int64 = 10
    /// What is usual cannot be told from fewer items.
    static let fewest: Int64 = 50
    /// Of those that were put later, so many were got before it: in a queue that is first in, first out none is, and where
    /// several get at once a few seem to be.
    static let overtaken: Int64 = 10
    private static let considered = 5

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        let suspects = try digest.queues.queues.filter { $0.value.isSuspect }
            .sorted { ($1.value.longestStay ?? 0, $0.key) < ($0.value.longestStay ?? 0, $1.key) }
        return try suspects.prefix(Self.considered).compactMap { queue, totals in
            try trace.rows(ReportLibrary.sql("findings/dwell_outlier"), ["queue": .integer(queue)]) {
                row -> Finding? in
                guard row.count("overtaken_by") >= Self.overtaken else { return nil }
                let name = row.text("name") ?? "queue \(queue)"
                return Finding(
                    rule: Self.id, severity: .warning,
                    message: "Item \(row.count("item")) stayed in '\(name)' for \(row.duration("dwell_ns")): "
                        + "\(Units.count(row.count("overtaken_by"), "item")) that came later were got before it.",
                    culprit: row.culprit,
                    evidence: [
                        "Put at \(row.instant("at"))" + (row.task().map { " by \($0)" } ?? "") + ".",
                        "95 of 100 items stayed up to \(Units.duration(totals.percentile(95) ?? 0)); "
                            + "\(Units.count(totals.gets, "get")).",
                    ],
                    remedy:
                        "Use a queue that is first in, first out, or let the priority of items grow with their age.",
                    subject: row.text("name"), task: row.integer("task"), at: row.integer("at"),
                    view: "queue_items",
                    rows: "queue = \(queue) AND item = \(row.count("item"))")
            }.first ?? nil
        }
    }
}

extension QueueDigest.Totals {
    fileprivate var isSuspect: Bool {
        guard gets >= DwellOutlierRule.fewest, let longestStay, longestStay >= DwellOutlierRule.threshold
        else {
            return false
        }
        return longestStay / DwellOutlierRule.ratio >= percentile(95) ?? 0
    }
}

internal import ReportLibrary
internal import TraceStore

struct ThunderingHerdRule: FindingRule {
    static let id = "thundering-herd"
    static let summary =
        "Conditions and events that wake many, of whom nearly all find nothing and wait again."

    /// So many tasks are woken at once.
    static let most: Int64 = 10
    /// So many wake-ups were for nothing.
    static let inVain: Int64 = 100
    /// That is so many of ten.
    static let ofTen: Int64 = 8

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        let herds = try digest.waits.herds.counts.filter {
            $0.value.inVain >= Self.inVain && $0.value.inVain / Self.ofTen >= $0.value.wakeUps / 10
        }.sorted { ($1.value.inVain, $0.key) < ($0.value.inVain, $1.key) }
        return try herds.prefix(FindingRules.most).compactMap { object, count in
            try trace.rows(ReportLibrary.sql("findings/thundering_herd"), ["object": .integer(object)]) {
                row -> Finding? in
                guard row.count("most") >= Self.most else { return nil }
                let name = try trace.objectName(object)
                return Finding(
                    rule: Self.id, severity: .warning,
                    message:
                        "'\(name)' wakes up to \(Units.count(row.count("most"), "task")) at once, of which nearly all "
                        + "wait again: \(Units.count(count.inVain)) of \(Units.count(count.wakeUps, "wake-up")) "
                        + "were for nothing.",
                    culprit: row.culprit,
                    evidence: [
                        "\(Units.count(row.count("woken"), "waiter")) were woken \(Units.count(row.count("count"), "time")) "
                            + "from there; the first in vain at \(Units.duration(count.first ?? 0))."
                    ],
                    remedy: "Wake as many as can go on: 'notify()' for one, 'notify(count)' for a few.",
                    subject: name, task: nil, at: count.first, view: "wake_ups", rows: "object = \(object)")
            }.first ?? nil
        }
    }
}

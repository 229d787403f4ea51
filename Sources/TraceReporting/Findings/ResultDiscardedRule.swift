internal import ReportLibrary
internal import TraceStore

struct ResultDiscardedRule: FindingRule {
    static let id = "result-discarded"
    static let summary = "Futures and tasks of loops whose results nobody has read."

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        try trace.rows(ReportLibrary.sql("findings/result_discarded"), ["limit": FindingRules.limit]) { row in
            let count = row.count("count")
            let name = row.text("object_name")
            let place = row.culprit.map { count == 1 ? " (\($0.sentence))" : " of \($0.sentence)" } ?? ""
            let subject =
                count == 1
                ? "The result of \(name.map { "'\($0)'" } ?? "a future")" : "\(Units.count(count, "result"))"
            return Finding(
                rule: Self.id, severity: .note,
                message: "\(subject)\(place) \(count == 1 ? "was" : "were") never read.",
                culprit: row.culprit,
                evidence: [
                    "Of \(Units.count(row.count("made"), "future")) made there; the first at \(row.instant("at"))."
                ],
                remedy:
                    "Await the result, or let the task return nothing, if what it does is all that is wanted.",
                subject: row.count("names") == 1 ? name : nil, task: nil, at: row.integer("at"),
                view: "marks",
                rows: "kind = 'result_discarded' AND \(SQL.place(row))")
        }
    }
}

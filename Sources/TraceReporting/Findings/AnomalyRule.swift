internal import ReportLibrary
internal import TraceModel
internal import TraceStore

struct AnomalyRule: FindingRule {
    static let id = "anomaly"
    static let summary = "Records that did not fit what was known of their task."

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        guard try digest.marks(.anomaly) > 0 else { return [] }
        return try trace.rows(ReportLibrary.sql("findings/anomaly"), ["limit": FindingRules.limit]) { row in
            Finding(
                rule: Self.id, severity: .note,
                message: "\(Units.count(row.count("count"), "record")) did not fit the state of their task: "
                    + "\(row.text("text") ?? "no details").",
                culprit: nil, evidence: ["The first at \(row.instant("at"))."],
                remedy:
                    "Usual for tasks that were running when tracing began; else report it to the project.",
                task: row.integer("task"), at: row.integer("at"), view: "marks",
                rows: "kind = 'anomaly' AND text IS \(SQL.quoted(row.text("text")))")
        }
    }
}

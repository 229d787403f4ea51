internal import ReportLibrary
internal import TraceModel
internal import TraceStore

struct UnclosedRule: FindingRule {
    static let id = "unclosed"
    static let summary = "Resources that were released without having been closed."

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        guard try digest.marks(.unclosed) > 0 else { return [] }
        return try trace.rows(ReportLibrary.sql("findings/unclosed"), ["limit": FindingRules.limit]) { row in
            let name = row.text("object_name").map { "'\($0)'" }
            return Finding(
                rule: Self.id, severity: .warning,
                message: "\(name ?? "A resource") was released without having been closed.",
                culprit: row.culprit,
                evidence: ["Noticed at \(row.instant("at"))."] + (row.text("text").map { [$0] } ?? []),
                remedy: "Close it on every way out, in a 'defer' for example.",
                subject: row.text("object_name"), task: nil, at: row.integer("at"), view: "marks",
                rows: "kind = 'unclosed' AND at = \(row.count("at"))")
        }
    }
}

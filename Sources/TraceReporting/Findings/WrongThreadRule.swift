internal import ReportLibrary
internal import TraceModel
internal import TraceStore

struct WrongThreadRule: FindingRule {
    static let id = "wrong-thread"
    static let summary = "Calls that are meant for an event loop's own thread and came from another."

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        guard try digest.marks(.wrongThread) > 0 else { return [] }
        return try trace.rows(ReportLibrary.sql("findings/wrong_thread"), ["limit": FindingRules.limit]) {
            row in
            let name = row.text("object_name").map { "'\($0)'" } ?? "an event loop"
            return Finding(
                rule: Self.id, severity: .error,
                message:
                    "\(row.culprit?.sentence ?? "An unknown place") called \(name) from a thread that is not its "
                    + "own, \(Units.count(row.count("count"), "time")).",
                culprit: row.culprit,
                evidence: [
                    "The first at \(row.instant("at"))" + (row.task().map { " in \($0)" } ?? "")
                        + (row.integer("thread").map { ", on thread \($0)." } ?? "."),
                    "In debug mode such a call is refused.",
                ],
                remedy: "Use 'callSoonThreadsafe', or call from a task or callback of the loop.",
                subject: row.text("object_name"), task: row.integer("task"), at: row.integer("at"),
                view: "marks",
                rows: "kind = 'wrong_thread' AND \(SQL.place(row))")
        }
    }
}

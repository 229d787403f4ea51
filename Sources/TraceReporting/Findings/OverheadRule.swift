internal import ReportLibrary
internal import TraceStore

struct OverheadRule: FindingRule {
    static let id = "overhead"
    static let summary = "Traces whose recording took a good part of what the program ran."

    /// Of the time that tasks ran: then durations in the trace are too long by as much.
    private static let share = 0.25
    /// Less does not matter, whatever the share.
    private static let threshold = 100_000_000.0

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        guard case .integer(let records)? = try trace.meta("records"),
            case .real(let cost)? = try trace.meta("record_ns")
        else { return [] }
        let run = Double(try digest.tasks.run)
        let own = Double(records) * cost
        guard own >= Self.threshold, run > 0, own >= Self.share * run else { return [] }
        let percent = Int64(clamping: 100 * own / run)
        return [
            Finding(
                rule: Self.id, severity: .note,
                message:
                    "Recording took about \(Units.duration(Int64(clamping: own))) of the program's threads, "
                    + "\(percent) % of the \(Units.duration(Int64(clamping: run))) that tasks ran.",
                culprit: nil,
                evidence: [
                    "\(Units.count(records, "record")) at \(Units.duration(Int64(clamping: cost))) each, as measured "
                        + "when recording began."
                ],
                remedy:
                    "Heed what differs, and not the durations of short runs; tasks that do more each need fewer "
                    + "records.",
                task: nil, at: nil, view: "trace")
        ]
    }
}

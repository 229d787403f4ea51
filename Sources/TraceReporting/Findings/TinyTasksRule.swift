internal import ReportLibrary
internal import TraceStore

struct TinyTasksRule: FindingRule {
    static let id = "tiny-tasks"
    static let summary = "Places that make very many tasks, each of which does next to nothing."

    /// So many make it worth while to change something.
    private static let threshold: Int64 = 1000
    /// Of the tasks of a place: else the tiny ones are those that had nothing to do.
    private static let share = 0.9

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        let places = try digest.tasks.creations.places.filter {
            $0.tiny >= Self.threshold && Double($0.tiny) >= Self.share * Double($0.created)
        }.sorted { ($1.tiny, $0.site) < ($0.tiny, $1.site) }
        return try places.prefix(FindingRules.most).map { place in
            let culprit = try Finding.Culprit(site: place.site, in: trace)
            return Finding(
                rule: Self.id, severity: .note,
                message:
                    "\(Units.count(place.tiny, "task")) made at \(culprit?.sentence ?? "an unknown place") "
                    + "ran for \(Units.duration(place.tinyRun / place.tiny)) each, once, and ended.",
                culprit: culprit,
                evidence: [
                    "Together they ran for \(Units.duration(place.tinyRun)); to make so many tasks and to give "
                        + "them threads takes about as long or longer."
                ],
                remedy: "Give each task more to do: a slice of the work instead of one piece.",
                task: nil, at: nil, view: "tasks",
                rows: culprit.map {
                    "created_function IS \(SQL.quoted($0.function)) "
                        + "AND created_line IS \($0.line.map(String.init) ?? "NULL") AND steps = 1"
                })
        }
    }
}

internal import ReportLibrary
internal import TraceStore

struct TaskLeakRule: FindingRule {
    static let id = "task-leak"
    static let summary = "Places whose tasks become more and more."

    /// Fewer that live at the end are a pool, or the last of a batch.
    private static let threshold: Int64 = 50
    /// A program that starts has more and more tasks too; a leak goes on in the second half.
    private static let growth = 1.5

    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding] {
        let leaking = try digest.tasks.creations.places.filter(Self.leaks)
            .sorted { ($1.living.last ?? 0, $0.site) < ($0.living.last ?? 0, $1.site) }
        return try leaking.prefix(FindingRules.most).map { place in
            let (middle, end) = (place.living[CreationDigest.stretches / 2 - 1], place.living.last ?? 0)
            let culprit = try Finding.Culprit(site: place.site, in: trace)
            return Finding(
                rule: Self.id, severity: .warning,
                message: "\(Units.count(end, "task")) of \(Units.count(place.created)) made at "
                    + "\(culprit?.sentence ?? "an unknown place") were alive at the end, and they became "
                    + "more and more.",
                culprit: culprit,
                evidence: [
                    "In the middle of the trace \(Units.count(middle)) were alive, "
                        + "at three quarters \(Units.count(place.living[CreationDigest.stretches * 3 / 4 - 1])), "
                        + "at the end \(Units.count(end))."
                ],
                remedy: "Let these tasks end: await or cancel them, or make them in a task group.",
                task: place.alive, at: nil, view: "tasks",
                rows: culprit.map {
                    "created_function IS \(SQL.quoted($0.function)) "
                        + "AND created_line IS \($0.line.map(String.init) ?? "NULL") AND ended IS NULL"
                })
        }
    }

    private static func leaks(_ place: CreationDigest.Place) -> Bool {
        let living = place.living
        let half = living[(CreationDigest.stretches / 2 - 1)...]
        guard let middle = half.first, let end = half.last, end >= threshold,
            Double(end) >= growth * Double(middle), place.alive != nil
        else { return false }
        // It grows all the time: eight looks, none of which finds fewer than the one before.
        let looks = stride(from: half.startIndex, to: half.endIndex, by: 2).map { half[$0] }
        let steps = zip(looks, looks.dropFirst())
        return steps.allSatisfy { $0 <= $1 } && steps.count { $0 < $1 } >= 5
    }
}

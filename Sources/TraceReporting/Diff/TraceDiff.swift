/// Two traces compared by names of tasks and by functions: what got slower, faster, is new or gone.
package struct TraceDiff: Sendable {
    package struct Row: Sendable {
        package let key: TraceProfile.Key
        package let before: TraceProfile.Entry
        package let after: TraceProfile.Entry
        package let change: DistributionChange
        /// Of tasks: whether more of them throw, beyond chance.
        package let failsMore: Bool

        package var isRegression: Bool { change.verdict == .slower || failsMore }
        /// How much longer those of the later trace took than they would have before, together.
        package var impact: Double {
            guard let old = before.durations.mean, let new = after.durations.mean else {
                return Double(after.durations.total) - Double(before.durations.total)
            }
            return (new - old) * Double(after.durations.count)
        }
    }

    package let before: TraceProfile
    package let after: TraceProfile
    package let limits: DistributionChange.Guard
    /// Those that changed most come first, by ``Row/impact``.
    package let rows: [Row]

    package init(
        _ before: TraceProfile, _ after: TraceProfile,
        _ limits: DistributionChange.Guard = DistributionChange.Guard()
    ) {
        (self.before, self.after, self.limits) = (before, after, limits)
        rows = Set(before.entries.keys).union(after.entries.keys).map { key in
            let (old, new) = (before.entries[key] ?? .init(), after.entries[key] ?? .init())
            return Row(
                key: key, before: old, after: new,
                change: Self.change(old, new, limits),
                failsMore: DistributionChange.hasGrown(
                    old.failed, of: old.durations.count, new.failed, of: new.durations.count, limits))
        }.sorted { one, other in
            let (mine, theirs) = (abs(one.impact), abs(other.impact))
            if mine != theirs { return mine > theirs }
            return (one.key.group.rawValue, one.key.name, one.key.reason ?? 0, one.key.file ?? "")
                < (other.key.group.rawValue, other.key.name, other.key.reason ?? 0, other.key.file ?? "")
        }
    }

    package var regressions: [Row] { rows.filter(\.isRegression) }

    package func rows(_ verdict: DistributionChange.Verdict) -> [Row] {
        rows.filter { $0.change.verdict == verdict }
    }

    /// Tasks that live are there, though nothing is known of how long they take.
    private static func change(
        _ old: TraceProfile.Entry, _ new: TraceProfile.Entry, _ limits: DistributionChange.Guard
    ) -> DistributionChange {
        let change = DistributionChange(old.durations, new.durations, limits)
        guard change.verdict == .new && old.count > 0 || change.verdict == .gone && new.count > 0 else {
            return change
        }
        return DistributionChange(Distribution([0]), Distribution([0]), limits)
    }
}

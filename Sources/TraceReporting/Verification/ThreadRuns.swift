/// The runs of one thread in the order of their ends: tells when one began within an earlier one and outlived it.
///
/// A run holds the ones before it that began later. Those that no run holds yet are kept, as a stack: they follow each
/// other, so a run that is not nested cuts the last of them that began before it.
struct ThreadRuns: Sendable {
    private struct Run {
        let began, ended: Int64
    }

    /// So that a thread needs a megabyte at most. What is forgotten is only known to have ended.
    private static let most = 65_536

    private var runs: [Run] = []
    private var forgottenUntil = Int64.min

    /// False if it may overlap another one by more than the slack: by so much ends may be off. That may be a mistake where
    /// much was forgotten.
    mutating func add(began: Int64, ended: Int64, slack: Int64) -> Bool {
        while let last = runs.last, last.began >= began { runs.removeLast() }
        let before = max(runs.last?.ended ?? .min, runs.isEmpty ? forgottenUntil : .min)
        if runs.count >= Self.most {
            forgottenUntil = runs[Self.most / 2 - 1].ended
            runs.removeFirst(Self.most / 2)
        }
        runs.append(Run(began: began, ended: ended))
        return began >= before.clampedSubtracting(slack) || ended <= before.clampedAdding(slack)
    }
}

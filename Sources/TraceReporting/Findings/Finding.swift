/// A diagnosis: what is wrong, where, how it is known, and what to do.
package struct Finding: Sendable, Hashable {
    package enum Severity: Int, Sendable, Hashable, Comparable, CaseIterable {
        case note, warning, error

        package var word: String { String(describing: self) }

        package static func < (one: Severity, other: Severity) -> Bool { one.rawValue < other.rawValue }
    }

    /// A place in the code that is to blame, or from where to look on.
    package struct Culprit: Sendable, Hashable {
        package let function: String?
        package let file: String?
        package let line: Int64?
    }

    /// The rule that found it.
    package let rule: String
    package let severity: Severity
    /// One sentence.
    package let message: String
    package let culprit: Culprit?
    /// What it was concluded from: a line each.
    package let evidence: [String]
    package let remedy: String
    /// The task and the time to look at first.
    package let task: Int64?
    package let at: Int64?
    /// The view that has the rows behind it.
    package let view: String
}

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

        package init(function: String?, file: String?, line: Int64?) {
            (self.function, self.file, self.line) = (function, file, line)
        }
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
    /// What the program calls the task or object that it is about, if it is about one or about those of one name.
    package let subject: String?
    /// Those of other names that it is about as well.
    package var otherSubjects: [String] = []
    /// The task and the time to look at first.
    package let task: Int64?
    package let at: Int64?
    /// The view that has the rows behind it.
    package let view: String
    /// Which of them, as a condition on the view's columns. Nil: those of the task, else all.
    package let rows: String?
    /// Why the program says that this is intended: then it is counted, and not told.
    package let intention: String?

    package init(
        rule: String, severity: Severity, message: String, culprit: Culprit?, evidence: [String],
        remedy: String, subject: String? = nil, task: Int64?, at: Int64?, view: String, rows: String? = nil,
        intention: String? = nil
    ) {
        self.rule = rule
        self.severity = severity
        self.message = message
        self.culprit = culprit
        self.evidence = evidence
        self.remedy = remedy
        self.subject = subject
        self.task = task
        self.at = at
        self.view = view
        self.rows = rows
        self.intention = intention
    }

    /// The same from run to run, for those who keep lists: the rule, and whom it blames. No number, time or line.
    package var id: String {
        let whom = culprit?.function.map(CodeName.function) ?? subject ?? culprit?.file
        return whom.map { "\(rule):\($0)" } ?? rule
    }

    /// Gives the rows behind it.
    package var query: String {
        let condition = rows ?? task.map { view == "tasks" ? "id = \($0)" : "task = \($0)" }
        return "SELECT * FROM \(view)" + (condition.map { " WHERE \($0)" } ?? "")
    }

    /// What the rule means, how it is computed, and when not to heed it.
    package var page: String { FindingRules.page(rule) }
}

/// A line of a file of suppressions: which findings are known, and why they are none here.
package struct Suppression: Sendable, Hashable {
    /// Where the line is: `task-trace.suppressions:3`.
    package let place: String
    /// A rule's word, or `*` for all.
    package let rule: String
    package let function, file, name: Glob?
    package let reason: String

    func covers(_ finding: Finding) -> Bool {
        guard rule == "*" || rule == finding.rule else { return false }
        if let function {
            guard let culprit = finding.culprit?.function,
                function.matches(culprit) || function.matches(CodeName.function(culprit))
            else { return false }
        }
        if let file {
            guard let culprit = finding.culprit?.file, file.matchesPath(culprit) else { return false }
        }
        if let name {
            // All of them: what is known of some names must not hide others.
            guard let subject = finding.subject,
                ([subject] + finding.otherSubjects).allSatisfy({ name.matches($0) })
            else { return false }
        }
        return true
    }

    /// How it stands in its file, without the reason.
    package var words: String {
        let conditions = [("function", function), ("file", file), ("name", name)].compactMap { key, glob in
            glob.map { " \(key)=" + ($0.pattern.contains(" ") ? "\"\($0.pattern)\"" : $0.pattern) }
        }
        return rule + conditions.joined()
    }
}

/// What is wrong with a line of a file of suppressions: a sentence.
package struct SuppressionError: Error, CustomStringConvertible {
    package let description: String
}

/// The suppressions of a file, in its order.
package struct Suppressions: Sendable {
    package let lines: [Suppression]

    /// Nothing is suppressed.
    package static let none = Suppressions(lines: [])

    /// The file that is read where none is named.
    package static let defaultFile = "task-trace.suppressions"

    /// `source`: what the file is called in messages.
    package init(parsing text: String, source: String) throws(SuppressionError) {
        var lines: [Suppression] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .enumerated()
        {
            var parser = SuppressionParser(line, place: "\(source):\(index + 1)")
            if let suppression = try parser.suppression() { lines.append(suppression) }
        }
        self.init(lines: lines)
    }

    private init(lines: [Suppression]) { self.lines = lines }
}

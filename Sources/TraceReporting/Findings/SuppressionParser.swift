/// Reads one line: `rule key=pattern key="pattern with blanks" # reason`.
struct SuppressionParser {
    private var rest: Substring
    private let place: String

    init(_ line: Substring, place: String) {
        rest = line
        self.place = place
    }

    /// Nil for a line that is empty, or a comment.
    mutating func suppression() throws(SuppressionError) -> Suppression? {
        skipBlanks()
        guard let first = rest.first, first != "#" else { return nil }
        let rule = word()
        guard rule == "*" || FindingRules.identifiers.contains(rule) else {
            throw error(
                "there is no rule '\(Self.shown(rule))': give one of \(FindingRules.identifiers.joined(separator: ", ")), or *"
            )
        }
        var patterns: [String: Glob] = [:]
        skipBlanks()
        while let next = rest.first, next != "#" {
            let key = String(rest.prefix { $0.isLetter })
            guard ["function", "file", "name"].contains(key), rest.dropFirst(key.count).first == "=" else {
                throw error(
                    "'\(Self.shown(word()))' is not understood: give function=, file= or name= with a pattern, "
                        + "and the reason behind a #")
            }
            rest.removeFirst(key.count + 1)
            guard let pattern = pattern(), !pattern.isEmpty else {
                throw error("\(key)= has no pattern, or one whose quote does not end: write \(key)=\"...\"")
            }
            guard patterns.updateValue(Glob(pattern), forKey: key) == nil else {
                throw error("\(key)= stands there twice: write a line for each")
            }
            skipBlanks()
        }
        let reason = rest.drop { $0 == "#" || $0.isWhitespace }
        guard !reason.isEmpty else {
            throw error("no reason is given: write behind a # why this is no trouble here")
        }
        return Suppression(
            place: place, rule: rule, function: patterns["function"], file: patterns["file"],
            name: patterns["name"], reason: String(reason).trimmingBlanks)
    }

    private mutating func skipBlanks() { rest = rest.drop { $0.isWhitespace } }

    private mutating func word() -> String {
        let word = rest.prefix { !$0.isWhitespace }
        rest.removeFirst(word.count)
        return String(word)
    }

    private mutating func pattern() -> String? {
        guard rest.first == "\"" else { return word() }
        rest.removeFirst()
        let text = rest.prefix { $0 != "\"" }
        guard text.endIndex != rest.endIndex else { return nil }
        rest.removeFirst(text.count + 1)
        return String(text)
    }

    private func error(_ words: String) -> SuppressionError {
        SuppressionError(description: "\(place): \(words).")
    }

    /// Of a file that is none, a line may be anything.
    private static func shown(_ word: String) -> String {
        DisplayText.shorten(DisplayText.clean(word), to: 40)
    }
}

extension String {
    fileprivate var trimmingBlanks: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}

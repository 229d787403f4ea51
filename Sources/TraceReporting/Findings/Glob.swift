/// A pattern in which `*` stands for any characters, and `?` for one.
package struct Glob: Sendable, Hashable {
    package let pattern: String
    private let characters: [Character]

    package init(_ pattern: String) {
        self.pattern = pattern
        characters = Array(pattern)
    }

    /// In the time of the product of the lengths at most, whatever the pattern.
    package func matches(_ text: some StringProtocol) -> Bool {
        let text = Array(text)
        var (position, index) = (0, 0)
        // Where to go on when what follows the last star does not match here.
        var star: (position: Int, index: Int)?
        while index < text.count {
            if position < characters.count, characters[position] == "*" {
                star = (position, index)
                position += 1
            } else if position < characters.count,
                characters[position] == "?" || characters[position] == text[index]
            {
                (position, index) = (position + 1, index + 1)
            } else if let last = star {
                star = (last.position, last.index + 1)
                (position, index) = (last.position + 1, last.index + 1)
            } else {
                return false
            }
        }
        return characters[position...].allSatisfy { $0 == "*" }
    }

    /// Matches a path, or what of it stands behind one of its slashes: `Work.swift`, `Sources/*/Work.swift`.
    package func matchesPath(_ path: String) -> Bool {
        var rest = path[...]
        while true {
            if matches(rest) { return true }
            guard let slash = rest.firstIndex(of: "/") else { return false }
            rest = rest[rest.index(after: slash)...]
        }
    }
}

/// How text looks where it is shown: its width, and whether it has colours.
package struct TextStyle: Sendable, Hashable {
    /// No line is longer.
    package let width: Int
    package let hasColor: Bool

    /// What everything that is not a terminal gets.
    package static let plain = TextStyle(width: 80, hasColor: false)

    package init(width: Int, hasColor: Bool) {
        self.width = min(max(width, 60), 200)
        self.hasColor = hasColor
    }

    package enum Role: String, Sendable {
        case heading = "1"
        case dim = "2"
        case error = "1;31"
        case warning = "33"
        case note = "36"
        case good = "32"
        case running = "34"
    }

    package func paint(_ text: String, _ role: Role) -> String {
        hasColor && !text.isEmpty ? "\u{1B}[\(role.rawValue)m\(text)\u{1B}[0m" : text
    }
}

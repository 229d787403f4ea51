internal import TraceModel

/// Text as a terminal shows it: how wide it is, and how it is cut to fit.
package enum DisplayText {
    /// Columns that the text takes: two for wide characters, none for combining ones.
    package static func width(_ text: String) -> Int {
        text.reduce(0) { $0 + width($1) }
    }

    package static func width(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        if scalar.value < 0x300 { return 1 }
        if scalar.properties.isEmojiPresentation || character.unicodeScalars.contains("\u{FE0F}") { return 2 }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            return 2
        case 0x200B...0x200F, 0x2060...0x2064: return 0
        default: return scalar.properties.generalCategory == .nonspacingMark ? 0 : 1
        }
    }

    /// Without control characters: a name in a trace cannot move the cursor or change a colour.
    package static func clean(_ text: String) -> String { PrintableText.clean(text) }

    /// Shortened in the middle, where a name says least: `static App.Wo…rder(_:)`.
    package static func shorten(_ text: String, to columns: Int) -> String {
        guard width(text) > columns else { return text }
        guard columns > 1 else { return columns == 1 ? "…" : "" }
        let tail = prefix(text.reversed(), columns: (columns - 1) / 2)
        let head = prefix(text, columns: columns - 1 - width(String(tail)))
        return String(head) + "…" + String(tail.reversed())
    }

    /// Shortened at the beginning, where the end says most: `…Context.swift:19`.
    package static func end(of text: String, to columns: Int) -> String {
        guard width(text) > columns else { return text }
        guard columns > 0 else { return "" }
        return "…" + String(prefix(text.reversed(), columns: columns - 1).reversed())
    }

    /// Filled with spaces to a number of columns.
    package static func pad(_ text: String, to columns: Int, right: Bool = false) -> String {
        let space = String(repeating: " ", count: max(0, columns - width(text)))
        return right ? space + text : text + space
    }

    /// Broken between words into lines of at most this width.
    package static func wrap(_ text: String, to columns: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            let word = shorten(String(word), to: columns)
            if line.isEmpty {
                line = word
            } else if width(line) + 1 + width(word) <= columns {
                line += " " + word
            } else {
                lines.append(line)
                line = word
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// Cut into pieces of at most this width, nothing left out.
    package static func pieces(_ text: String, of columns: Int) -> [String] {
        var rest = text[...]
        var result: [String] = []
        while !rest.isEmpty {
            let piece = prefix(rest, columns: columns)
            guard !piece.isEmpty else { break }
            result.append(String(piece))
            rest = rest.dropFirst(piece.count)
        }
        return result
    }

    /// In lines of at most this width, broken at spaces; a word that is longer is cut.
    package static func wrapped(_ text: String, to columns: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, width(last) + 1 + width(String(word)) <= columns {
                lines[lines.count - 1] += " " + word
            } else {
                lines += pieces(String(word), of: columns)
            }
        }
        return lines
    }

    private static func prefix(_ text: some Sequence<Character>, columns: Int) -> [Character] {
        var left = columns
        var result: [Character] = []
        for character in text {
            left -= width(character)
            if left < 0 { break }
            result.append(character)
        }
        return result
    }
}

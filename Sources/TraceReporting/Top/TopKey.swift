/// A key that was pressed.
package enum TopKey: Sendable, Hashable {
    case up, down, pageUp, pageDown, home, end
    case enter, escape, tab, backspace
    case interrupt, suspend
    case character(Character)

    /// The keys in what a terminal sent. A key that sends several bytes sends them at once.
    package static func keys(in bytes: [UInt8]) -> [TopKey] {
        var keys: [TopKey] = []
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            switch byte {
            case 0x1b: keys.append(sequence(&rest))
            case 0x03: keys.append(.interrupt)
            case 0x1a: keys.append(.suspend)
            case 0x0d, 0x0a: keys.append(.enter)
            case 0x09: keys.append(.tab)
            case 0x08, 0x7f: keys.append(.backspace)
            case 0..<0x20: break
            default:
                // A character beyond ASCII is as long as its first byte says.
                let length = byte < 0xc0 ? 0 : byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3
                let text = String(decoding: [byte] + rest.prefix(length), as: UTF8.self)
                rest = rest.dropFirst(length)
                keys += text.map { .character($0) }
            }
        }
        return keys
    }

    /// Behind an escape: a sequence that is known, one that is not and is passed over, or nothing.
    private static func sequence(_ rest: inout ArraySlice<UInt8>) -> TopKey {
        guard let second = rest.first, second == UInt8(ascii: "[") || second == UInt8(ascii: "O") else {
            return .escape
        }
        rest = rest.dropFirst()
        var parameters: [UInt8] = []
        while let byte = rest.popFirst() {
            guard (0x40...0x7e).contains(byte) else {
                parameters.append(byte)
                continue
            }
            switch (byte, parameters.first) {
            case (UInt8(ascii: "A"), _): return .up
            case (UInt8(ascii: "B"), _): return .down
            case (UInt8(ascii: "H"), _), (UInt8(ascii: "~"), UInt8(ascii: "1")),
                (UInt8(ascii: "~"), UInt8(ascii: "7")):
                return .home
            case (UInt8(ascii: "F"), _), (UInt8(ascii: "~"), UInt8(ascii: "4")),
                (UInt8(ascii: "~"), UInt8(ascii: "8")):
                return .end
            case (UInt8(ascii: "~"), UInt8(ascii: "5")): return .pageUp
            case (UInt8(ascii: "~"), UInt8(ascii: "6")): return .pageDown
            default: return .character("\0")
            }
        }
        return .escape
    }
}

/// A value in the data of the page, written as JSON that may stand inside a `<script>` element.
enum PageValue {
    case null
    case integer(Int64)
    case text(String)
    case list([PageValue])
    case object([(String, PageValue)])
    /// Numbers below one another: a column of a table, without a value for each.
    case column([Int64?])
    /// The same, written for many numbers.
    case compact(CompactColumn)

    static func optional(_ value: Int64?) -> PageValue { value.map(PageValue.integer) ?? .null }
    static func optional(_ value: String?) -> PageValue { value.map(PageValue.text) ?? .null }

    /// The JSON. `<` is escaped, so that no text can end the element or begin a comment in it.
    var json: String {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func write(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += Array("null".utf8)
        case .integer(let number): Self.write(number, to: &bytes)
        case .text(let text): Self.write(text, to: &bytes)
        case .list(let values):
            Self.write(values, "[", "]", to: &bytes) { $0.write(to: &$1) }
        case .object(let members):
            Self.write(members, "{", "}", to: &bytes) { member, bytes in
                Self.write(member.0, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.1.write(to: &bytes)
            }
        case .compact(let column):
            bytes.append(UInt8(ascii: "\""))
            bytes += column.bytes
            bytes.append(UInt8(ascii: "\""))
        case .column(let numbers):
            Self.write(numbers, "[", "]", to: &bytes) { number, bytes in
                // JavaScript takes a missing number here as any other: null.
                if let number { Self.write(number, to: &bytes) } else { bytes += Array("null".utf8) }
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], _ open: Unicode.Scalar, _ close: Unicode.Scalar, to bytes: inout [UInt8],
        element write: (Element, inout [UInt8]) -> Void
    ) {
        bytes.append(UInt8(ascii: open))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            write(element, &bytes)
        }
        bytes.append(UInt8(ascii: close))
    }

    private static func write(_ number: Int64, to bytes: inout [UInt8]) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        var magnitude = number.magnitude
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(magnitude % 10))
            magnitude /= 10
        } while magnitude > 0
        bytes[start...].reverse()
    }

    /// All in ASCII: one other character makes a browser keep the whole data in two bytes a character.
    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        // No name may turn the direction of the text around it.
        for unit in DisplayText.clean(text).utf16 {
            switch unit {
            case 0x22, 0x5c:
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(UInt8(unit))
            case 0x3c, 0x3e, 0x26, 0..<0x20, 0x7f...:
                bytes += Array("\\u".utf8)
                for shift in [12, 8, 4, 0] { bytes.append(hexadecimal[Int(unit >> UInt16(shift) & 15)]) }
            default: bytes.append(UInt8(unit))
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)
}

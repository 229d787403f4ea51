package import TraceStore

/// JSON that keeps the order of its keys.
package enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case real(Double)
    case string(String)
    case array([JSONValue])
    case object([(String, JSONValue)])

    package init(_ value: SQLiteValue) {
        self =
            switch value {
            case .null: .null
            case .integer(let value): .integer(value)
            case .real(let value): .real(value)
            case .text(let value): .string(value)
            case .blob: .string(value.text)
            }
    }

    package init(_ value: String?) { self = value.map(JSONValue.string) ?? .null }
    package init(_ value: Int64?) { self = value.map(JSONValue.integer) ?? .null }

    /// One line, or indented with the innermost level on one line.
    package func text(indented: Bool = false) -> String {
        var result = ""
        write(to: &result, indent: indented ? 0 : nil)
        return result
    }

    private func write(to result: inout String, indent: Int?) {
        switch self {
        case .null: result += "null"
        case .bool(let value): result += value ? "true" : "false"
        case .integer(let value): result += String(value)
        // JSON has no word for what is not a number.
        case .real(let value): result += value.isFinite ? String(value) : "null"
        case .string(let value): Self.quote(value, to: &result)
        case .array(let values):
            write("[", "]", values.map { (nil, $0) }, to: &result, indent: indent)
        case .object(let members):
            write("{", "}", members.map { ($0.0, $0.1) }, to: &result, indent: indent)
        }
    }

    private func write(
        _ open: String, _ close: String, _ members: [(String?, JSONValue)], to result: inout String,
        indent: Int?
    ) {
        let inner = members.contains { $0.1.isContainer } ? indent.map { $0 + 2 } : nil
        result += open
        for (index, member) in members.enumerated() {
            if index > 0 { result += inner == nil && indent != nil ? ", " : "," }
            if let inner { result += "\n" + String(repeating: " ", count: inner) }
            if let key = member.0 {
                Self.quote(key, to: &result)
                result += indent == nil ? ":" : ": "
            }
            member.1.write(to: &result, indent: inner)
        }
        if inner != nil, let indent { result += "\n" + String(repeating: " ", count: indent) }
        result += close
    }

    private var isContainer: Bool {
        switch self {
        case .array(let values): !values.isEmpty
        case .object(let members): !members.isEmpty
        default: false
        }
    }

    private static func quote(_ text: String, to result: inout String) {
        result += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        result += "\""
    }
}

/// Numbers below one another as a text of printable characters that needs no quoting, neither in JSON nor in HTML.
///
/// A number is written in base 44, its lowest digit first. The last digit of a number is one of the first 44 characters of the
/// alphabet, a digit before it one of the others: so numbers need nothing between them. `columns.js` reads it.
package struct CompactColumn {
    package private(set) var bytes: [UInt8] = []

    /// `#` to `~` without `&`, `<`, `>` and the backslash.
    private static let alphabet: [UInt8] = (35...126).filter { ![38, 60, 62, 92].contains($0) }
    private static let base: UInt64 = 44
    /// What is further from zero is written as this.
    private static let bound: Int64 = 1 << 62

    package init() {}

    init(_ numbers: some Sequence<Int64?>) { for number in numbers { append(number) } }

    /// Each number as its difference to the one before.
    init(differences numbers: some Sequence<Int64>) {
        var previous: Int64 = 0
        for number in numbers {
            append(number.clampedSubtracting(previous))
            previous = number
        }
    }

    /// 0 is nothing, an odd number 2n + 1 is n, an even number 2n is -n.
    package mutating func append(_ number: Int64?) {
        guard let number else { return append(unsigned: 0) }
        let value = max(-Self.bound, min(Self.bound, number))
        append(unsigned: value < 0 ? value.magnitude * 2 : UInt64(value) * 2 + 1)
    }

    mutating func append(unsigned number: UInt64) {
        var rest = number
        while rest >= Self.base {
            bytes.append(Self.alphabet[Int(Self.base + rest % Self.base)])
            rest /= Self.base
        }
        bytes.append(Self.alphabet[Int(rest)])
    }

    /// Numbers that are mostly equal: each with how often it comes, one after the other.
    static func runs(_ numbers: some Sequence<Int64?>) -> CompactColumn {
        var column = CompactColumn()
        var current: Int64??
        var count: UInt64 = 0
        for number in numbers {
            if let open = current, open == number {
                count += 1
                continue
            }
            if let open = current {
                column.append(open)
                column.append(unsigned: count)
            }
            (current, count) = (.some(number), 1)
        }
        if let open = current {
            column.append(open)
            column.append(unsigned: count)
        }
        return column
    }
}

/// Numbers as people read them: three digits and a unit.
package enum Units {
    /// `850 ns`, `1.24 ms`, `12.4 s`, `2 min 04 s`, `1 h 02 min`.
    package static func duration(_ nanoseconds: Int64) -> String {
        let sign = nanoseconds < 0 ? "-" : ""
        let magnitude = nanoseconds.magnitude
        if magnitude < 1000 { return "\(sign)\(magnitude) ns" }
        for (unit, size) in [("µs", 1e3), ("ms", 1e6), ("s", 1e9)] {
            let value = Double(magnitude) / size
            if value < 999.5, unit != "s" || value < 99.95 {
                return "\(sign)\(threeDigits(value)) \(unit)"
            }
        }
        let seconds = (magnitude + 500_000_000) / 1_000_000_000
        if seconds < 3600 { return "\(sign)\(seconds / 60) min \(twoDigits(seconds % 60)) s" }
        let minutes = (seconds + 30) / 60
        return "\(sign)\(minutes / 60) h \(twoDigits(minutes % 60)) min"
    }

    /// The same for a narrow column: `2.07 min`, `1.03 h`.
    package static func shortDuration(_ nanoseconds: Int64) -> String {
        let minutes = Double(nanoseconds) / 60e9
        if minutes < 99.95 / 60 { return duration(nanoseconds) }
        if minutes < 99.95 { return "\(threeDigits(minutes)) min" }
        return "\(threeDigits(minutes / 60)) h"
    }

    /// `1.24`, `12.4`, `124`.
    package static func threeDigits(_ value: Double) -> String {
        if value < 9.995 { return fixed(value, decimals: 2) }
        if value < 99.95 { return fixed(value, decimals: 1) }
        return count(Int64(value.rounded()))
    }

    /// `12,345`.
    package static func count(_ value: Int64) -> String {
        var result = ""
        for (index, digit) in String(value.magnitude).reversed().enumerated() {
            if index > 0, index % 3 == 0 { result.append(",") }
            result.append(digit)
        }
        return (value < 0 ? "-" : "") + String(result.reversed())
    }

    /// `1 task`, `2 tasks`.
    package static func count(_ value: Int64, _ word: String) -> String {
        "\(count(value)) \(word)\(value == 1 ? "" : "s")"
    }

    private static func fixed(_ value: Double, decimals: Int) -> String {
        let scale = decimals == 2 ? 100 : 10
        let scaled = Int64((value * Double(scale)).rounded())
        let fraction = String(scaled % Int64(scale))
        return
            "\(scaled / Int64(scale)).\(String(repeating: "0", count: decimals - fraction.count))\(fraction)"
    }

    private static func twoDigits(_ value: UInt64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}

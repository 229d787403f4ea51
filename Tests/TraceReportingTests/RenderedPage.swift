import Foundation
import Testing
import TraceFixtures
import TraceReporting
import TraceStore

/// A rendered page, with its data read as the script of the page reads it.
struct Page {
    let text: String
    let data: [String: Any]

    init(of trace: TestTrace, _ limits: HTMLReport.Limits = HTMLReport.Limits()) throws {
        text = try HTMLReport(trace: TraceReader(path: trace.path), limits: limits).render()
        let open = try #require(text.firstRange(of: "id=\"trace-data\">"))
        let close = try #require(text[open.upperBound...].firstRange(of: "</script>"))
        let json = Data(text[open.upperBound..<close.lowerBound].utf8)
        data = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    }

    func word(_ number: Int?) -> String? {
        number.flatMap { (data["words"] as? [String])?[$0] }
    }

    /// A column of plain JSON.
    func column(_ table: String, _ name: String) throws -> [Int?] {
        let columns = try #require(data[table] as? [String: [Any]])
        return try #require(columns[name]).map { $0 as? Int }
    }

    /// A compact column.
    func numbers(_ table: String, _ name: String) throws -> [Int?] {
        let columns = try #require(data[table] as? [String: Any])
        return Self.raw(try #require(columns[name] as? String)).map(Self.untagged)
    }

    /// A compact column of differences, added up.
    func differences(_ table: String, _ name: String) throws -> [Int] {
        var sum = 0
        return try numbers(table, name).map { difference in
            sum += difference ?? 0
            return sum
        }
    }

    /// The numbers of the tasks, in the order of their rows.
    var taskNumbers: [Int] {
        get throws {
            let columns = try #require(data["tasks"] as? [String: Any])
            let runs = Self.raw(try #require(columns["id"] as? String))
            var (numbers, last): ([Int], Int) = ([], 0)
            for index in stride(from: 0, to: runs.count, by: 2) {
                for _ in 0..<runs[index + 1] {
                    last += Self.untagged(runs[index]) ?? 0
                    numbers.append(last)
                }
            }
            return numbers
        }
    }

    /// What each part of the trace has of a state, by subject and state.
    func sums() throws -> [String: [String: [Int]]] {
        let sums = try #require(data["sums"] as? [String: Any])
        var result: [String: [String: [Int]]] = [:]
        for series in try #require(sums["series"] as? [[String: Any]]) {
            let of = try #require(series["of"] as? String)
            let name = of == "name" ? "name \(word(series["number"] as? Int) ?? "")" : of
            for state in try #require(series["states"] as? [[Any]]) {
                let text = try #require(state.last as? String)
                result[name, default: [:]][word(state.first as? Int) ?? ""] = Self.parts(Self.raw(text))
            }
        }
        return result
    }

    /// A 0 is followed by the number of zeros that it stands for.
    private static func parts(_ numbers: [Int]) -> [Int] {
        var parts: [Int] = []
        var isZeros = false
        for number in numbers {
            if isZeros {
                parts += Array(repeating: 0, count: number)
                isZeros = false
            } else if number == 0 {
                isZeros = true
            } else {
                parts.append(number)
            }
        }
        return parts
    }

    private static func untagged(_ number: Int) -> Int? {
        number == 0 ? nil : number % 2 == 1 ? number / 2 : -(number / 2)
    }

    private static let alphabet = (35...126).filter { ![38, 60, 62, 92].contains($0) }

    private static func raw(_ text: String) -> [Int] {
        var (numbers, value, scale): ([Int], Int, Int) = ([], 0, 1)
        for byte in text.utf8 {
            let digit = alphabet.firstIndex(of: Int(byte)) ?? 0
            value += digit % 44 * scale
            scale *= 44
            guard digit < 44 else { continue }
            numbers.append(value)
            (value, scale) = (0, 1)
        }
        return numbers
    }
}

import Foundation
import TraceReporting

/// What is in the zoo, and what need not be.
enum ZooCatalog {
    /// Rules that have no program, and why.
    static let exceptions = [
        "loss":
            "it needs a recorder that gets no processor or no disk; FindingTests have a trace with losses",
        "anomaly":
            "a record that does not fit cannot be provoked by a program; FindingTests have a trace with one",
        "overhead": "it takes ten million records; FindingTests have a trace that says so",
    ]

    static let rules = FindingRules.identifiers.filter { exceptions[$0] == nil }

    /// Its programs: a file each.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Zoo/Programs")

    /// A line with the comment `// culprit: RULE`.
    struct Place {
        let file: String
        let line: Int64
        /// The name of the function around it.
        let function: String
    }

    /// Where the program of a rule says that its trouble is.
    static func culprits(of rule: String) throws -> [Place] {
        var places: [Place] = []
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            var function = ""
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                if let match = line.firstMatch(of: /func (\w+)/) { function = String(match.1) }
                if line.hasSuffix("// culprit: \(rule)") {
                    places.append(Place(file: file, line: Int64(index + 1), function: function))
                }
            }
        }
        return places
    }
}

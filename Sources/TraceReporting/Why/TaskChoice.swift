internal import ReportLibrary
package import TraceStore

/// The task that a user means: by its number, or by a name that only one bears.
package enum TaskChoice: Sendable, Hashable {
    case task(Int64)
    /// What is wrong with what was given, and what to give instead.
    case unclear(String)

    package init(_ word: String, in trace: TraceReader) throws {
        if let number = Int64(word), try Self.exists(number, trace) {
            self = .task(number)
            return
        }
        let functions = try trace.rows(ReportLibrary.sql("why/functions")) { row in
            (row.integer("id") ?? 0, row.text("text") ?? "")
        }.filter { $0.1 == word || CodeName.function($0.1) == word }.map { "\($0.0)" }
        let parameters: [String: SQLiteValue] = [
            "name": .text(word), "functions": .text("[" + functions.joined(separator: ",") + "]"),
            "limit": .integer(3),
        ]
        let found = try trace.rows(ReportLibrary.sql("why/named"), parameters) { row in
            (
                id: row.integer("id") ?? 0, duration: row.integer("duration_ns"),
                total: row.integer("total") ?? 0,
                outcome: row.text("outcome") ?? ""
            )
        }
        let shown = DisplayText.clean(DisplayText.shorten(word, to: 60))
        if found.count == 1 {
            self = .task(found[0].id)
        } else if let total = found.first?.total {
            let examples = found.map { task in
                "\(task.id) (\(task.duration.map(Units.duration) ?? "alive"))"
            }.joined(separator: ", ")
            self = .unclear(
                "\(Units.count(total)) tasks are called '\(shown)', the longest of them \(examples): "
                    + "give the number of one.")
        } else {
            self = .unclear(try Self.unknown(shown, word, trace))
        }
    }

    private static func exists(_ number: Int64, _ trace: TraceReader) throws -> Bool {
        try !trace.rows(ReportLibrary.sql("why/life"), ["task": .integer(number)]) { _ in true }.isEmpty
    }

    private static func unknown(_ shown: String, _ word: String, _ trace: TraceReader) throws -> String {
        let pattern = word.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing(
            "_", with: "\\_")
        let similar = try trace.rows(
            ReportLibrary.sql("why/similar_names"), ["name": .text(pattern), "limit": .integer(3)]
        ) { "'" + DisplayText.shorten(CodeName.function($0.text("name") ?? ""), to: 60) + "'" }
        let what = Int64(word) == nil ? "No task is called '\(shown)'" : "There is no task \(shown)"
        guard !similar.isEmpty else {
            return "\(what): 'task-trace tasks' and 'SELECT id, label FROM tasks' list them."
        }
        return "\(what): is it \(similar.joined(separator: " or "))?"
    }
}

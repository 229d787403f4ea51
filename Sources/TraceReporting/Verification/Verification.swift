internal import ReportLibrary
package import TraceStore

/// Checks the invariants of a trace.
package struct Verification: Sendable {
    package struct Violation: Sendable {
        /// The invariant's name: `task_sums`.
        package let invariant: String
        /// What is wrong, from the comment on top of its query.
        package let summary: String
        package let rows: QueryTable
    }

    /// How many invariants were checked.
    package let checked: Int
    package let violations: [Violation]

    /// Also lets SQLite check its own structures, so that nothing is concluded from broken pages.
    package init(_ trace: TraceReader, limit: Int = 5) throws {
        (checked, violations) = try trace.snapshot {
            let pages = try trace.rows("PRAGMA quick_check(1)") { $0.text("quick_check") ?? "" }
            guard pages == ["ok"] else {
                throw TraceFileError.damaged(trace.path, reason: pages.first ?? "quick_check")
            }
            let invariants = ReportLibrary.invariants
            let suspected = try StepScreening(trace).suspected
            let violations = try invariants.compactMap { query -> Violation? in
                let invariant = String(query.name.dropFirst("verify/".count))
                let isSuspected = suspected.contains(invariant)
                if StepScreening.ofSteps.contains(invariant) && !isSuspected { return nil }
                let isOfOthers = StepScreening.ofMore.contains(invariant) && !isSuspected
                let table = try QueryTable(
                    isOfOthers ? Self.withoutSteps(query.sql) : query.sql, in: trace,
                    parameters: ["limit": .integer(Int64(limit))])
                guard !table.rows.isEmpty else { return nil }
                return Violation(invariant: invariant, summary: query.summary, rows: table)
            }
            return (invariants.count + 1, violations)
        }
    }

    /// The same query of a trace that has no steps, for what the screening has not found in them.
    private static func withoutSteps(_ sql: String) -> String {
        let query = sql.split(separator: ";", omittingEmptySubsequences: false).dropLast().joined(
            separator: ";")
        return "WITH step AS (SELECT * FROM main.step LIMIT 0) SELECT * FROM (\n\(query)\n)"
    }
}

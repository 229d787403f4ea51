import Foundation
import Testing
import TraceFixtures
import TraceReporting
import TraceStore

/// `Documentation/Cookbook.md`: its SQL is run, and what it prints must be what stands there.
@Suite struct CookbookTests {
    private static let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Documentation/Cookbook.md")
    private static let environment = ProcessInfo.processInfo.environment

    /// What stands between two fences, `sql` and the answer after it.
    private static var recipe: Regex<(Substring, Substring, Substring)> {
        /```sql\n((?:.*\n)*?)```\n\n```\n((?:.*\n)*?)```\n/
    }

    private func make() throws -> (made: TestTrace, reader: TraceReader) {
        let made: TestTrace
        if let path = Self.environment["COOKBOOK_TRACE"] {
            try? FileManager.default.removeItem(atPath: path)
            made = try TestTrace(path: path)
        } else {
            made = try TestTrace()
        }
        try made.database.transaction { try made.fillForCookbook() }
        // One file, complete in itself.
        try made.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return (made, try TraceReader(path: made.path))
    }

    @Test("Every answer of the cookbook is what its question prints.")
    func answers() throws {
        let trace = try make()
        let page = try String(contentsOf: Self.page, encoding: .utf8)
        var updated = page
        var questions = 0
        for match in page.matches(of: Self.recipe) {
            questions += 1
            let sql = String(match.1)
            let answer = try RowFormat.table.render(QueryTable(sql, in: trace.reader), style: .plain)
            #expect(!answer.isEmpty && answer.split(separator: "\n").count > 1, "no answer to: \(sql)")
            #expect(answer.split(separator: "\n").allSatisfy { DisplayText.width(String($0)) <= 80 })
            if Self.environment["COOKBOOK_UPDATE"] != nil {
                updated = updated.replacing(
                    "```sql\n\(sql)```\n\n```\n\(match.2)```", with: "```sql\n\(sql)```\n\n```\n\(answer)```",
                    maxReplacements: 1)
            } else {
                #expect(String(match.2) == answer, "COOKBOOK_UPDATE=1 writes it anew: \(sql)")
            }
        }
        #expect(questions == 20)
        if updated != page { try updated.write(to: Self.page, atomically: true, encoding: .utf8) }
    }

    @Test("Every view and every question is numbered and used: the cookbook asks views, not tables.")
    func views() throws {
        let page = try String(contentsOf: Self.page, encoding: .utf8)
        let numbers = page.matches(of: #/\n## (\d+)\. /#).compactMap { Int($0.1) }
        #expect(numbers == Array(1...20))
        let trace = try make()
        let tables = try trace.reader.rows(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ) { $0.text("name") ?? "" }
        for match in page.matches(of: Self.recipe) {
            for word in String(match.1).matches(of: /(?:FROM|JOIN) (\w+)/) {
                #expect(!tables.contains(String(word.1)), "'\(word.1)' is a table")
            }
        }
    }

    @Test("Its trace is one that a recorder could have made.")
    func sound() throws {
        let trace = try make()
        let violations = try Verification(trace.reader).violations.map(\.invariant)
        #expect(violations.isEmpty, "\(violations)")
    }
}

import Foundation
import ReportLibrary
import Testing
import TraceFixtures
import TraceReporting
import TraceStore

/// The pages on what the rules mean.
@Suite struct FindingPageTests {
    @Test("Every rule has its page, and every page its rule.")
    func complete() {
        let pages = ReportLibrary.documents.map(\.path).filter { !$0.hasSuffix("README.md") }
        #expect(Set(pages) == Set(FindingRules.identifiers.map(FindingRules.page)))
    }

    @Test(
        "A page says what a rule means, how it is computed, what to do, and when not to heed it.",
        arguments: FindingRules.identifiers)
    func form(_ rule: String) throws {
        let page = try #require(FindingRules.explanation(of: rule))
        #expect(page.hasPrefix("# \(rule)\n"))
        let parts = page.split(separator: "\n").filter { $0.hasPrefix("## ") }
        #expect(
            parts == [
                "## What it means", "## An example", "## How it is computed", "## What to do",
                "## When to suppress it",
            ])
    }

    @Test("The SQL of a page runs.", arguments: FindingRules.identifiers)
    func queries(_ rule: String) throws {
        let page = try #require(FindingRules.explanation(of: rule))
        let trace = try TestTrace()
        try trace.fillAsShop()
        let reader = try TraceReader(path: trace.path)
        for match in page.matches(of: /(?s)```sql\n(.*?)```/) {
            _ = try QueryTable(String(match.1), in: reader)
        }
    }

    @Test(
        "The suppression of a page is understood, and is one of its rule.",
        arguments: FindingRules.identifiers)
    func suppressions(_ rule: String) throws {
        let page = try #require(FindingRules.explanation(of: rule))
        let example = try #require(page.matches(of: /(?s)## When to suppress it\n.*\n```\n(.*)```/).last)
        let suppressions = try Suppressions(parsing: String(example.1), source: "page")
        #expect(suppressions.lines.map(\.rule) == [rule])
    }
}

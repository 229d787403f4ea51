import Foundation
import Testing
import TraceFixtures

@Suite("task-trace cancellations and objects")
struct LedgerCommandTests {
    private let shop: ShopFile
    private var directory: TemporaryDirectory { shop.directory }
    private var path: String { shop.path }

    init() throws { shop = try ShopFile() }

    @Test("Cancellations are told with who made them, and how the task took them.")
    func cancellations() async throws {
        let result = try await CommandUnderTest.run("cancellations", path)
        #expect(result.status == 0 && result.error == "")
        #expect(result.output.hasPrefix("1 cancellation\n") && result.output.contains("main"))
        #expect(result.output.contains("late") && result.output.contains("App.swift:12"))
        #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
        let none = try await CommandUnderTest.run("cancellations", path, "--verdict", "swallowed")
        #expect(none.output == "Nothing was cancelled.\n")
        let csv = try await CommandUnderTest.run("cancellations", path, "--format", "csv")
        #expect(csv.output.hasPrefix("at,task,label,by_task,by_name,cause,"))
    }

    @Test("Objects are told with their waits and state; a kind that is none is refused.")
    func objects() async throws {
        let result = try await CommandUnderTest.run("objects", path)
        #expect(result.status == 0 && result.error == "")
        #expect(result.output.hasPrefix("2 objects\n") && result.output.contains("orders"))
        #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
        let events = try await CommandUnderTest.run("objects", path, "--kind", "event", "--format", "json")
        let rows = try #require(
            try JSONSerialization.jsonObject(with: Data(events.output.utf8)) as? [[String: Any]])
        #expect(rows.count == 1 && rows[0]["state"] as? String == "set")
        #expect(try await CommandUnderTest.run("objects", path, "--kind", "spoon").status == 2)
    }
}

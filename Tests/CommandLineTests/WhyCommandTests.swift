import Foundation
import Testing
import TraceFixtures

@Suite("task-trace why")
struct WhyCommandTests {
    private let shop: ShopFile
    private var directory: TemporaryDirectory { shop.directory }
    private var path: String { shop.path }

    init() throws { shop = try ShopFile() }

    @Test("It tells where the time of a task went, in 80 columns, by name or number.")
    func text() async throws {
        let byName = try await CommandUnderTest.run("why", path, "refund")
        #expect(byName.status == 0 && byName.error == "")
        #expect(byName.output.hasPrefix("'refund' took 1.07 s\n"))
        #expect(byName.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(try await CommandUnderTest.run("why", path, "5").output == byName.output)
        #expect(try directory.names == ["shop.sqlite"], "reading leaves nothing behind")
    }

    @Test("JSON is one object, CSV has a line for each stretch of the path.")
    func formats() async throws {
        let json = try await CommandUnderTest.run("why", path, "refund", "--format", "json")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(object["ready_ns"] as? Int == 1_054_000_000)
        let csv = try await CommandUnderTest.run("why", path, "refund", "--format", "csv")
        #expect(csv.output.hasPrefix("from_ns,to_ns,duration_ns,depth,task,task_name,kind,"))
    }

    @Test("A name that nobody bears, or many do, is refused with a sentence.")
    func unclear() async throws {
        let unknown = try await CommandUnderTest.run("why", path, "refunds")
        #expect(unknown.status == 2 && unknown.output == "")
        #expect(unknown.error.hasPrefix("task-trace: No task is called 'refunds'"))
        #expect(unknown.error.count { $0 == "\n" } == 1)
    }
}

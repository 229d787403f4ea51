import Foundation
import Testing
import TraceFixtures
import TraceModel
import TraceStore

@Suite("task-trace timeline")
struct TimelineCommandTests {
    let directory: TemporaryDirectory
    let path: String

    /// `main` makes two tasks of one name, and one that runs from 60 to 80 ms.
    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("lanes.sqlite")
        let trace = try TestTrace(path: path)
        try trace.task(1, "main", created: 0)
        try trace.task(2, "worker", parent: 1, created: ms(10), ended: ms(40))
        try trace.task(3, "worker", parent: 1, created: ms(20), ended: ms(100))
        try trace.task(4, "late", created: ms(60), ended: ms(80))
        try trace.step(1, from: 0, to: ms(10))
        try trace.step(2, from: ms(10), to: ms(40))
        try trace.step(3, from: ms(20), to: ms(21))
        try trace.step(4, from: ms(60), to: ms(80))
        try trace.step(3, from: ms(99), to: ms(100), waited: ms(78), for: .sleep)
        try trace.open(1, .waiting, since: ms(10), reason: .task, on: 3)
    }

    private func timeline(_ arguments: String...) async throws -> CommandUnderTest.Result {
        try await CommandUnderTest.run("timeline", [path] + arguments)
    }

    /// The lane of a label, without it and the outcome.
    private func cells(_ output: String, _ label: String) throws -> String {
        let line = try #require(output.split(separator: "\n").first { $0.hasPrefix("  \(label) ") })
        return String(line.dropFirst(30).prefix(38))
    }

    @Test("Without bounds it is the whole trace; lanes of one name say which task they are of.")
    func whole() async throws {
        let result = try await timeline()
        #expect(result.status == 0 && result.error == "")
        let labels = result.output.split(separator: "\n").dropFirst(2).prefix(4).map {
            $0.prefix(30).split(separator: " ").joined(separator: " ")
        }
        #expect(labels == ["main", "worker #2", "worker #3", "late"])
        let axis = result.output.split(separator: "\n")[1].split(separator: " ")
        #expect(axis == ["0", "50.0", "ms", "100", "ms"])
    }

    @Test("A stretch of time has the tasks that lived in it, in cells of its own.")
    func stretch() async throws {
        let result = try await timeline("--from", "50ms", "--to", "69ms")
        #expect(result.output.contains("0.050000 s"))
        #expect(result.output.contains("+19.0 ms"))
        #expect(!result.output.contains("#2"))
        // A cell is half a millisecond: it begins at the twentieth.
        #expect(
            try cells(result.output, "late") == String(repeating: " ", count: 20)
                + String(repeating: "█", count: 18))
        // A wait that ends after the stretch is seen in it.
        #expect(try cells(result.output, "worker") == String(repeating: "·", count: 38))
    }

    @Test("A task comes with those that it created; a name with all that have it.")
    func subject() async throws {
        func count(_ task: String) async throws -> Int {
            let lines = try await timeline("--task", task).output.split(separator: "\n")
            return lines.count { $0.hasSuffix("ok") || $0.hasSuffix("alive") }
        }
        #expect(try await count("1") == 3)
        #expect(try await count("#4") == 1)
        #expect(try await count("worker") == 2)
    }

    @Test("What is left out is counted.")
    func limit() async throws {
        #expect(try await timeline("--lanes", "1").output.contains("3 tasks more"))
    }

    @Test(
        "What makes no sense is refused in one sentence.",
        arguments: [
            ["--from", "soon"], ["--from", "2s", "--to", "1s"], ["--task", "nobody"], ["--task", "99"],
            ["--from", "1h", "--task", "late"],
        ])
    func refused(_ arguments: [String]) async throws {
        let result = try await CommandUnderTest.run("timeline", [path] + arguments)
        #expect(result.status == 2 && result.output == "")
        #expect(result.error.hasPrefix("task-trace: ") && result.error.count { $0 == "\n" } == 1)
        #expect(result.error.contains(arguments.last ?? ""))
    }

    @Test("As HTML it is the page, which opens at the place that was asked for.")
    func html() async throws {
        let file = directory.file("place.html")
        let result = try await timeline(
            "--from", "10ms", "--to", "20ms", "--task", "worker", "--format", "html", "--output", file)
        #expect(result.status == 0 && result.output == "" && result.error == "")
        let page = try String(contentsOf: URL(filePath: file), encoding: .utf8)
        #expect(page.contains(#""start":{"from":10000000,"to":20000000,"task":null,"name":"worker"}"#))
        let again = try await timeline("--format", "html", "--output", file)
        #expect(again.status == 2 && again.error.contains("--force"))
    }
}

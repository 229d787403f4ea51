import Foundation
import Testing
import TraceFixtures
import TraceStore

/// Everything that is not a trace: one sentence, status 2, and the file as it was.
@Suite struct BadInputTests {
    enum Input: String, CaseIterable {
        case text, empty, truncated, newer, foreign, directory, missing

        /// Makes it; its path.
        func make(in directory: TemporaryDirectory) throws -> String {
            let path = directory.file(rawValue)
            switch self {
            case .text: return try directory.file(rawValue, Data("not a trace\n".utf8))
            case .empty: return try directory.file(rawValue, Data())
            case .truncated:
                try TestTrace(path: path).fillAsShop()
                let whole = try Data(contentsOf: URL(filePath: path))
                return try directory.file(rawValue, whole.prefix(whole.count / 2))
            case .newer:
                try TestTrace(path: path).database.execute("PRAGMA user_version = 99")
                return path
            case .foreign:
                try Database(path, mode: .create).execute("CREATE TABLE accounts(id, owner)")
                return path
            case .directory: return directory.path
            case .missing: return path
            }
        }
    }

    @Test(
        "Bad input is one sentence that names the file, status 2, and leaves it unchanged.",
        arguments: Input.allCases)
    func refused(_ input: Input) async throws {
        let directory = try TemporaryDirectory()
        let path = try input.make(in: directory)
        let before = try? Data(contentsOf: URL(filePath: path))
        let names = try directory.names
        let result = try await CommandUnderTest.run("report", path)
        #expect(result.status == 2)
        #expect(result.output == "")
        #expect(result.error.hasPrefix("task-trace: ") && result.error.hasSuffix(".\n"))
        #expect(result.error.contains("'\(path)'"))
        #expect(result.error.count { $0 == "\n" } == 1)
        #expect((try? Data(contentsOf: URL(filePath: path))) == before)
        #expect(try directory.names == names)
    }

    @Test(
        "Every reading subcommand refuses alike.",
        arguments: [
            ["query", "SELECT 1"], ["findings"], ["verify"], ["info"], ["why", "1"], ["latency"],
            ["timeline"], ["export", "--format", "csv"], ["top"], ["cancellations"], ["objects"],
        ])
    func alike(_ command: [String]) async throws {
        let directory = try TemporaryDirectory()
        let path = try Input.text.make(in: directory)
        let result = try await CommandUnderTest.run(command[0], [path] + command.dropFirst())
        #expect(result.status == 2)
        #expect(result.error == "task-trace: \(TraceFileError.notATrace(path))\n")
    }
}

import Foundation
import Testing
import TraceFixtures

/// `record` on a real terminal, which Python's standard library makes.
@Suite(.timeLimit(.minutes(2)))
struct RecordTerminalTests {
    private static let python = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":")
        .map { URL(filePath: String($0)).appending(path: "python3") }
        .first { FileManager.default.isExecutableFile(atPath: $0.path) }

    @Test(
        "A program has its terminal: input, size, Ctrl-Z and going on; Ctrl-C ends it and the trace is closed.",
        .enabled(if: python != nil, "python3 is not installed, which makes the terminal"))
    func terminal() async throws {
        let recordings = try Recordings()
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "TerminalTests/terminal_test.py")
        let result = try await CommandUnderTest.run(
            #require(Self.python),
            [script.path, CommandUnderTest.executable.path, recordings.trace, Recordings.program])
        #expect(result.status == 0, "\(result.error)")
        try await recordings.expectComplete()
        #expect(try await recordings.rows("SELECT outcome FROM tasks WHERE name = 'asker'") == ["ok"])
    }
}

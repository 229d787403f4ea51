import Foundation
import Testing

/// Programs that read a trace while it is recorded.
@Suite(.timeLimit(.minutes(2)))
struct LiveReaderTests {
    private static let shell = executable(["/usr/bin/sqlite3", "/usr/local/bin/sqlite3"])
    private static let datasette = executable([
        ProcessInfo.processInfo.environment["TASK_TRACE_BROWSER_PYTHON"].map {
            URL(filePath: $0).deletingLastPathComponent().appending(path: "datasette").path
        } ?? ""
    ])

    private static func executable(_ paths: [String]) -> URL? {
        paths.first { FileManager.default.isExecutableFile(atPath: $0) }.map { URL(filePath: $0) }
    }

    /// While a program is recorded that has done its first work; then it does more, and the trace is complete.
    private func whileRecording(_ body: (String) async throws -> Void) async throws {
        let recordings = try Recordings()
        let running = try RunningRecording("answer", trace: recordings.trace)
        _ = try await running.programReady()
        while try await recordings.rows("SELECT count(*) FROM tasks WHERE outcome = 'ok'").first.flatMap(
            Int.init) ?? 0 < 3
        {
            try await Task.sleep(for: .milliseconds(20))
        }
        try await body(recordings.trace)
        #expect(try await running.ask().hasPrefix("answer of "))
        #expect(await running.end().status == 0)
        try await recordings.expectComplete()
        // Work was done before and after the reading.
        #expect(try await recordings.rows("SELECT count(*) FROM tasks WHERE name = 'poller'") == ["2"])
    }

    @Test("The stock shell reads the views while a program is recorded.", .enabled(if: shell != nil))
    func sqlite() async throws {
        try await whileRecording { trace in
            let result = try await CommandUnderTest.run(
                #require(Self.shell),
                ["-readonly", trace, "SELECT count(*) FROM tasks WHERE name = 'poller'"])
            #expect(result.output == "1\n", "\(result.error)")
        }
    }

    @Test(
        "Datasette reads the views while a program is recorded.",
        .enabled(if: datasette != nil, "Scripts/browser-setup installs it"))
    func readsWithDatasette() async throws {
        try await whileRecording { trace in
            let result = try await CommandUnderTest.run(
                #require(Self.datasette), [trace, "--get", "/trace/tasks.json?name=poller&_shape=array"])
            #expect(result.status == 0, "\(result.error)")
            let rows = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]]
            #expect(rows?.count == 1)
        }
    }

    @Test("Every reading subcommand reads while a program is recorded.")
    func ours() async throws {
        try await whileRecording { trace in
            for words in [
                ["report", trace], ["report", trace, "--format", "html"],
                ["report", trace, "--format", "json"],
                ["findings", trace], ["verify", trace], ["info", trace],
                ["query", trace, "SELECT * FROM tasks"],
            ] {
                let result = try await CommandUnderTest.run(words[0], Array(words.dropFirst()))
                #expect(result.status == 0, "\(words): \(result.output) \(result.error)")
                #expect(!result.output.isEmpty)
            }
        }
    }
}

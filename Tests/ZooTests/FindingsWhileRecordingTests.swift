import Foundation
import Testing
import TraceFixtures
import TraceReporting
import TraceStore

/// Findings of a trace that is still written.
@Suite(.timeLimit(.minutes(2)))
struct FindingsWhileRecordingTests {
    @Test("A program that still runs is diagnosed as it will be when it has ended.")
    func live() async throws {
        let directory = try TemporaryDirectory()
        let trace = directory.file("trace.sqlite")
        let process = Process()
        process.executableURL = Command.executable("task-trace")
        process.arguments = [
            "record", "--output", trace, "--", Command.executable("zoo").path, "slow-callback", "--linger",
        ]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        #expect(output.fileHandleForReading.availableData == Data("done\n".utf8))

        // The recorder is a moment behind. Then the command says it, and exits as asked.
        while try FindingRules.findings(in: TraceReader(path: trace)).isEmpty {
            try await Task.sleep(for: .milliseconds(20))
        }
        let live = try await Command.run(
            "task-trace", ["findings", trace, "--fail-on", "warning", "--format", "json"])
        #expect(live.status == 1)
        #expect(live.output.contains("\"rule\": \"slow-callback\""), "\(live.output)")
        #expect(process.isRunning)
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        let whileLive = try #require(ids(live.output).first)
        let ended = try FindingRules.findings(in: TraceReader(path: trace))
        #expect(ended.first?.id == whileLive)
    }

    private func ids(_ json: String) throws -> [String] {
        let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
        let findings = object?["findings"] as? [[String: Any]] ?? []
        return findings.compactMap { $0["id"] as? String }
    }
}

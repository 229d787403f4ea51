import Foundation
import Testing
import TraceFixtures

/// Signals to `record` while it closes its trace: the symbolizer takes as long as the test wants.
@Suite(.timeLimit(.minutes(2)))
struct RecordClosingTests {
    private let recordings: Recordings
    private let symbolizer: String

    init() throws {
        recordings = try Recordings()
        let text = """
            #!/bin/sh
            echo $$ >"$0.part" && mv "$0.part" "$0.pid"
            while [ ! -e "$0.go" ]; do sleep 0.02; done
            """
        symbolizer = try recordings.directory.file("symbolizer", Data(text.utf8))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: symbolizer)
    }

    /// A recorder whose program has ended, and that waits for the symbolizer.
    private func closing() async throws -> RunningRecording {
        let recording = try RunningRecording(
            "done", within: ["TASKTRACING_SYMBOLIZER=" + symbolizer], trace: recordings.trace)
        for _ in 0..<6000 where !FileManager.default.fileExists(atPath: symbolizer + ".pid") {
            try await Task.sleep(for: .milliseconds(10))
        }
        try #require(FileManager.default.fileExists(atPath: symbolizer + ".pid"))
        return recording
    }

    private func letGo() throws { try Data().write(to: URL(filePath: symbolizer + ".go")) }

    @Test("One signal while the trace is closed changes nothing.", arguments: [SIGINT, SIGTERM, SIGHUP])
    func once(_ signal: Int32) async throws {
        let recording = try await closing()
        kill(recording.recorder, signal)
        try letGo()
        let end = await recording.end()
        #expect(end.status == 3)
        #expect(end.error.lastLine.hasSuffix("nothing was lost."))
        try await recordings.expectComplete()
    }

    @Test(
        "A second one ends the wait; all records are in the trace, and recover removes what is left beside it."
    )
    func twice() async throws {
        let recording = try await closing()
        defer { try? letGo() }
        kill(recording.recorder, SIGTERM)
        // Both could be taken for one while the first is not handled yet.
        for _ in 0..<6000 where try hasPending(SIGTERM, recording.recorder) {
            try await Task.sleep(for: .milliseconds(5))
        }
        kill(recording.recorder, SIGINT)
        #expect(await recording.recorderEnd() == SIGINT)

        #expect(try await recordings.rows("SELECT state FROM trace") == ["closed"])
        #expect(
            try await recordings.rows(
                "SELECT count(*) FROM tasks WHERE name LIKE 'worker-%' AND outcome = 'ok'")
                == ["3"])
        let folder = try await recordings.rows("SELECT value FROM meta WHERE key = 'segments_folder'")[0]
        #expect(FileManager.default.fileExists(atPath: folder))
        try letGo()
        let recovered = try await CommandUnderTest.run("recover", recordings.trace)
        #expect(recovered.status == 0 && recovered.output.hasSuffix("there is nothing to recover.\n"))
        #expect(!FileManager.default.fileExists(atPath: folder))
        let left = try recordings.directory.names.filter { !$0.hasPrefix("symbolizer") }
        #expect(left == ["trace.sqlite"])
        try await recordings.expectComplete()
    }

    private func hasPending(_ signal: Int32, _ pid: Int32) throws -> Bool {
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let pending = status.split(separator: "\n").filter {
            $0.hasPrefix("SigPnd") || $0.hasPrefix("ShdPnd")
        }
        return pending.contains { line in
            let word = line.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) } ?? 0
            return word >> UInt64(signal - 1) & 1 == 1
        }
    }
}

import Foundation
import Testing
import TraceFixtures

/// `record` where memory is as small as in a container.
@Suite(.timeLimit(.minutes(2)))
struct RecordSpillTests {
    /// Its own /dev/shm, of 16 MiB.
    private static let smallMemory = [
        "unshare", "--mount", "sh", "-c", #"mount -t tmpfs -o size=16m tmpfs /dev/shm && exec "$0" "$@""#,
    ]

    private static let isPossible: Bool = {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = smallMemory + ["true"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    @Test(
        "What a program records while its recorder is held back is on disk, and in the trace in the end.",
        .enabled(if: isPossible))
    func heldBack() async throws {
        let recordings = try Recordings()
        let running = try RunningRecording("flood", within: Self.smallMemory, trace: recordings.trace)
        _ = try await running.programReady()
        kill(running.recorder, SIGSTOP)
        #expect(try await running.ask() == "flooded\n")
        let beside = try FileManager.default.contentsOfDirectory(atPath: recordings.directory.path)
        let spill = try #require(beside.first { $0.hasSuffix(".spill.segments") })
        let spilled = try FileManager.default.contentsOfDirectory(atPath: recordings.directory.file(spill))
        #expect(spilled.count >= 2)
        kill(running.recorder, SIGCONT)
        try running.send()
        let end = await running.end()
        #expect(end.error.lastLine.contains("nothing was lost"), "\(end.error)")
        try await recordings.expectComplete()
        #expect(try await recordings.rows("SELECT count(*) FROM tasks WHERE name = 'drop'") == ["60000"])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: recordings.directory.path) == ["trace.sqlite"]
        )
    }

    @Test(
        "With --spill 0 that is lost, and the loss is told.", .enabled(if: isPossible))
    func noSpill() async throws {
        let recordings = try Recordings()
        let running = try RunningRecording(
            "flood", options: ["--spill", "0"], within: Self.smallMemory, trace: recordings.trace)
        _ = try await running.programReady()
        kill(running.recorder, SIGSTOP)
        #expect(try await running.ask() == "flooded\n")
        kill(running.recorder, SIGCONT)
        try running.send()
        let end = await running.end()
        #expect(end.error.lastLine.contains(" records were lost"), "\(end.error)")
    }
}

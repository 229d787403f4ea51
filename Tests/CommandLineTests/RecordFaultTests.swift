import Foundation
import Testing
import TraceFixtures
import TraceStore

/// What the system refuses to the recorder of another program: that program runs as it would without it.
@Suite(.timeLimit(.minutes(2)))
struct RecordFaultTests {
    private let recordings: Recordings

    init() throws { recordings = try Recordings() }

    /// `record` of a program, by a shell that first makes things worse.
    private func record(
        after preparation: String, _ argument: String = "done", to trace: String? = nil,
        unshared: Bool = false
    ) async throws -> CommandUnderTest.Result {
        let words = [
            "-c", preparation + "; exec \"$@\"", "sh", CommandUnderTest.executable.path, "record", "--output",
            trace ?? recordings.trace, "--", Recordings.program, argument,
        ]
        guard unshared else { return try await CommandUnderTest.run(URL(filePath: "/bin/sh"), words) }
        return try await CommandUnderTest.run(
            URL(filePath: "/usr/bin/unshare"), ["--mount", "/bin/sh"] + words)
    }

    private func expectRefusal(_ result: CommandUnderTest.Result, _ words: String...) {
        #expect(result.status == 2)
        #expect(result.output == "")
        #expect(
            result.error.hasPrefix("task-trace: ") && result.error.count { $0 == "\n" } == 1,
            "\(result.error)")
        for word in words { #expect(result.error.contains(word), "\(result.error)") }
    }

    @Test("A second program is not let at a trace that is being written, which stays as it was.")
    func secondProgram() async throws {
        let running = try RunningRecording("answer", trace: recordings.trace)
        _ = try await running.programReady()
        expectRefusal(
            try await recordings.record(["done"]), "is being written by process \(running.recorder)",
            "choose another path")
        _ = try await running.ask()
        #expect(await running.end().status == 0)
        try await recordings.expectComplete()
    }

    // A shell counts in blocks of 512 bytes, or of 1024.
    @Test("A limit of file sizes below a trace at its start is refused before the program runs.")
    func noFileSize() async throws {
        expectRefusal(try await record(after: "ulimit -f 8"), "cannot be written", "File too large")
        #expect(try recordings.directory.names.isEmpty)
    }

    @Test("A limit of file sizes that is reached while recording ends neither program nor recorder.")
    func fileSize() async throws {
        let result = try await record(after: "ulimit -f 8000", "many")
        #expect(result.status == 0)
        #expect(
            result.error.contains("cannot be written for now (disk I/O error: File too large"),
            "\(result.error)")
        #expect(result.lastLine.contains("the end of the trace could not be written"), "\(result.error)")
        // What was committed before is whole.
        #expect(try await recordings.rows("SELECT count(*) > 0 FROM tasks") == ["1"])
        try? recordings.removeSegments()
    }

    @Test("Too few files that may be open are a sentence.")
    func files() async throws {
        expectRefusal(try await record(after: "ulimit -n 20"), "raise that limit (ulimit -n)")
    }

    private static let canUnshare =
        geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/unshare")

    @Test(
        "Without a /dev/shm that can be written the segments lie beside the trace.", .enabled(if: canUnshare),
        arguments: [
            "mount -t tmpfs -o ro tmpfs /dev/shm", "mount --bind /proc/self/fd /dev/shm",
            "mount -t tmpfs -o size=64k tmpfs /dev/shm",
        ])
    func noSharedMemory(_ preparation: String) async throws {
        let result = try await record(after: preparation, unshared: true)
        // 3 is what the program exits with; where mounting is not allowed there is nothing to see.
        guard result.status != 1 else { return }
        #expect(result.status == 3, "\(result.error)")
        try await recordings.expectComplete()
        #expect(
            try await recordings.rows(
                "SELECT value LIKE '%.segments' FROM meta WHERE key = 'segments_folder'") == ["1"])
        #expect(try recordings.directory.names == ["trace.sqlite"])
    }

    @Test(
        "Odd characters in a path are taken as they are.",
        arguments: ["a b", "q?x#y%20", "quo'te\"s", "new\nline", "ümläut 🦊", "-dash", "semi;colon&amp"])
    func oddPaths(_ name: String) async throws {
        let trace = recordings.directory.file(name + ".sqlite")
        let result = try await CommandUnderTest.run(
            "record", ["--output", trace, "--", Recordings.program, "done"])
        #expect(result.status == 3, "\(result.error)")
        let verified = try await CommandUnderTest.run("verify", trace)
        #expect(verified.status == 0, "\(verified.error)")
        #expect(try recordings.directory.names == [name + ".sqlite"])
    }

    @Test("A path that is too long for the system is a sentence.")
    func longPaths() async throws {
        let long = recordings.directory.file(String(repeating: "x", count: 300))
        expectRefusal(try await record(after: "true", to: long), "File name too long")
        let deep = recordings.directory.path + String(repeating: "/directory", count: 500)
        expectRefusal(try await record(after: "true", to: deep), "File name too long")
    }

    @Test("No HOME, and no environment at all, change nothing.")
    func noHome() async throws {
        let result = try await CommandUnderTest.run(
            URL(filePath: "/usr/bin/env"),
            [
                "-i", CommandUnderTest.executable.path, "record", "--output", recordings.trace, "--",
                Recordings.program, "done",
            ])
        #expect(result.status == 3, "\(result.error)")
        try await recordings.expectComplete()
    }

    @Test("A report is for its owner only, whatever the umask, as the trace is.")
    func reportMode() async throws {
        #expect(try await record(after: "umask 0").status == 3)
        let output = recordings.directory.file("report.html")
        for force in [[], ["--force"]] {
            let result = try await CommandUnderTest.run(
                URL(filePath: "/bin/sh"),
                [
                    "-c", "umask 0; exec \"$@\"", "sh", CommandUnderTest.executable.path, "report",
                    recordings.trace,
                    "--format", "html", "--output", output,
                ] + force)
            #expect(result.status == 0, "\(result.error)")
        }
        for file in [output, recordings.trace] {
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
        #expect(try recordings.directory.names == ["report.html", "trace.sqlite"])
    }

    @Test("A report that finds no space leaves no part of itself, and is a sentence.")
    func reportTooLarge() async throws {
        #expect(try await record(after: "true").status == 3)
        let output = recordings.directory.file("report.html")
        let result = try await CommandUnderTest.run(
            URL(filePath: "/bin/sh"),
            [
                "-c", "ulimit -f 2; exec \"$@\"", "sh", CommandUnderTest.executable.path, "report",
                recordings.trace,
                "--format", "html", "--output", output,
            ])
        expectRefusal(result, "cannot be written (File too large)")
        #expect(try recordings.directory.names == ["trace.sqlite"])
    }
}

import Foundation
import Testing
import TraceFixtures

/// A recorded program is given what it would be given without the tracer, and is not harmed.
@Suite(.timeLimit(.minutes(2))) struct RecordTransparencyTests {
    private let recordings: Recordings

    init() throws { recordings = try Recordings() }

    /// What a shell prints that `record` runs as the command of this script, in which it is called `$record`.
    private func shell(_ script: String) async throws -> CommandUnderTest.Result {
        let record = "\(CommandUnderTest.executable.path) record --follow --output \(recordings.trace) --"
        return try await CommandUnderTest.run(
            URL(filePath: "/bin/sh"), ["-c", script.replacing("$record", with: record)])
    }

    @Test("Arguments and environment reach the program byte for byte, also those that are no UTF-8.")
    func bytes() async throws {
        let script = #"""
            export VALUE="$(printf 'a\377b')"
            $record sh -c 'printf %s "$VALUE$1" | od -An -tx1' sh "$(printf 'c\376d')"
            """#
        #expect(try await shell(script).output == " 61 ff 62 63 fe 64\n")
    }

    @Test("Signals that are ignored when record is started are ignored by the program, and no others.")
    func ignoredSignals() async throws {
        let look = "grep SigIgn /proc/self/status"
        for setting in ["", "trap '' PIPE;", "trap '' PIPE CHLD HUP;"] {
            let expected = try await shell("\(setting) exec \(look)").output
            #expect(try await shell("\(setting) exec $record \(look)").output == expected)
        }
    }

    @Test("An empty element of PATH is the current directory.")
    func emptyPathElement() async throws {
        let folder = recordings.directory.path
        let result = try await shell(
            """
            cd \(folder) && cp \(Recordings.program) found-here && PATH=":$PATH" exec $record found-here closures
            """)
        #expect(result.output == "done\n", "\(result.error)")
    }

    @Test("A library that the program needs first stays before the tracer's own.")
    func otherLibraries() async throws {
        let result = try await CommandUnderTest.run(
            "record", ["--follow", "--output", recordings.trace, "--", "sh", "-c", "echo $LD_PRELOAD"],
            environment: ["LD_PRELOAD": "libm.so.6"])
        #expect(result.output.hasPrefix("libm.so.6:"), "\(result.output)")
    }

    @Test("The probe reads nothing beyond the closures of tasks, and nothing that is freed.")
    func guardedMemory() async throws {
        let library = recordings.directory.file("guard.so")
        let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Programs/GuardAllocator.c")
        try await CompiledProgram.run("clang", ["-O1", "-shared", "-fPIC", "-o", library, source.path])
        let guarded = try await CommandUnderTest.run(
            "record",
            ["--follow", "--output", recordings.trace, "--", "sh", "-c"]
                + ["LD_PRELOAD=\(library):$LD_PRELOAD exec \(Recordings.program) closures"])
        #expect(guarded.status == 0 && guarded.output == "done\n", "\(guarded.error)")
        #expect(try await recordings.rows("SELECT count(*) FROM tasks WHERE outcome = 'ok'") == ["120"])
        let functions = try await recordings.rows("SELECT DISTINCT function FROM tasks ORDER BY 1")
        #expect(!functions.isEmpty && !functions.contains { $0.contains("thunk") }, "\(functions)")
    }

    @Test("A warning is one line, whatever the task is called.")
    func hostileName() async throws {
        let result = try await recordings.record(["hostile-name"], options: ["--slow-callback", "5ms"])
        let warning = try #require(result.error.split(separator: "\n").first { $0.contains("Executing") })
        #expect(warning.contains("name='evil\u{FFFD}]0;title\u{FFFD}\u{FFFD}line'"))
        #expect(!result.error.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
    }

    @Test("A program that cannot be started leaves an earlier trace where it was.")
    func notStarted() async throws {
        _ = try await recordings.record(["closures"])
        let script = try recordings.directory.file("script", Data("#!/no/such/interpreter\n".utf8))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
        let before = try Data(contentsOf: URL(filePath: recordings.trace))
        let names = try recordings.directory.names
        let result = try await CommandUnderTest.run(
            "record", ["--follow", "--output", recordings.trace, "--", script])
        #expect(result.status == 2 && result.error.contains("cannot be started"))
        #expect(try Data(contentsOf: URL(filePath: recordings.trace)) == before)
        #expect(try recordings.directory.names == names)
    }
}

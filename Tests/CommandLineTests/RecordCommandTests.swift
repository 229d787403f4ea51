import Foundation
import Testing
import TraceFixtures
import TraceStore

/// `record` with a program that is really run, and knows nothing of the tracer.
@Suite struct RecordCommandTests {
    private let directory: TemporaryDirectory
    private var trace: String { directory.file("trace.sqlite") }
    private static let program =
        CommandUnderTest.executable.deletingLastPathComponent().appending(path: "recorded-program").path

    init() throws { directory = try TemporaryDirectory() }

    private func record(_ words: String..., options: [String] = []) async throws -> CommandUnderTest.Result {
        try await CommandUnderTest.run(
            "record", ["--output", trace] + options + ["--", Self.program] + words)
    }

    private func rows(_ sql: String) async throws -> [String] {
        let result = try await CommandUnderTest.run("query", trace, "--format", "csv", sql)
        return result.output.split(whereSeparator: \.isNewline).dropFirst().map(String.init)
    }

    private func expectComplete() async throws {
        #expect(try await rows("SELECT state FROM trace") == ["closed"])
        let verified = try await CommandUnderTest.run("verify", trace)
        #expect(verified.status == 0, "\(verified.output)")
    }

    @Test("A program that knows nothing of the tracer shows its tasks, their kinds and their outcomes.")
    func tasks() async throws {
        let result = try await record()
        #expect(result.status == 3)
        #expect(result.output == "done\n")
        #expect(result.error == "task-trace: 6 tasks in \(trace), nothing was lost.\n")
        try await expectComplete()
        let tasks = try await rows(
            "SELECT name, kind, outcome FROM tasks WHERE name IS NOT NULL ORDER BY name")
        #expect(
            tasks == [
                "poller,unstructured,ok", "worker-1,group_child,ok", "worker-2,group_child,ok",
                "worker-3,group_child,ok",
            ])
        #expect(try await rows("SELECT count(*) FROM tasks WHERE kind = 'async_let'") == ["1"])
    }

    @Test("Waits have their reason, function and line, and cancellations their place.")
    func places() async throws {
        _ = try await record()
        let sleeps = try await rows(
            "SELECT function, line FROM waits_by_site WHERE reason = 'sleep' AND function IS NOT NULL")
        #expect(sleeps == ["rest(_:),10"])
        let groups = try await rows("SELECT function FROM waits_by_site WHERE reason = 'group'")
        #expect(groups == ["work()"])
        #expect(try await rows("SELECT line FROM cancellations") == ["26"])
    }

    @Test("The trace of a program that exits within a task is complete, and the status is passed on.")
    func exitWithinTask() async throws {
        #expect(try await record("exit-in-task").status == 7)
        try await expectComplete()
        #expect(try await rows("SELECT outcome FROM tasks WHERE name = 'leaver'") == ["alive"])
    }

    @Test("The trace of a program that traps is complete, and the status tells the signal.")
    func trap() async throws {
        let result = try await record("trap")
        #expect(result.status == 128 + SIGILL || result.status == 128 + SIGTRAP)
        try await expectComplete()
        #expect(try await rows("SELECT outcome FROM tasks WHERE name = 'trapper'") == ["alive"])
    }

    @Test("The trace of a program that is killed is complete up to then.")
    func killed() async throws {
        let recording = try RunningRecording(Self.program, trace: trace)
        kill(try await recording.programReady(), SIGKILL)
        let result = await recording.end()
        #expect(result.status == 128 + SIGKILL)
        #expect(result.error == "task-trace: 7 tasks in \(trace), nothing was lost.\n")
        try await expectComplete()
        #expect(
            try await rows("SELECT count(*) FROM tasks WHERE name LIKE 'worker-%' AND outcome = 'ok'") == [
                "3"
            ])
        #expect(try await rows("SELECT outcome FROM tasks WHERE name = 'waiter'") == ["alive"])
    }

    @Test("A signal to the recorder goes on to the program, and the trace is complete.")
    func signals() async throws {
        let recording = try RunningRecording(Self.program, trace: trace)
        _ = try await recording.programReady()
        kill(recording.recorder, SIGTERM)
        #expect(await recording.end().status == 128 + SIGTERM)
        try await expectComplete()
    }

    @Test("What the program starts does not find the tracer in its environment.")
    func environment() async throws {
        #expect(try await record("environment").output == "none\n")
    }

    @Test("The program uses segments again that were read: more of them than fit into the buffer.")
    func segmentsAreUsedAgain() async throws {
        let result = try await record("many", options: ["--buffer", "8"])
        #expect(result.status == 0)
        #expect(try await rows("SELECT count(*) > 8 FROM segment") == ["1"])
        // Whether or not the recorder could keep up: what is missing is declared.
        try await expectComplete()
    }

    @Test("Input goes to the program, its output comes from it.")
    func streams() async throws {
        let shell = URL(filePath: "/bin/sh")
        let line = "printf 'a\\nb\\n' | \"$0\" record --output \"$1\" -- \"$2\" echo"
        let result = try await CommandUnderTest.run(
            shell, ["-c", line, CommandUnderTest.executable.path, trace, Self.program])
        #expect(result.status == 0)
        #expect(result.output == "a\nb\n")
    }

    @Test(
        "What cannot be recorded is refused in a sentence with status 2, and leaves no file.",
        arguments: [
            ("/bin/ls", "does not load the Swift concurrency library"),
            ("no-such-command", "was not found"),
        ])
    func refused(_ command: String, _ reason: String) async throws {
        let result = try await CommandUnderTest.run("record", "--output", trace, "--", command)
        #expect(result.status == 2)
        #expect(result.error.hasPrefix("task-trace: ") && result.error.contains(reason))
        #expect(result.error.count { $0 == "\n" } == 1)
        #expect(try directory.names == [])
    }

    @Test("A script is no executable that can be recorded.")
    func script() async throws {
        let script = try directory.file("script", Data("#!/bin/sh\n".utf8))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
        let result = try await CommandUnderTest.run("record", "--output", trace, script)
        #expect(result.status == 2)
        #expect(result.error.contains("is not an executable of this machine"))
    }

    @Test("A place that cannot be written is refused before the program runs.")
    func unwritable() async throws {
        let result = try await CommandUnderTest.run("record", "--output", directory.path, Self.program)
        #expect(result.status == 2)
        #expect(result.output == "")
    }
}

/// `record` while the program runs.
private struct RunningRecording {
    private let process = Process()
    private let output = Pipe()
    private let error = Pipe()

    init(_ program: String, trace: String) throws {
        process.executableURL = CommandUnderTest.executable
        process.arguments = ["record", "--output", trace, program, "wait"]
        process.standardOutput = output
        process.standardError = error
        // Threads of the task pool block every signal, and what they start inherits that; a shell does not.
        var (none, before) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&none)
        unsafe pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
    }

    var recorder: Int32 { process.processIdentifier }

    /// The number of the program's process, once it says that it is ready.
    func programReady() async throws -> Int32 {
        let handle = output.fileHandleForReading
        let text = await onThread { String(decoding: handle.availableData, as: UTF8.self) }
        return try #require(Int32(text.dropFirst("ready ".count).prefix { $0.isNumber }))
    }

    func end() async -> (status: Int32, error: String) {
        let (process, handle) = (process, error.fileHandleForReading)
        return await onThread {
            let message = handle.readDataToEndOfFile()
            process.waitUntilExit()
            return (process.terminationStatus, String(decoding: message, as: UTF8.self))
        }
    }

    private func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: body()) }
        }
    }
}

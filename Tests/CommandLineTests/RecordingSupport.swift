import Foundation
import Testing
import TraceFixtures
import TraceStore

/// Recordings of the program that knows nothing of the tracer, in a folder of their own.
struct Recordings {
    static let program =
        CommandUnderTest.executable.deletingLastPathComponent().appending(path: "recorded-program").path

    let directory: TemporaryDirectory
    var trace: String { directory.file("trace.sqlite") }

    init() throws { directory = try TemporaryDirectory() }

    func record(_ words: [String], options: [String] = []) async throws -> CommandUnderTest.Result {
        try await CommandUnderTest.run(
            "record", ["--output", trace] + options + ["--", Self.program] + words)
    }

    func rows(_ sql: String) async throws -> [String] {
        let result = try await CommandUnderTest.run("query", trace, "--format", "csv", sql)
        return result.output.split(whereSeparator: \.isNewline).dropFirst().map(String.init)
    }

    func expectComplete() async throws {
        #expect(try await rows("SELECT state FROM trace") == ["closed"])
        let verified = try await CommandUnderTest.run("verify", trace)
        #expect(verified.status == 0, "\(verified.output)")
    }

    /// Of a recorder that was killed.
    func removeSegments() throws {
        let statement = try TraceFile.openForReading(trace).prepare(
            "SELECT value FROM meta WHERE key = 'segments_folder'")
        guard try statement.step(), let folder = statement.text(at: 0) else { return }
        try FileManager.default.removeItem(atPath: folder)
    }
}

/// `record` while the program runs.
struct RunningRecording {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let error = Pipe()

    /// `within`: a command that runs it.
    init(
        _ argument: String = "wait", options: [String] = [], within command: [String] = [], trace: String
    ) throws {
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            command + [CommandUnderTest.executable.path, "record", "--output", trace] + options
            + [Recordings.program, argument]
        process.standardInput = input
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
        let text = try await line()
        return try #require(Int32(text.dropFirst("ready ".count).prefix { $0.isNumber }), "\(text)")
    }

    /// What the program says next.
    func line() async throws -> String {
        let handle = output.fileHandleForReading
        return await onThread { String(decoding: handle.availableData, as: UTF8.self) }
    }

    /// Sends the program a line.
    func send() throws { try input.fileHandleForWriting.write(contentsOf: Data("go on\n".utf8)) }

    /// Sends the program a line, and waits for its answer.
    func ask() async throws -> String {
        try send()
        return try await line()
    }

    /// The exit status of the recorder, or the signal that ended it, whatever becomes of the program.
    ///
    /// `Process` would wait for the program as well, which has inherited what it listens to.
    func recorderEnd() async -> Int32 {
        let pid = recorder
        return await onThread {
            var status: Int32 = 0
            while unsafe waitpid(pid, &status, 0) < 0 && errno == EINTR {}
            return status & 0x7f == 0 ? status >> 8 & 0xff : status & 0x7f
        }
    }

    /// What the recorder has said on standard error, once nobody can say more.
    func message() async -> String {
        let handle = error.fileHandleForReading
        return await onThread { String(decoding: handle.readDataToEndOfFile(), as: UTF8.self) }
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

extension String {
    /// The last line of a text: what `record` says when all is over.
    var lastLine: String { split(separator: "\n").last.map(String.init) ?? "" }
}

extension CommandUnderTest.Result {
    var lastLine: String { error.lastLine }
}

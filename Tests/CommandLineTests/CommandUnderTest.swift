import Foundation

/// Runs the real `task-trace`, as a user does.
enum CommandUnderTest {
    struct Result {
        let status: Int32
        let output: String
        let error: String
    }

    /// It lies beside the executable of the tests.
    static let executable: URL = {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: tests).deletingLastPathComponent().appending(path: "task-trace")
    }()

    static func run(
        _ first: String, _ others: String..., environment: [String: String] = [:]
    ) async throws -> Result {
        try await run(first, others, environment: environment)
    }

    static func run(
        _ first: String, _ others: [String], environment: [String: String] = [:]
    ) async throws -> Result {
        try await run(executable, [first] + others, environment: environment)
    }

    /// Waits on a thread of its own: the threads of tasks are few, and other tests need them.
    static func run(
        _ executable: URL, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Swift.Result { try runAndWait(executable, arguments, environment) })
            }
        }
    }

    private static func runAndWait(
        _ executable: URL, _ arguments: [String], _ environment: [String: String]
    ) throws -> Result {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let (output, error) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = error
        try process.run()
        // Messages on standard error are short: they cannot fill their pipe while this one is read.
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let message = error.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
            error: String(decoding: message, as: UTF8.self))
    }
}

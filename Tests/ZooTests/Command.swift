import Foundation

/// Executables of this package, run as a user does.
enum Command {
    struct Result: Sendable {
        let status: Int32
        /// Both of its outputs.
        let output: String
    }

    /// They lie beside the executable of the tests.
    static func executable(_ name: String) -> URL {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: tests).deletingLastPathComponent().appending(path: name)
    }

    /// Waits on a thread of its own: the threads of tasks are few.
    static func run(_ name: String, _ arguments: [String]) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Swift.Result { try runAndWait(executable(name), arguments) })
            }
        }
    }

    private static func runAndWait(_ executable: URL, _ arguments: [String]) throws -> Result {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Result(status: process.terminationStatus, output: String(decoding: text, as: UTF8.self))
    }
}

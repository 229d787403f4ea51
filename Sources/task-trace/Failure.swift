internal import ArgumentParser
internal import Foundation
internal import ProgramRecorder
internal import TaskTracing
internal import TraceRecovery
internal import TraceReporting
internal import TraceStore

/// What was given cannot be used: a sentence with the remedy.
struct InputError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// The reader of our output is gone. It has what it wanted.
struct BrokenPipe: Error {}

/// From errors to messages and exit statuses: 0 fine, 1 findings, 2 usage or input.
enum Failure {
    static let findings = ExitCode(1)
    private static let input: Int32 = 2

    /// Says what is wrong, and gives the exit status for it.
    static func status(of error: any Error) -> Int32 {
        switch error {
        case is BrokenPipe: return 0
        case let code as ExitCode: return code.rawValue
        case is TraceFileError, is RecordingFileError, is InputError, is SQLiteError, is TaskTracingError,
            is RecordingRefusal, is RecoveryError:
            let words = String(describing: error).split(whereSeparator: \.isWhitespace).joined(separator: " ")
            Output.complain("task-trace: " + DisplayText.clean(words))
            return input
        default: break
        }
        let message = TaskTrace.fullMessage(for: error)
        guard TaskTrace.exitCode(for: error) != .success else {
            // --help and --version.
            do { try Output.print(message + "\n") } catch { return status(of: error) }
            return 0
        }
        Output.complain(message)
        return input
    }
}

/// Why a recording cannot begin at a path: one sentence with the remedy.
package enum RecordingFileError: Error, Hashable, Sendable, CustomStringConvertible {
    case occupied(String)
    case beingWritten(String, pid: Int32)
    case cannotWrite(String, reason: String)

    package var description: String {
        switch self {
        case .occupied(let path):
            "'\(path)' exists and is not a trace, so it was left alone: choose another path for the trace."
        case .beingWritten(let path, let pid):
            "'\(path)' is being written by process \(pid): choose another path, or wait until it ends."
        case .cannotWrite(let path, let reason):
            "The trace '\(path)' cannot be written (\(reason)): choose a path that can, or free some space."
        }
    }
}

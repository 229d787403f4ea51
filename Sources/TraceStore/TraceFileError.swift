/// Why a path is not a trace that can be opened: one sentence with the remedy.
package enum TraceFileError: Error, Hashable, Sendable, CustomStringConvertible {
    case notFound(String)
    case directory(String)
    case unreadable(String, reason: String)
    case empty(String)
    case notATrace(String)
    case foreignDatabase(String)
    case damaged(String, reason: String)
    case newerFormat(String, found: Int, supported: Int)
    case alreadyExists(String)

    package var path: String {
        switch self {
        case .notFound(let path), .directory(let path), .unreadable(let path, _), .empty(let path),
            .notATrace(let path), .foreignDatabase(let path), .damaged(let path, _),
            .newerFormat(let path, _, _), .alreadyExists(let path):
            path
        }
    }

    package var description: String {
        switch self {
        case .notFound(let path):
            "There is no file '\(path)': check the path, or record a trace first."
        case .directory(let path):
            "'\(path)' is a directory: give the trace file inside it."
        case .unreadable(let path, let reason):
            "'\(path)' cannot be read (\(reason)): check its permissions and those of its directory."
        case .empty(let path):
            "'\(path)' is empty: the recording had not begun or failed at the start; record it again."
        case .notATrace(let path):
            "'\(path)' is not a trace: give an SQLite file that the task tracer wrote."
        case .foreignDatabase(let path):
            "'\(path)' is an SQLite database, but not a trace: give a file that the task tracer wrote."
        case .damaged(let path, let reason):
            "'\(path)' is damaged (\(reason)): copy the trace again, with its -wal file if it has one."
        case .newerFormat(let path, let found, let supported):
            "'\(path)' has trace format \(found), and this task-trace reads up to \(supported): update it."
        case .alreadyExists(let path):
            "'\(path)' exists already: choose another name, or remove it first."
        }
    }
}

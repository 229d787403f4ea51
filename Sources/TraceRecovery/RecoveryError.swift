/// Why a trace cannot be recovered now: one sentence with the remedy.
package enum RecoveryError: Error, Hashable, Sendable, CustomStringConvertible {
    case stillRunning(String, pid: Int32)
    case beingWritten(String, pid: Int32)
    case foreignFolder(String, folder: String)
    case damaged(String, reason: String)

    package var description: String {
        switch self {
        case .stillRunning(let path, let pid):
            "'\(path)' is of process \(pid), which still runs and records: recover it when that has ended."
        case .beingWritten(let path, let pid):
            "'\(path)' is being written by process \(pid): wait until that ends, there is nothing to recover yet."
        case .foreignFolder(let path, let folder):
            "'\(path)' says that its last records are in '\(folder)', which is no folder of segments of yours: "
                + "recover it as the user who recorded it."
        case .damaged(let path, let reason):
            "'\(path)' cannot be recovered (\(reason)): what is in it can be read as it is."
        }
    }
}

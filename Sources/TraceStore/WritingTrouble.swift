package import TraceModel

/// Why a trace cannot be written for now: a sentence, with what can be done.
package enum WritingTrouble: Error, Sendable, CustomStringConvertible {
    case heldByReader(TraceLocks.Holder?, limit: Int)

    package var description: String {
        switch self {
        case .heldByReader(let reader, let limit):
            let who = reader.map { "process \($0.pid) ('\($0.name)')" } ?? "a reader"
            return
                "\(who) has been reading one state of the trace for so long that the file beside it has reached "
                + "\(limit >> 20) MiB: let it end its transaction"
        }
    }

    /// The sentence for whatever a commit has failed with.
    package static func describe(_ error: any Error, _ path: String) -> String {
        guard let error = error as? SQLiteError else { return String(describing: error) }
        if error.isFull { return "the disk is full: free some space" }
        if error.isBusy {
            let who =
                TraceLocks.writer(of: path).map { "process \($0.pid) ('\($0.name)')" } ?? "another program"
            return "\(who) holds the trace for writing: let it end its transaction"
        }
        return "\(error.message), SQLite error \(error.code)"
    }

    /// What the records that are lost meanwhile are lost for.
    package static func reason(_ error: any Error) -> GapReason {
        error is WritingTrouble ? .heldByReader : .writeFailed
    }
}

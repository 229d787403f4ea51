internal import TraceCollector
package import TraceStore

/// That a recording was cut off, and what of it is not in the trace yet.
package struct RecoveryNeed: Sendable {
    /// Records in segments that no commit covers; nil where nobody can look.
    package let waitingRecords: Int64?
    /// The process that still records, with nobody to take it in.
    package let livingProgram: Int32?
    let path: String

    /// Nil if the trace is complete, or being written.
    package init?(of trace: Database) throws {
        guard try TraceFile.state(of: trace) == "cut off" else { return nil }
        path = trace.path
        guard let folder = try? LeftFolder(of: trace) else {
            (waitingRecords, livingProgram) = (nil, nil)
            return
        }
        livingProgram = try folder.livingProgram(in: trace)
        waitingRecords = try folder.processes.reduce(0) { sum, process in
            guard let left = LeftSegments(folder: process.path) else { return sum }
            try left.look(for: process.number, in: trace, clock: nil)
            return sum + left.waiting
        }
    }

    /// What to do, in a sentence.
    package var sentence: String {
        let what =
            switch waitingRecords {
            case nil: "what it recorded last is no longer there"
            case 0: "no record is missing"
            case 1: "1 record of its last moments is not in it yet"
            case let count?: "\(count) records of its last moments are not in it yet"
            }
        let remedy =
            livingProgram.map { "when process \($0), which still runs, has ended, run" } ?? "run"
        return "The recording of '\(path)' was cut off, and \(what): \(remedy) 'task-trace recover \(path)'."
    }
}

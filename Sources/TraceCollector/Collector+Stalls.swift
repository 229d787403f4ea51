internal import TraceModel
internal import TraceStore

/// A task that has been running for too long and still is, as the log is told of it.
package struct Stall: Sendable {
    package let task: Int64
    package let function: String?
    package let nanoseconds: Int64

    package init(task: Int64, function: String?, nanoseconds: Int64) {
        self.task = task
        self.function = function
        self.nanoseconds = nanoseconds
    }

    package var message: String {
        let words = function.map { " running \($0)" } ?? ""
        return "<Task \(task)\(words)> has been executing for "
            + "\(Collector.SlowStep.seconds(nanoseconds)) seconds, and still is"
    }
}

// Stalls of a process that is seen through its records alone: a run that was followed by nothing.
extension Collector {
    /// The tasks that run for longer than the threshold, each run once; they are entered into the trace.
    ///
    /// To be asked after a ``drain()`` that left nothing, or what is long over might seem to last.
    package mutating func findStalls() throws -> [Stall] {
        for id in dirty { noteRun(id) }
        var found: [Stall] = []
        let now = drainedUntil
        for (id, since) in runs where now - since >= options.slowCallbackNanoseconds {
            runs[id] = nil
            guard let index = tasks.index(of: id), tasks[index].machine.state == .running,
                tasks[index].machine.since == since, lossAt < since, !tasks[index].isHelper
            else { continue }
            found.append(try enterStall(id, index, nanoseconds: now - since, at: now))
        }
        return found
    }

    /// Keeps a running task in mind until it is found to do something else.
    mutating func noteRun(_ id: UInt32) {
        guard let index = tasks.index(of: id) else {
            runs[id] = nil
            return
        }
        let machine = tasks[index].machine
        // A run that was reported already is not noted again.
        if machine.state == .running && tasks[index].stallReported != machine.since {
            runs[id] = machine.since
        } else {
            runs[id] = nil
        }
    }

    private mutating func enterStall(_ id: UInt32, _ index: Int, nanoseconds: Int64, at time: Int64) throws
        -> Stall
    {
        tasks[index].stallReported = tasks[index].machine.since
        let task = identifierOffset + Int64(id)
        let stall = Stall(
            task: task, function: try tasks[index].entry?.function.flatMap(writer.text),
            nanoseconds: nanoseconds)
        guard keepsDetails else {
            rows.totals.drop(.mark)
            return stall
        }
        let text = try writer.string(stall.message)
        let key = rows.marks.uniqueKey(time)
        rows.marks.append(
            key,
            [
                Int64(MarkKind.stall.rawValue), task, tasks[index].machine.thread ?? RowBatch.null,
                RowBatch.null, tasks[index].machine.site ?? RowBatch.null, nanoseconds, 0, text,
            ])
        return stall
    }
}

internal import Glibc
internal import TraceModel
internal import TraceStore

// What becomes of tasks in the tables.
extension Collector {
    /// Notes that the task has changed since the last commit.
    mutating func touch(_ id: UInt32, _ index: Int) {
        guard !tasks[index].isDirty else { return }
        tasks[index].isDirty = true
        dirty.append(id)
    }

    mutating func write(_ step: TaskStateMachine.Step, _ id: UInt32, _ index: Int) throws {
        guard !tasks[index].isHelper else { return }
        let key = rows.steps.uniqueKey(step.ended)
        rows.steps.append(
            key,
            [
                step.ended - step.started, writer.identifierOffset + Int64(id), step.thread,
                step.readyNanoseconds ?? RowBatch.null, step.wait?.nanoseconds ?? RowBatch.null,
                step.wait.map { Int64($0.reason.rawValue) } ?? RowBatch.null, step.site ?? RowBatch.null,
                step.wait?.object ?? RowBatch.null, step.waker?.task ?? RowBatch.null,
                step.waker?.thread ?? RowBatch.null, step.wait?.stack ?? RowBatch.null,
            ])
        if step.ended - step.started >= options.slowCallbackNanoseconds {
            try slow(tasks[index], id: id, step: step, place: tasks[index].entry)
        }
    }

    mutating func writeTask(_ id: UInt32, _ entry: TaskEntry, ended: Int64?, outcome: TaskOutcome?) {
        let parent = entry.parent == 0 ? RowBatch.null : writer.identifierOffset + Int64(entry.parent)
        rows.tasks.append(
            [
                writer.identifierOffset + Int64(id), parent, Int64(entry.kind.rawValue),
                entry.name ?? RowBatch.null,
                entry.site ?? RowBatch.null, entry.entry?.site ?? RowBatch.null,
                entry.priority ?? RowBatch.null,
                entry.created ?? RowBatch.null, ended ?? RowBatch.null,
                outcome.map { Int64($0.rawValue) } ?? RowBatch.null,
                entry.machine.runNanoseconds, entry.machine.totalReadyNanoseconds,
                entry.machine.waitNanoseconds,
                entry.machine.steps, entry.createdStack ?? RowBatch.null,
            ])
    }

    /// Rows for the living tasks that have changed: for readers, and for a collector that goes on from here.
    mutating func describeTasks() throws {
        for id in dirty {
            guard let index = tasks.index(of: id), tasks[index].isDirty else { continue }
            tasks[index].isDirty = false
            if options.findsStalls { noteRun(id) }
            guard !tasks[index].isHelper else { continue }
            tasks[index].isInOpenTasks = true
            let entry = tasks[index]
            writeTask(id, entry, ended: nil, outcome: nil)
            let machine = entry.machine
            rows.openTasks.append(
                [
                    writer.identifierOffset + Int64(id),
                    Int64(machine.state?.rawValue ?? TaskState.waiting.rawValue),
                    machine.since, machine.thread ?? RowBatch.null,
                    machine.wait.map { Int64($0.reason.rawValue) } ?? RowBatch.null,
                    machine.wait?.site ?? machine.site ?? RowBatch.null,
                    machine.wait?.object ?? RowBatch.null,
                    machine.waker?.task ?? RowBatch.null, machine.waker?.thread ?? RowBatch.null,
                    machine.wait?.nanoseconds ?? RowBatch.null, machine.readyNanoseconds ?? RowBatch.null,
                    entry.cancelledAt ?? RowBatch.null, machine.wait?.stack ?? RowBatch.null,
                ])
        }
        dirty.removeAll(keepingCapacity: true)
    }

    /// A step or callback that took too long. The message is what the log said.
    mutating func addSlowCallback(
        at: Int64, duration: Int64, threshold: Int64, task: Int64, thread: Int64, object: Int64, site: Int64,
        message: String
    ) throws {
        let key = rows.slowCallbacks.uniqueKey(at)
        let text = try writer.string(message)
        rows.slowCallbacks.append(key, [duration, threshold, task, thread, object, site, text])
    }

    /// Enters a task's duration into the histogram of its name, or of its function where it has none.
    mutating func count(_ id: UInt32, _ entry: TaskEntry, _ nanoseconds: Int64) {
        guard let name = entry.name ?? entry.entry?.function else { return }
        let bucket = Int64((8 * log2(Double(max(0, nanoseconds)) + 1)).rounded(.down))
        histogram[HistogramKey(name: name, bucket: bucket), default: 0] += 1
    }
}

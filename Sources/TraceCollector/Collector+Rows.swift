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
        try writeRow(step, id)
        if let wait = step.wait, let nanoseconds = wait.nanoseconds {
            waitTotals.add(
                reason: Int64(wait.reason.rawValue), site: step.site, nanoseconds, to: &rows.waitTotals)
        }
        if step.ended &- step.started >= options.slowCallbackNanoseconds {
            try slow(tasks[index], id: id, step: step, place: tasks[index].entry)
        }
    }

    private mutating func writeRow(_ step: TaskStateMachine.Step, _ id: UInt32) throws {
        guard keepsDetails else {
            totals.stepEnded(at: step.ended, step)
            return rows.totals.drop(.step)
        }
        let key = rows.steps.uniqueKey(step.ended)
        totals.stepEnded(at: key, step)
        rows.steps.append(
            key,
            [
                step.ended &- step.started, identifierOffset + Int64(id), step.thread,
                step.readyNanoseconds ?? RowBatch.null, step.wait?.nanoseconds ?? RowBatch.null,
                step.wait.map { Int64($0.reason.rawValue) } ?? RowBatch.null, step.site ?? RowBatch.null,
                step.wait?.object ?? RowBatch.null, step.waker?.task ?? RowBatch.null,
                step.waker?.thread ?? RowBatch.null, step.wait?.stack ?? RowBatch.null,
            ])
    }

    mutating func writeTask(_ id: UInt32, _ entry: TaskEntry, ended: Int64?, outcome: TaskOutcome?) {
        let parent = entry.parent == 0 ? RowBatch.null : identifierOffset + Int64(entry.parent)
        let row: InlineArray<15, Int64> =
            [
                identifierOffset + Int64(id), parent, Int64(entry.kind.rawValue),
                entry.name ?? RowBatch.null,
                entry.site ?? RowBatch.null, entry.entry?.site ?? RowBatch.null,
                entry.priority ?? RowBatch.null,
                entry.created ?? RowBatch.null, ended ?? RowBatch.null,
                outcome.map { Int64($0.rawValue) } ?? RowBatch.null,
                entry.machine.runNanoseconds, entry.machine.totalReadyNanoseconds,
                entry.machine.waitNanoseconds,
                entry.machine.steps, entry.createdStack ?? RowBatch.null,
            ]
        // Most tasks are over before anything is said of them.
        if ended != nil && !entry.isInOpenTasks { rows.newTasks.append(row) } else { rows.tasks.append(row) }
    }

    /// The row of a task that has ended: it is kept where details are kept of the time in which it lived.
    mutating func writeEnded(_ id: UInt32, _ entry: TaskEntry, at time: Int64, _ outcome: TaskOutcome) {
        totals.taskEnded(entry, at: time, outcome)
        let row = identifierOffset + Int64(id)
        if entry.isInOpenTasks { rows.endedTasks.append([row]) }
        if keepsDetails || entry.created ?? .min < keptUntil {
            return writeTask(id, entry, ended: time, outcome: outcome)
        }
        if entry.isInOpenTasks { rows.droppedTasks.append([row]) }
        rows.totals.drop(.task)
        if outcome == .threw { rows.totals.drop(.taskFailed) }
        if outcome == .cancelled { rows.totals.drop(.taskCancelled) }
    }

    /// Rows for the living tasks that have changed: for readers, and for a collector that goes on from here.
    mutating func describeTasks() throws {
        for id in dirty {
            guard let index = tasks.index(of: id), tasks[index].isDirty else { continue }
            tasks[index].isDirty = false
            if options.findsStalls { noteRun(id) }
            tasks[index].isInOpenTasks = true
            let entry = tasks[index]
            guard !entry.isHelper else {
                describeHelper(id, entry.machine)
                continue
            }
            writeTask(id, entry, ended: nil, outcome: nil)
            let machine = entry.machine
            rows.openTasks.append(
                [
                    identifierOffset + Int64(id),
                    Int64(machine.state?.rawValue ?? TaskState.waiting.rawValue),
                    machine.since, machine.thread ?? RowBatch.null,
                    machine.wait.map { Int64($0.reason.rawValue) } ?? RowBatch.null,
                    machine.wait?.site ?? machine.site ?? RowBatch.null,
                    machine.wait?.object ?? RowBatch.null,
                    machine.waker?.task ?? RowBatch.null, machine.waker?.thread ?? RowBatch.null,
                    machine.wait?.nanoseconds ?? RowBatch.null, machine.readyNanoseconds ?? RowBatch.null,
                    entry.cancelledAt ?? RowBatch.null, machine.wait?.stack ?? RowBatch.null,
                    machine.site ?? RowBatch.null, TaskMemory(entry).bits,
                    entry.pendingWait.map { Int64($0.reason.rawValue) } ?? RowBatch.null,
                    entry.pendingWait?.object ?? RowBatch.null, entry.pendingWait?.site ?? RowBatch.null,
                ])
        }
        dirty.removeAll(keepingCapacity: true)
        objects.describeCallbacks(into: &rows)
    }

    private mutating func describeHelper(_ id: UInt32, _ machine: TaskStateMachine) {
        rows.openHelpers.append(
            [
                writer.identifierOffset + Int64(id),
                machine.state.map { Int64($0.rawValue) } ?? RowBatch.null,
                machine.since, machine.anomalies,
            ])
    }

    /// A step or callback that took too long. The message is what the log said.
    mutating func addSlowCallback(
        at: Int64, duration: Int64, threshold: Int64, task: Int64, thread: Int64, object: Int64, site: Int64,
        message: String
    ) throws {
        totals[at: at].slowCallbacks += 1
        guard keepsDetails else { return rows.totals.drop(.slowCallback) }
        let key = rows.slowCallbacks.uniqueKey(at)
        let text = try writer.string(message)
        rows.slowCallbacks.append(key, [duration, threshold, task, thread, object, site, text])
    }

    /// Enters a task's duration into the histogram of its name, or of its function where it has none.
    mutating func count(_ id: UInt32, _ entry: TaskEntry, _ nanoseconds: Int64) {
        guard let name = entry.name ?? entry.entry?.function else { return }
        histogram[HistogramKey(name: name, bucket: RunTotals.bucket(nanoseconds)), default: 0] += 1
    }
}

internal import CTaskProbe
internal import TraceModel
internal import TraceStore

// What each kind of record means. One method per group of kinds; `take` is the table of them.
extension Collector {
    mutating func take(_ cursor: SegmentCursor) throws {
        let record = cursor.current
        let time = clock.nanoseconds(record.ticks)
        let thread = cursor.thread
        switch record.kind {
        case TT_TASK_RUN: try ran(record, time, thread)
        case TT_TASK_SUSPEND: try suspended(record, cursor, time, thread)
        case TT_TASK_ENQUEUE: woken(record, time, thread)
        case TT_TASK_CREATE: try created(record, cursor.continuations, time)
        case TT_TASK_END: try ended(record, time, thread)
        case TT_TASK_CANCEL: try cancelled(record, time, thread)
        case TT_TASK_ADOPT: try adopted(record, time, thread)
        default: try takeObjectRecord(record, cursor, time, thread)
        }
    }

    // MARK: Tasks

    private func isIgnored(_ task: UInt32) -> Bool {
        task <= lastIgnoredTask && (task == options.adoptedTask || options.ignoredTasks.contains(task))
    }

    private mutating func created(_ record: tt_record, _ more: ContinuationRecords, _ time: Int64) throws {
        let stack = try stacks.row(more, areCallers: true, &sites)
        guard !isIgnored(record.task) else { return }
        let (index, isNew) = tasks.indexAddingIfNeeded(record.task)
        tasks[index].machine.created(at: time)
        guard isNew else { return }
        let flags = record.arg >> 48
        tasks[index].kind =
            flags & 0x10 != 0
            ? .asyncLet : flags & 0x4 != 0 ? .groupChild : flags & 0x1 != 0 ? .child : .unstructured
        tasks[index].parent = record.other
        tasks[index].priority = record.arg >> 56 == 0 ? nil : Int64(record.arg >> 56)
        tasks[index].created = time
        totals[at: time].tasksCreated += 1
        tasks[index].name = try name(more)
        let detail = more.first(TT_CREATION_DETAIL)
        tasks[index].entry = try sites.entry(record.code, behindThunks: more)
        let callers: InlineArray<3, UInt64> = [
            record.arg & 0xffff_ffff_ffff, detail?.ticks ?? 0, detail?.arg ?? 0,
        ]
        tasks[index].site = try sites.creation(callers)
        tasks[index].createdStack = try stack ?? stacks.row(ofCallers: callers, &sites)
        touch(record.task, index)
    }

    /// A task's name, as a row of `string`. Many tasks share a few names.
    private mutating func name(_ more: ContinuationRecords) throws -> Int64? {
        let short = more.shortText
        if let short, let known = names[short] { return known }
        let name = try more.text().map(writer.string)
        if let short, let name {
            if names.count >= 4096 { names.removeAll() }
            names[short] = name
        }
        return name
    }

    private mutating func adopted(_ record: tt_record, _ time: Int64, _ thread: Int64) throws {
        if record.task == options.adoptedTask { options.adoptedTask = 0 }
        let (index, _) = tasks.indexAddingIfNeeded(record.task)
        let place = try sites.place(record.code)
        tasks[index].machine.adopted(at: time, thread: thread, site: place?.site)
        tasks[index].entry = tasks[index].entry ?? place
        touch(record.task, index)
    }

    private mutating func ran(_ record: tt_record, _ time: Int64, _ thread: Int64) throws {
        guard !isIgnored(record.task) else { return }
        let (index, isNew) = tasks.indexAddingIfNeeded(record.task)
        var place = try sites.place(record.code)
        let waitSite = tasks[index].machine.wait?.site
        if isNew {
            // A task that nobody made: of before the trace, or the runtime's own.
            tasks[index].isHelper = place?.isRuntime == true || place?.waitReason == .sleep
            if options.seesWholeProgram, place?.isThunk == true {
                place = try sites.programEntry(behindThunk: record.code) ?? place
            }
            tasks[index].entry = place
        } else if place?.isThunk == true || tasks[index].machine.state == .created {
            place = tasks[index].entry ?? place
        }
        if tasks[index].machine.state == .running && lossAt < tasks[index].machine.since {
            try declareUnannouncedSuspension(record.task, index, time, thread)
        }
        // It goes on where it was suspended, which then was known better.
        tasks[index].machine.ran(at: time, thread: thread, site: waitSite ?? place?.site)
        tasks[index].pendingWait = nil
        deliverCancellation(record.task, index, time)
        touch(record.task, index)
    }

    /// The runtime says nothing of a suspension while another thread changes the task's status: when it ended a run,
    /// and what it was for, is not known. The trace says that much.
    private mutating func declareUnannouncedSuspension(
        _ task: UInt32, _ index: Int, _ time: Int64, _ thread: Int64
    ) throws {
        guard !tasks[index].isHelper else { return }
        guard keepsDetails else { return rows.totals.drop(.mark) }
        let text = try writer.string("the task ran again without a suspension before it")
        rows.marks.append(
            rows.marks.uniqueKey(time),
            [
                Int64(MarkKind.anomaly.rawValue), identifierOffset + Int64(task), thread,
                RowBatch.null,
                tasks[index].machine.site ?? RowBatch.null, 0, 0, text,
            ])
    }

    private mutating func suspended(
        _ record: tt_record, _ cursor: SegmentCursor, _ time: Int64, _ thread: Int64
    )
        throws
    {
        // First of all: the frames are told once, be it by a task that is not shown.
        let stack = options.recordsBacktraces ? try stacks.row(cursor.continuations, &sites) : nil
        guard !isIgnored(record.task) else { return }
        let (index, _) = tasks.indexAddingIfNeeded(record.task)
        var wait = try waitOf(record, cursor, index, time)
        wait.stack = stack
        if let step = tasks[index].machine.suspended(
            at: time, thread: thread, for: wait, lossAt: lossAt)
        {
            try write(step, record.task, index)
        }
        tasks[index].pendingWait = nil
        touch(record.task, index)
    }

    /// The program's first task was there before anybody could see what it runs: only its thunk is known.
    private mutating func findEntry(_ record: tt_record, _ cursor: SegmentCursor, _ index: Int) throws {
        guard tasks[index].created == nil else { return }
        let frames = cursor.continuations.filter { $0.kind == TT_FRAMES }
        for code in [record.code] + frames.flatMap({ [$0.ticks, $0.code, $0.arg] })
        where try sites.place(code)?.isProgramEntry == true {
            tasks[index].entry = try sites.programEntry(near: code) ?? tasks[index].entry
        }
    }

    /// Where the task will go on: the nearest function that is the program's own.
    private mutating func suspensionPlace(_ record: tt_record, _ cursor: SegmentCursor) throws -> SiteTable
        .Place?
    {
        var nearest = try sites.place(record.code)
        guard nearest?.isUsersOwn == false else { return nearest }
        for frames in cursor.continuations where frames.kind == TT_FRAMES {
            for code in [frames.ticks, frames.code, frames.arg] {
                guard let place = try sites.place(code) else { continue }
                if place.isUsersOwn { return place }
                // Code of this library is nearer to the user than Swift's.
                if place.isLibrary && place.function != nil { nearest = place }
            }
        }
        return nearest
    }

    private mutating func waitOf(
        _ record: tt_record, _ cursor: SegmentCursor, _ index: Int, _ time: Int64
    ) throws -> TaskStateMachine.Wait {
        let place = try suspensionPlace(record, cursor)
        if tasks[index].entry?.isThunk == true { try findEntry(record, cursor, index) }
        var wait = TaskStateMachine.Wait(reason: .unknown, object: nil, site: place?.site, since: time)
        switch UInt32(record.detail) {
        case UInt32(TT_ON_TASK.rawValue), UInt32(TT_ON_ASYNC_LET.rawValue):
            wait.reason = record.detail == TT_ON_ASYNC_LET.rawValue ? .asyncLet : .task
            wait.object = record.other == 0 ? nil : identifierOffset + Int64(record.other)
        case UInt32(TT_ON_GROUP.rawValue):
            wait.reason = .group
        case UInt32(TT_ON_EXECUTOR.rawValue):
            wait.reason = .actor
            let more = cursor.continuations
            let told = more.first(TT_EXECUTOR)
            wait.object = try objects.executor(
                record.arg, told: told.map { ($0.detail == 1, more.text()) }, into: &rows)
        default:
            if let pending = tasks[index].pendingWait {
                wait.reason = pending.reason
                wait.object = pending.object
                wait.site = pending.site ?? wait.site
            } else if record.detail != 0 {
                // The function of the runtime that was called says whether this is a sleep, a yield, a stream.
                wait.reason = try sites.place(record.arg)?.waitReason ?? .continuation
                if wait.reason == .continuation, let frames = cursor.continuations.first(TT_FRAMES) {
                    // Within it, a continuation: what the program has called tells more.
                    wait.reason = try sites.place(frames.wideOperand)?.waitReason ?? .continuation
                }
            }
        }
        return wait
    }

    private mutating func woken(_ record: tt_record, _ time: Int64, _ thread: Int64) {
        guard !isIgnored(record.task) else { return }
        let (index, isNew) = tasks.indexAddingIfNeeded(record.task)
        if isNew && !options.seesCreation {
            tasks[index].machine.created(at: time)
            tasks[index].created = time
            totals[at: time].tasksCreated += 1
            tasks[index].parent = record.other
            tasks[index].kind = .unstructured
            return touch(record.task, index)
        }
        var waker = TaskStateMachine.Waker(task: nil, thread: thread)
        waker.task = programTask(record.other)
        tasks[index].machine.woken(at: time, by: waker)
        touch(record.task, index)
    }

    private mutating func ended(_ record: tt_record, _ time: Int64, _ thread: Int64) throws {
        guard !isIgnored(record.task), let index = tasks.index(of: record.task) else { return }
        if let step = tasks[index].machine.ended(at: time, thread: thread, lossAt: lossAt) {
            try write(step, record.task, index)
        }
        anomalies += tasks[index].machine.anomalies
        let entry = tasks[index]
        if !entry.isHelper {
            let outcome: TaskOutcome = record.detail == 0 ? .ok : record.detail == 2 ? .cancelled : .threw
            writeEnded(record.task, entry, at: time, outcome)
            if let at = entry.cancelledAt, at <= time {
                writer.after(
                    """
                    UPDATE cancellation SET delivered = coalesce(delivered, ?2), ended = ?2
                    WHERE task = ?3 AND at BETWEEN ?1 AND ?1 + 1000
                    """,
                    .integer(at), .integer(time), .integer(identifierOffset + Int64(record.task)))
            }
            if let created = entry.created { count(record.task, entry, time &- created) }
        } else {
            endedHelpers.insert(record.task)
            endedHelpersText = nil
            if entry.isInOpenTasks {
                rows.endedHelpers.append([writer.identifierOffset + Int64(record.task)])
            }
        }
        tasks.remove(record.task)
    }

    private mutating func cancelled(_ record: tt_record, _ time: Int64, _ thread: Int64) throws {
        guard !isIgnored(record.task) else { return }
        // A group also cancels its children that are over. One that is not known has ended, unless it is
        // older than the recording.
        guard tasks.index(of: record.task) != nil || record.task < options.firstTask else { return }
        let (index, _) = tasks.indexAddingIfNeeded(record.task)
        // Runtimes may announce one request more than once; the first counts.
        guard tasks[index].cancelledAt == nil, !tasks[index].isHelper else { return }
        let site = try sites.creation([record.arg, record.code, 0])
        guard keepsDetails else { return rows.totals.drop(.cancellation) }
        let key = rows.cancellations.uniqueKey(time)
        rows.cancellations.append(
            key,
            [
                identifierOffset + Int64(record.task), programTask(record.other) ?? RowBatch.null,
                thread,
                Int64(record.detail),
                site ?? RowBatch.null, RowBatch.null, RowBatch.null,
            ])
        tasks[index].cancelledAt = key
        touch(record.task, index)
    }

    /// The row of a task that caused something; nil for none, and for the runtime's and the tracer's own.
    private func programTask(_ id: UInt32) -> Int64? {
        guard id != 0, !isIgnored(id), !endedHelpers.contains(id) else { return nil }
        // A task may wake its waiter when its end is recorded already, so it need not be a living one.
        if let index = tasks.index(of: id), tasks[index].isHelper { return nil }
        return identifierOffset + Int64(id)
    }

    private mutating func deliverCancellation(_ id: UInt32, _ index: Int, _ time: Int64) {
        guard let at = tasks[index].cancelledAt, !tasks[index].cancelDelivered else { return }
        // A thread may be late to publish what was before the request.
        guard time >= at else { return }
        tasks[index].cancelDelivered = true
        writer.after(
            "UPDATE cancellation SET delivered = ?2 WHERE at BETWEEN ?1 AND ?1 + 1000 AND task = ?3",
            .integer(at),
            .integer(time),
            .integer(identifierOffset + Int64(id)))
    }

    // MARK: Objects

    private mutating func takeObjectRecord(
        _ record: tt_record, _ cursor: SegmentCursor, _ time: Int64, _ thread: Int64
    ) throws {
        if record.kind == TT_SITE_DEFINE {
            let more = cursor.continuations
            return try sites.define(
                record.code, function: more.text(0) ?? "", file: more.text(1) ?? "",
                line: Int64(truncatingIfNeeded: record.arg))
        }
        let index = record.task == 0 ? nil : tasks.index(of: record.task)
        if record.kind == TT_WAIT_BEGIN {
            guard let index, let object = objects.id(record.other) else { return }
            let site = try sites.place(record.code)?.site
            tasks[index].pendingWait = (WaitReason(rawValue: Int(record.detail)) ?? .unknown, object, site)
            touch(record.task, index)
            return
        }
        // Had it suspended on what it said, it could not have come here.
        if let index, tasks[index].pendingWait != nil {
            tasks[index].pendingWait = nil
            touch(record.task, index)
        }
        let task = index == nil ? nil : identifierOffset + Int64(record.task)
        let site = try sites.place(record.code)?.site
        switch record.kind {
        case TT_OBJECT_CREATE:
            try objects.created(
                record.other, kind: record.detail, name: cursor.continuations.text(), site: site, at: time,
                into: &rows)
        case TT_OBJECT_END:
            objects.ended(record.other, at: time, keptUntil: keepsDetails ? .max : keptUntil, into: &rows)
        case TT_QUEUE_PUT:
            let text = try keepsDetails ? cursor.continuations.text().map(writer.string) : nil
            queueOperation(.put, record, task, thread, site, time, text: text)
        case TT_QUEUE_GET: queueOperation(.get, record, task, thread, site, time)
        case TT_CALLBACK_BEGIN:
            objects.callbackBegan(
                record.arg, kind: record.detail, object: objects.id(record.other), site: site, thread: thread,
                at: time)
        case TT_CALLBACK_END:
            if let key = objects.callbackEnded(
                record.arg, task: task, thread: thread, at: time, isKept: keepsDetails, into: &rows)
            {
                totals[at: key].callbacks += 1
            }
        case TT_SLOW_CALLBACK:
            let texts = cursor.continuations
            // A task's step has ended just now; it is told without a place, which the task's last one is.
            let place = site ?? (record.detail == 1 ? index.flatMap { tasks[$0].machine.site } : nil)
            try addSlowCallback(
                at: time, duration: Int64(bitPattern: record.arg),
                threshold: texts.text(1).flatMap { Int64($0) } ?? options.slowCallbackNanoseconds,
                task: task ?? RowBatch.null, thread: thread,
                object: objects.id(record.other) ?? RowBatch.null,
                site: place ?? RowBatch.null, message: texts.text() ?? "")
        default:
            try mark(record, cursor, task, thread, site, time)
        }
    }

    private mutating func queueOperation(
        _ operation: QueueOperation, _ record: tt_record, _ task: Int64?, _ thread: Int64, _ site: Int64?,
        _ time: Int64, text: Int64? = nil
    ) {
        let item = UInt32(truncatingIfNeeded: record.arg >> 32)
        let dwell = objects.moved(operation, queue: record.other, item: item, at: time)
        guard let queue = objects.id(record.other) else { return }
        let depth = Int64(record.arg & 0xffff_ffff)
        let key = keepsDetails ? rows.queueOperations.uniqueKey(time) : time
        totals.moved(operation, queue: queue, depth: depth, dwell: dwell, at: key)
        guard keepsDetails else { return rows.totals.drop(.queueOperation) }
        rows.queueOperations.append(
            key,
            [
                queue, Int64(operation.rawValue), depth, Int64(item), dwell ?? RowBatch.null,
                task ?? RowBatch.null, thread, site ?? RowBatch.null, text ?? RowBatch.null,
            ])
    }

    private mutating func mark(
        _ record: tt_record, _ cursor: SegmentCursor, _ task: Int64?, _ thread: Int64, _ site: Int64?,
        _ time: Int64
    ) throws {
        guard MarkKind(rawValue: Int(record.kind.rawValue)) != nil else {
            anomalies += 1
            return
        }
        if record.kind == TT_BLOCKING_END {
            intended.ended(thread, at: time, after: Int64(bitPattern: record.arg))
        }
        guard keepsDetails else { return rows.totals.drop(.mark) }
        let text = try cursor.continuations.text().map(writer.string)
        // Another object: the shield of the future that was spared, or the future that an end comes from.
        let namesObject = record.kind == TT_SHIELD_SPARE || record.kind == TT_FUTURE_SOURCE
        let value = namesObject ? objects.id(UInt32(truncatingIfNeeded: record.arg)) : nil
        let key = rows.marks.uniqueKey(time)
        rows.marks.append(
            key,
            [
                Int64(record.kind.rawValue), task ?? RowBatch.null, thread,
                objects.id(record.other) ?? RowBatch.null,
                site ?? RowBatch.null, value ?? Int64(bitPattern: record.arg), Int64(record.detail),
                text ?? RowBatch.null,
            ])
    }
}

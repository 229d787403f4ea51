internal import TraceModel
package import TraceStore
package import TraceSymbols

// A collector that goes on where another one stood at its last commit.
//
// Of what a collector has in mind, this is read back: tasks and helpers that live, with their waits, wakers and sums;
// objects, items in queues, callbacks that run; the numbers of codes, stacks, executors, modules and threads; the
// clock, the options and the counts. Not needed are caches of what the file holds (names, texts, recent places), the
// rows of the next commit, which is empty, and what only a living process is asked for (stalls, calibration).
extension Collector {
    /// Goes on with the process of the writer: as if the collector that wrote what the trace holds had never ended.
    ///
    /// - Parameters:
    ///   - writer: of a process that is in the trace.
    ///   - left: what it has left to read.
    ///   - clock: that of ``clock(of:in:)``.
    ///   - options: what the trace does not tell of the collector; the rest is taken from there.
    ///   - findModules: the modules of the process.
    /// - Throws: what SQLite says.
    package init(
        resuming writer: TraceWriter, left: LeftSegments, clock: TraceClock, options: Options,
        findModules: @escaping () -> [Module]
    ) throws {
        var options = options
        try Self.restore(&options, of: writer.process, in: writer.database)
        try self.init(
            writer: writer, clock: clock, options: options, source: .left(left), findModules: findModules)
        drainedBefore = left.drained
        try restoreCounts()
        try restoreKeys()
        try restoreThreads()
        try sites.restore()
        try stacks.restore()
        try objects.restore()
        try restoreTasks()
        try restoreHelpers()
    }

    /// The clock with which a process was recorded; nil if the trace does not tell one that can be used.
    package static func clock(of process: Int64, in trace: Database) throws -> TraceClock? {
        for sql in [
            """
            SELECT anchor_ticks, anchor_ns, ns_per_tick, earlier_ns_per_tick FROM collector
            WHERE process IN (1, ?1) ORDER BY process = ?1 DESC LIMIT 1
            """,
            """
            SELECT a.value, n.value, r.value, r.value FROM meta a, meta n, meta r
            WHERE a.key = 'clock_anchor_ticks' AND n.key = 'clock_anchor_ns' AND r.key = 'clock_ns_per_tick'
              AND ?1 = ?1
            """,
        ] {
            let row = try trace.prepare(sql)
            try row.bind(process, at: 1)
            guard try row.step(), let ticks = row.integer(at: 0), let nanoseconds = row.integer(at: 1),
                let rate = row.real(at: 2), let earlier = row.real(at: 3)
            else { continue }
            // Both bounds are far from any clock there is.
            guard (1e-3...1e6).contains(rate), (1e-3...1e6).contains(earlier) else { return nil }
            return TraceClock(
                anchorTicks: UInt64(bitPattern: ticks), anchorNanoseconds: nanoseconds,
                nanosecondsPerTick: rate, earlierNanosecondsPerTick: earlier)
        }
        return nil
    }

    private static func restore(_ options: inout Options, of process: Int64, in trace: Database) throws {
        let row = try trace.prepare(
            "SELECT flags, first_task, adopted_task, ignored_tasks FROM collector WHERE process = ?1")
        try row.bind(process, at: 1)
        guard try row.step(), let flags = row.integer(at: 0) else { return }
        options.seesCreation = flags & 1 != 0
        options.recordsBacktraces = flags & 2 != 0
        options.seesWholeProgram = flags & 4 != 0
        options.firstTask = UInt32(truncatingIfNeeded: row.integer(at: 1) ?? 0)
        options.adoptedTask = UInt32(truncatingIfNeeded: row.integer(at: 2) ?? 0)
        options.ignoredTasks = Set((row.text(at: 3) ?? "").split(separator: " ").compactMap { UInt32($0) })
    }

    // MARK: Counts and keys

    private mutating func restoreCounts() throws {
        let rows = try writer.database.prepare(
            "SELECT process, records, anomalies, ended_helpers FROM collector")
        while try rows.step() {
            let process = rows.integer(at: 0) ?? 0
            let (records, found) = (rows.integer(at: 1) ?? 0, rows.integer(at: 2) ?? 0)
            writer.restoreMetaCount("records", records, of: process)
            if found > 0 { writer.restoreMetaCount("anomalies", found, of: process) }
            guard process == writer.process else { continue }
            recordsRead = Int(clamping: min(max(records, 0), 1 << 60))
            anomalies = min(max(found, 0), 1 << 60)
            for word in (rows.text(at: 3) ?? "").split(separator: " ").prefix(Self.rememberedHelpers) {
                if let task = UInt32(word) { endedHelpers.insert(task) }
            }
        }
    }

    /// Of several processes nobody knows whose key was the last: theirs begin anew, and move where they meet others.
    private mutating func restoreKeys() throws {
        let database = writer.database
        guard try database.integer("SELECT count(*) FROM process") == 1 else { return }
        func last(_ column: String, _ table: String) throws -> Int64 {
            let row = try database.prepare("SELECT max(\(column)) FROM \(table)")
            guard try row.step(), let key = row.integer(at: 0) else { return .min }
            return min(key, 1 << 62)
        }
        rows.steps.last = try last("ended", "step")
        rows.callbacks.last = try last("ended", "callback")
        rows.queueOperations.last = try last("at", "queue_op")
        rows.cancellations.last = try last("at", "cancellation")
        rows.marks.last = try last("at", "mark")
        rows.slowCallbacks.last = try last("at", "slow_callback")
    }

    private mutating func restoreThreads() throws {
        let rows = try writer.database.prepare("SELECT tid, id FROM thread WHERE process = ?1")
        try rows.bind(writer.process, at: 1)
        while try rows.step() {
            threads[UInt32(truncatingIfNeeded: rows.integer(at: 0) ?? 0)] = rows.integer(at: 1)
        }
    }

    // MARK: Tasks

    private mutating func restoreTasks() throws {
        let rows = try writer.database.prepare(
            """
            SELECT o.task, o.state, o.since, o.thread, o.reason, o.site, o.object, o.waker, o.waker_thread, o.wait_ns,
              o.ready_ns, o.cancelled_at, o.stack, o.run_site, o.memory, o.pending_reason, o.pending_object,
              o.pending_site, t.parent, t.kind, t.name, t.site, t.entry, t.priority, t.created, t.run_ns, t.ready_ns,
              t.wait_ns, t.steps, t.created_stack
            FROM open_task o LEFT JOIN task t ON t.id = o.task
            WHERE o.task BETWEEN ?1 AND ?1 + 4294967295
            ORDER BY o.task
            """)
        try rows.bind(writer.identifierOffset, at: 1)
        let places = sites.placesBySite()
        while try rows.step() {
            let id = UInt32(truncatingIfNeeded: rows.integer(at: 0) ?? 0)
            let (index, _) = tasks.indexAddingIfNeeded(id)
            let memory = TaskMemory(bits: rows.integer(at: 14) ?? 0)
            tasks[index].machine = Self.machine(rows, memory)
            tasks[index].cancelledAt = rows.integer(at: 11)
            tasks[index].cancelDelivered = memory.cancelDelivered
            if let reason = rows.integer(at: 15), let object = rows.integer(at: 16) {
                tasks[index].pendingWait = (
                    WaitReason(rawValue: Int(truncatingIfNeeded: reason)) ?? .unknown, object,
                    rows.integer(at: 17)
                )
            }
            tasks[index].parent = UInt32(truncatingIfNeeded: rows.integer(at: 18) ?? 0)
            tasks[index].kind =
                rows.integer(at: 19).flatMap { TaskKind(rawValue: Int(truncatingIfNeeded: $0)) }
                ?? .preexisting
            tasks[index].name = rows.integer(at: 20)
            tasks[index].site = rows.integer(at: 21)
            tasks[index].entry = rows.integer(at: 22).map { places[$0] ?? SiteTable.Place(site: $0) }
            tasks[index].priority = rows.integer(at: 23)
            tasks[index].created = rows.integer(at: 24)
            tasks[index].createdStack = rows.integer(at: 29)
            tasks[index].isInOpenTasks = true
        }
    }

    private static func machine(_ row: Statement, _ memory: TaskMemory) -> TaskStateMachine {
        let since = row.integer(at: 2) ?? 0
        let wait = row.integer(at: 4).map { reason in
            var wait = TaskStateMachine.Wait(
                reason: WaitReason(rawValue: Int(truncatingIfNeeded: reason)) ?? .unknown,
                object: row.integer(at: 6), site: memory.hasNoWaitSite ? nil : row.integer(at: 5),
                since: since)
            wait.nanoseconds = row.integer(at: 9)
            wait.stack = row.integer(at: 12)
            return wait
        }
        // Whatever wakes a task does so on a thread.
        let waker = row.integer(at: 8).map { TaskStateMachine.Waker(task: row.integer(at: 7), thread: $0) }
        let state = row.integer(at: 1).flatMap { TaskState(rawValue: Int(truncatingIfNeeded: $0)) }
        var machine = TaskStateMachine(
            state: memory.hasNoState ? nil : state, since: since, thread: row.integer(at: 3),
            site: row.integer(at: 13), wait: wait, waker: waker, readyNanoseconds: row.integer(at: 10))
        machine.restore(
            run: row.integer(at: 25) ?? 0, ready: row.integer(at: 26) ?? 0, wait: row.integer(at: 27) ?? 0,
            steps: row.integer(at: 28) ?? 0, anomalies: memory.anomalies)
        return machine
    }

    private mutating func restoreHelpers() throws {
        let rows = try writer.database.prepare(
            "SELECT task, state, since, anomalies FROM open_helper WHERE task BETWEEN ?1 AND ?1 + 4294967295")
        try rows.bind(writer.identifierOffset, at: 1)
        while try rows.step() {
            let (index, _) = tasks.indexAddingIfNeeded(
                UInt32(truncatingIfNeeded: rows.integer(at: 0) ?? 0))
            let state = rows.integer(at: 1).flatMap { TaskState(rawValue: Int(truncatingIfNeeded: $0)) }
            tasks[index].isHelper = true
            tasks[index].isInOpenTasks = true
            tasks[index].machine = TaskStateMachine(
                state: state, since: rows.integer(at: 2) ?? 0, thread: nil, site: nil, wait: nil, waker: nil,
                readyNanoseconds: nil)
            tasks[index].machine.restore(
                run: 0, ready: 0, wait: 0, steps: 0, anomalies: rows.integer(at: 3) ?? 0)
        }
    }
}

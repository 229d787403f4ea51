import Synchronization
import TraceStore

/// A trace beside what the programs know: every difference is a sentence.
struct Comparison {
    /// How much was compared.
    struct Counts {
        var tasks = 0, waits = 0, wakes = 0, cancels = 0, runs = 0
        /// Requests from another thread, and how many of them the trace does not have: where the task saw that it
        /// was cancelled, and ended, before the request could be recorded.
        var cancelsInPassing = 0, unseenCancels = 0
        /// Immediate tasks of which the trace does not know who made them: that task had just gone on at once.
        var immediates = 0, unknownMakers = 0
        /// Tasks of which the trace says that a suspension was not announced: one that met a cancellation.
        var declared = 0

        mutating func add(_ other: Counts) {
            tasks += other.tasks
            waits += other.waits
            wakes += other.wakes
            cancels += other.cancels
            runs += other.runs
            cancelsInPassing += other.cancelsInPassing
            unseenCancels += other.unseenCancels
            immediates += other.immediates
            unknownMakers += other.unknownMakers
            declared += other.declared
        }
    }

    private(set) var disagreements: [String] = []
    private(set) var counts = Counts()
    private let contents: TraceContents
    private let truth: [TaskTruth]
    private var rows: [TaskTruth.ID: TraceContents.Task] = [:]
    private var truths: [Int64: TaskTruth] = [:]

    init(_ trace: TraceReader, _ truth: GroundTruth, gates: [Gate]) throws {
        contents = try TraceContents(trace)
        self.truth = truth.tasks
        if contents.losses > 0 { disagreements.append("The trace has lost \(contents.losses) records.") }
        findTasks()
        for task in self.truth {
            guard let row = rows[task.id] else { continue }
            compareRow(task, row)
            compareCancels(task, row)
            if contents.declared.contains(row.id) && !task.possibleCancels.isEmpty {
                counts.declared += 1
                continue
            }
            compareWaits(task, row)
            for gate in gates { compareRuns(task, row, gate) }
        }
    }

    // MARK: Which row is which task

    private mutating func findTasks() {
        let named = Dictionary(grouping: contents.tasks.filter { $0.name != nil }) { $0.name ?? "" }
        let asyncLets = Dictionary(grouping: contents.tasks.filter { $0.kind == "async_let" }) {
            $0.parent ?? 0
        }
        for task in truth {
            counts.tasks += 1
            if task.isImmediate { counts.immediates += 1 }
            let found: [TraceContents.Task]
            if let name = task.name {
                found = named[name] ?? []
            } else {
                // Numbers are given in the order of creation.
                let all = task.parent.flatMap { rows[$0.id] }.flatMap { asyncLets[$0.id] } ?? []
                found = Array(all.dropFirst((task.ordinal ?? 1) - 1).prefix(1))
            }
            guard let row = found.first, found.count == 1 else {
                disagreements.append("\(task.label) has \(found.count) rows.")
                continue
            }
            rows[task.id] = row
            truths[row.id] = task
        }
        for row in contents.tasks where truths[row.id] == nil && row.kind != "preexisting" {
            disagreements.append("No program has made the task \(row).")
        }
        let older = contents.tasks.filter { $0.kind == "preexisting" }
        if older.count != 1 { disagreements.append("Tasks of before the trace: \(older)") }
    }

    private mutating func compareRow(_ task: TaskTruth, _ row: TraceContents.Task) {
        if row.kind != task.kind.rawValue {
            disagreements.append("\(task.label) is a task of the kind \(task.kind), not \(row.kind).")
        }
        let outcome = task.state.withLock(\.outcome)?.rawValue ?? "alive"
        if row.outcome != outcome {
            disagreements.append("\(task.label) ended with \(outcome), not \(row.outcome).")
        }
        if let parent = task.parent {
            if row.parent == nil && task.isImmediate {
                counts.unknownMakers += 1
            } else if row.parent != rows[parent.id]?.id {
                disagreements.append("\(task.label) was made by \(parent.label), not by \(name(row.parent)).")
            }
        } else if let parent = row.parent,
            contents.tasks.first(where: { $0.id == parent })?.kind != "preexisting"
        {
            disagreements.append("\(task.label) was made by the test, not by \(name(row.parent)).")
        } else if row.parent == nil {
            disagreements.append("\(task.label) was made by the test, not by nobody.")
        }
        if let priority = task.priority, row.priority != Int64(priority) {
            disagreements.append("\(task.label) has priority \(priority), not \(row.priority ?? -1).")
        }
    }

    private func name(_ id: Int64?) -> String {
        guard let id else { return "nobody" }
        return truths[id]?.label ?? "the unknown task \(id)"
    }

    // MARK: Waits and wakes

    private mutating func compareWaits(_ task: TaskTruth, _ row: TraceContents.Task) {
        let waits = (contents.waits[row.id] ?? []).map { wait in
            WaitMatcher.Wait(
                reason: wait.reason, object: wait.object.map { truths[$0]?.id ?? -1 }, waker: waker(wait),
                endedAtOnce: wait.endedAtOnce)
        }
        let cancellers = Set(
            task.possibleCancels.map { $0.by.map { ExpectedWait.Waker.task($0) } ?? .thread })
        let expected = task.state.withLock(\.waits)
        counts.waits += waits.count
        counts.wakes += waits.count { $0.waker != .nobody && !$0.endedAtOnce }
        let (matched, isComplete) = WaitMatcher(
            expected: expected, cancellers: cancellers,
            mayBeCancelled: !cancellers.isEmpty || task.state.withLock(\.isBornCancelled),
            hopsFreely: task.state.withLock(\.hopsFreely)
        ).match(waits)
        guard !isComplete else { return }
        let told = waits.map {
            "\($0.reason ?? "?") by \($0.waker?.description ?? "?")\($0.endedAtOnce ? " at once" : "")"
        }
        disagreements.append(
            """
            \(task.label)\(task.isImmediate ? ", immediate," : "")\(task.gate.map { " on \($0.name)" } ?? "") waited for \(expected), cancelled by \(cancellers);
              the trace says \(told), of which \(matched) fit.
            """)
    }

    private func waker(_ wait: TraceContents.Wait) -> ExpectedWait.Waker? {
        if let task = wait.wakerTask { return .task(truths[task]?.id ?? -1) }
        return wait.wakerThread == nil ? .nobody : .thread
    }

    // MARK: Cancellations

    private mutating func compareCancels(_ task: TaskTruth, _ row: TraceContents.Task) {
        let told = contents.cancellations[row.id] ?? []
        let possible = task.possibleCancels
        let isSure = task.state.withLock(\.isSurelyCancelled)
        counts.cancels += told.count
        if !isSure && task.state.withLock(\.isCancelledInPassing) {
            counts.cancelsInPassing += 1
            if told.isEmpty { counts.unseenCancels += 1 }
        }
        if told.count > 1 { disagreements.append("\(task.label) is cancelled \(told.count) times: \(told)") }
        guard let first = told.first else {
            // A parent that another thread cancels just then makes a child that was cancelled from the beginning.
            let parent = task.isStructured ? task.parent : nil
            let mayBeBornCancelled =
                parent.map { !$0.possibleCancels.isEmpty && !$0.state.withLock(\.isSurelyCancelled) } ?? false
            if isSure && !mayBeBornCancelled {
                disagreements.append(
                    "\(task.label) was cancelled, \(possible); the trace says nothing. \(task.history)")
            }
            return
        }
        let request = TaskTruth.Cancel(by: first.byTask.map { truths[$0]?.id ?? -1 }, cause: first.cause)
        if !possible.contains(request) {
            disagreements.append(
                "\(task.label) was cancelled by \(possible); the trace says by \(name(first.byTask)), \(first.cause)."
            )
        }
    }

    // MARK: Runs

    private mutating func compareRuns(_ task: TaskTruth, _ row: TraceContents.Task, _ gate: Gate) {
        guard !task.state.withLock(\.runsElsewhere) else { return }
        let given = gate.runsByTask[row.id] ?? 0
        let told = contents.runs[gate.name]?[row.id] ?? 0
        counts.runs += given
        // An immediate task begins where it is made.
        if given != told && !(task.isImmediate && given + 1 == told) {
            disagreements.append("\(task.label) ran \(given) times on \(gate.name), not \(told).")
        }
    }
}

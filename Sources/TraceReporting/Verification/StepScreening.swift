internal import ReportLibrary
package import TraceStore

/// Goes through the steps of a trace once, and tells which invariants may be broken in them.
///
/// An invariant that is not suspected holds. One that is may hold all the same: its query decides. The queries sort the
/// steps by task and by thread, one after the other; most traces are sound, and this costs a tenth of it.
package struct StepScreening {
    /// Invariants of nothing but steps, by name.
    static let ofSteps: Set<String> = [
        "first_step_does_not_wait", "runs_of_a_thread_nest", "steps_in_order", "steps_within_task",
        "task_sums",
        "wait_totals",
    ]
    /// Invariants of steps and of other tables.
    static let ofMore: Set<String> = [
        "references_exist", "tasks_that_act_are_known", "times_not_negative", "words_are_known",
    ]
    static let all = ofSteps.union(ofMore)

    /// The invariants that may be broken in a step.
    package private(set) var suspected: Set<String> = []

    /// Ends that were equal are kept apart by 1 ns each: by how much they may be off.
    private static let slack: Int64 = 1000

    private let facts: TraceFacts
    private var tasks: TaskSteps
    private var threads: [ThreadRuns]
    private var waits = WaitSums()

    package init(_ trace: TraceReader) throws {
        facts = try TraceFacts(trace)
        tasks = try TaskSteps(trace)
        threads = Array(repeating: ThreadRuns(), count: facts.threads.count)
        guard facts.isStrict, !tasks.hasExtremes else {
            suspected = Self.all
            return
        }
        try trace.run(ReportLibrary.sql("screening/steps")) { row in
            add(
                Step(
                    ended: row.number(at: 0), run: row.number(at: 1), task: row.number(at: 2),
                    thread: row.number(at: 3), ready: row.integer(at: 4), wait: row.integer(at: 5),
                    reason: row.integer(at: 6), site: row.integer(at: 7), waker: row.integer(at: 8),
                    stack: row.integer(at: 9)))
        }
        let unbalanced = tasks.lives.contains {
            !$0.isBalanced && facts.hasDetails(from: $0.creation ?? 0, to: $0.end)
        }
        if unbalanced { suspected.insert("task_sums") }
        if facts.hasWaitTotals, try !waits.agree(with: trace, stepsWereDropped: facts.hasDroppedSteps) {
            suspected.insert("wait_totals")
        }
    }

    private struct Step {
        let ended, run, task, thread: Int64
        let ready, wait, reason, site, waker, stack: Int64?
    }

    private mutating func add(_ step: Step) {
        let (ready, wait) = (step.ready ?? 0, step.wait ?? 0)
        let limit: Int64 = 1 << 60
        guard let number = tasks.number(of: step.task), let thread = facts.threads[step.thread],
            min(step.run, ready, wait) >= 0, step.run <= step.ended, step.ended < limit,
            max(ready, wait) < limit
        else {
            // A task or a thread that is not there, or times that are none.
            suspected = Self.all
            return
        }
        let began = step.ended - step.run
        if !threads[thread].add(began: began, ended: step.ended, slack: Self.slack) {
            suspected.insert("runs_of_a_thread_nest")
        }
        if let site = step.site, !facts.sites.contains(site) { suspected.insert("references_exist") }
        if let stack = step.stack, !facts.stacks.contains(stack) { suspected.insert("references_exist") }
        if let waker = step.waker, tasks.number(of: waker) == nil, facts.misses(waker, at: began - ready) {
            suspected.insert("tasks_that_act_are_known")
        }
        if let reason = step.reason {
            if !facts.reasons.contains(reason) { suspected.insert("words_are_known") }
            if let wait = step.wait, !waits.add(wait, reason: reason, site: step.site ?? 0) {
                suspected.insert("wait_totals")
            }
        }
        var life = tasks[number]
        check(step, began: began, of: &life)
        tasks[number] = life
    }

    private mutating func check(_ step: Step, began: Int64, of life: inout TaskSteps.Life) {
        let (ready, wait) = (step.ready ?? 0, step.wait ?? 0)
        if began < life.created || step.ended - Self.slack > life.ended {
            suspected.insert("steps_within_task")
        }
        if life.hasSteps, began - ready - wait < life.lastEnded - Self.slack {
            suspected.insert("steps_in_order")
        }
        if life.hasSteps == (step.wait == nil), !life.isPreexisting, !facts.isExcused(step.task),
            facts.hasDetails(from: life.creation ?? 0, to: step.ended)
        {
            suspected.insert("first_step_does_not_wait")
        }
        if !life.subtract(run: step.run, ready: ready, wait: wait) { suspected.insert("task_sums") }
        life.hasSteps = true
        life.lastEnded = step.ended
    }
}

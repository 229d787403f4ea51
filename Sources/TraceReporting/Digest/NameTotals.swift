/// What the tasks of one name add up to.
struct NameTotals: Sendable {
    /// The number of the given name, else of the function they run; nil: unknown.
    let name: Int64?
    var count: Int64 = 0
    var alive: Int64 = 0
    var failed: Int64 = 0
    var cancelled: Int64 = 0
    /// Those of which it is known how long they took: together, the longest, and which that was.
    var measured: Int64 = 0
    var duration: Int64 = 0
    var longest: Int64?
    var slowest: Int64?
    var run: Int64 = 0
    var ready: Int64 = 0
    var wait: Int64 = 0
    /// The one with the lowest number that threw.
    var firstFailed: Int64?
    /// The one most worth seeing.
    var first: TopTasks.Candidate?

    init(name: Int64?) { self.name = name }

    mutating func add(_ task: TaskDigest.Row) {
        count += 1
        if task.ended == nil { alive += 1 }
        if task.outcome == 1 {
            failed += 1
            firstFailed = min(firstFailed ?? task.id, task.id)
        }
        if task.outcome == 2 { cancelled += 1 }
        run = run.clampedAdding(task.run)
        ready = ready.clampedAdding(task.ready)
        wait = wait.clampedAdding(task.wait)
        guard let ended = task.ended, let created = task.created else { return }
        measured += 1
        let length = ended.clampedSubtracting(created)
        duration = duration.clampedAdding(length)
        if length > longest ?? .min { (longest, slowest) = (length, task.id) }
    }
}

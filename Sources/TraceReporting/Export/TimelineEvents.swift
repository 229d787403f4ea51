/// What tools that draw time are told: each happening, with its times made to nest.
protocol TimelineWriter {
    mutating func begin(_ head: TimelineHead) throws
    mutating func process(_ process: TimelineProcess) throws
    mutating func thread(_ thread: TimelineThread) throws
    mutating func queue(_ id: Int64, name: String) throws
    mutating func task(_ task: TimelineTask) throws
    mutating func step(_ step: TimelineStep) throws
    mutating func operation(_ operation: TimelineOperation) throws
    mutating func mark(_ mark: TimelineMark) throws
    mutating func loss(_ loss: TimelineLoss) throws
    mutating func end() throws

    var output: ExportBuffer { get set }
}

struct TimelineHead {
    /// The wall clock at time 0, nanoseconds since 1970; nil if the trace does not tell.
    let zero: Int64?
    /// The last thing that is known.
    let end: Int64
    let tasks: Int
}

struct TimelineProcess {
    let id, pid: Int64
    let name: String
    let started: Int64
}

struct TimelineThread {
    let id: Int64
    /// The process's number in the trace and in the system.
    let process, pid: Int64
    let tid: Int64
    let name: String?
}

struct TimelineTask {
    let row: ExportTasks.Row
    let name: String
    /// The place of the task that made it, if the trace has that.
    let parent: Int?
    let place: Int
    let from: Int64
    /// Nil while it lives.
    let to: Int64?
}

/// A step with the wait before it; a callback; or a step that was not over when the trace ended.
struct TimelineStep {
    enum State { case ended, waiting, ready, running, created }

    /// The place of the task; nil of a callback without one, or if the trace does not have the task.
    let task: Int?
    let taskID: Int64?
    let label: ExportTexts.Label
    let state: State
    let thread: Int64?
    /// What a callback is one of.
    let callback: Int64?
    let hasWait, hasReady: Bool
    /// On the task's own track: one behind the other.
    let waitFrom, readyFrom, runFrom, runTo: Int64
    /// On the thread's: within what it runs in.
    let threadFrom, threadTo: Int64
    let reason, object, site: Int64?
    /// The place of the task that ended the wait.
    let waker: Int?
}

struct TimelineOperation {
    let at, queue: Int64
    let isPut: Bool
    let depth: Int64
    let item, dwell: Int64?
    let task: Int?
    let thread: Int64?
    /// Of a get: whether the trace has the put.
    let flows: Bool
}

struct TimelineMark {
    let at, kind: Int64
    let task: Int?
    let thread, object, site: Int64?
    let byTask: Int64?
    let text: String?
}

struct TimelineLoss {
    let first, last, process, events: Int64
    let reason: String
}

/// A task of an event loop, whatever its result.
protocol LoopTaskStorage: AnyObject, Sendable {
    var number: UInt32 { get }
    var control: LoopTaskControl? { get }
    var loop: EventLoop? { get }
    var isDone: Bool { get }
    var isCancelled: Bool { get }
    func describe(showsLocation: Bool) -> String
    func cancel(message: String?, _ location: SourceLocation) -> Bool
    /// Waits without reading: an error that nobody has read is still to be reported.
    func waitUntilDone() async
}

/// What an event loop knows of a task that is not yet done.
struct LoopTaskEntry: Sendable {
    let storage: any LoopTaskStorage
    let location: SourceLocation

    var number: UInt32 { storage.number }

    func describe() -> String { storage.describe(showsLocation: true) }
    func cancel() { _ = storage.cancel(message: nil, location) }
    func waitUntilDone() async { await storage.waitUntilDone() }
}

/// The tasks of an event loop that are not yet done, found by their number or by their running step.
struct LoopTaskRegistry: Sendable {
    private var entries: [UInt32: LoopTaskEntry] = [:]
    private var numbers: [UInt: UInt32] = [:]
    private var ended: (step: UInt, entry: LoopTaskEntry)?

    /// All, in the order of their creation.
    var all: [LoopTaskEntry] { entries.values.sorted { $0.number < $1.number } }

    mutating func add(_ entry: LoopTaskEntry) {
        entries[entry.number] = entry
    }

    mutating func began(_ number: UInt32, step: UInt) {
        numbers[step] = number
    }

    /// The task that has the steps that `step` identifies; nil if the loop did not create it.
    func task(ofStep step: UInt) -> LoopTaskEntry? {
        numbers[step].flatMap { entries[$0] }
    }

    /// Forgets a task; with `keepingForStep`, not before the end of its last step is told.
    mutating func remove(_ number: UInt32, step: UInt, keepingForStep: Bool) -> LoopTaskEntry? {
        numbers[step] = nil
        let entry = entries.removeValue(forKey: number)
        if keepingForStep { ended = entry.map { (step, $0) } }
        return entry
    }

    mutating func removeAll() -> [LoopTaskEntry] {
        defer { self = LoopTaskRegistry() }
        return all
    }

    /// The task that `step`, which has just ended, was a step of; nil if the loop did not create it.
    mutating func stepEnded(_ step: UInt) -> LoopTaskEntry? {
        if let ended = ended.take(), ended.step == step { return ended.entry }
        return task(ofStep: step)
    }
}

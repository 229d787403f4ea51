internal import Synchronization
internal import TraceModel

/// Runs code that keeps its thread for long on purpose, and says so in the trace.
///
/// Findings of slow callbacks and of stalls leave out what runs here, and count it with the reason; no warning is logged.
/// While nothing is traced it costs one load. May be nested: what the outermost says holds.
///
/// ```swift
/// let model = withIntendedBlocking("the model is loaded before anybody waits") { loadModel() }
/// ```
///
/// - Parameters:
///   - reason: why this is no trouble; made only while the program is traced.
///   - function: names the place in the trace, with `file` and `line`.
///   - file: see `function`.
///   - line: see `function`.
///   - body: the code, which does not suspend.
/// - Returns: what the body returns.
/// - Throws: what the body throws.
public func withIntendedBlocking<Result: ~Copyable, Failure>(
    _ reason: @autoclosure () -> String,
    function: StaticString = #function, file: StaticString = #fileID, line: UInt = #line,
    _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
    guard Recorder.isRecording else { return try body() }
    let (thread, task) = (LoopThread.current, Recorder.currentTask)
    guard IntendedBlocking.enter(thread, task) else { return try body() }
    let (reason, site, began) = (reason(), Recorder.site(function, file, line), ContinuousClock.now)
    Recorder.record(.blockingBegin, object: 0, site: site, text: reason)
    defer {
        IntendedBlocking.leave(thread)
        let nanoseconds = UInt64(max((ContinuousClock.now - began).wholeNanoseconds, 0))
        Recorder.record(.blockingEnd, object: 0, site: site, value: nanoseconds, text: reason)
    }
    return try body()
}

/// The threads that run such code now, and in which task: for the watchdog, which shall not warn of them.
enum IntendedBlocking {
    private static let tasks = Mutex<[UInt: UInt32]>([:])

    /// False within another one.
    static func enter(_ thread: UInt, _ task: UInt32) -> Bool {
        tasks.withLock { tasks in
            guard tasks[thread] == nil else { return false }
            tasks[thread] = task
            return true
        }
    }

    static func leave(_ thread: UInt) { tasks.withLock { $0[thread] = nil } }

    static func contains(_ task: UInt32) -> Bool { tasks.withLock { $0.values.contains(task) } }
}

/// Why an event loop refused.
public enum EventLoopError: Error, Hashable, CustomStringConvertible {
    /// The loop runs already, on this or another thread.
    case alreadyRunning
    /// Another loop runs on this thread.
    case anotherLoopIsRunning
    /// The loop was closed: it schedules and runs nothing any more.
    case closed
    /// A running loop cannot be closed; stop it first.
    case cannotCloseWhileRunning
    /// ``EventLoop/stop()`` was called before the future that the loop ran for was done.
    case stoppedBeforeCompletion
    /// The loop was to run until a future of another loop is done.
    case futureOfAnotherLoop
    /// An ``EventLoopRunner`` was closed: it runs nothing any more.
    case runnerClosed
    /// What ran was cancelled by the signal SIGINT.
    case interrupted
    /// In debug mode: a call that is meant for the loop's own thread came from another.
    case notThreadSafe
    /// The system gave no thread.
    case noThread

    /// The reason as a sentence.
    public var description: String {
        switch self {
        case .alreadyRunning: "This event loop is already running."
        case .anotherLoopIsRunning: "Cannot run the event loop while another loop is running."
        case .closed: "Event loop is closed."
        case .cannotCloseWhileRunning: "Cannot close a running event loop."
        case .stoppedBeforeCompletion: "Event loop stopped before Future completed."
        case .futureOfAnotherLoop:
            "The future belongs to a different loop than the one that is to run until it is done."
        case .runnerClosed: "Runner is closed."
        case .interrupted: "Interrupted by SIGINT."
        case .notThreadSafe:
            "Non-thread-safe operation invoked on an event loop other than the current one; use callSoonThreadsafe."
        case .noThread: "The system gave no thread for the event loop."
        }
    }
}

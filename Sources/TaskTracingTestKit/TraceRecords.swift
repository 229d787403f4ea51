/// A place in the source.
public struct TracePlace: Sendable, Hashable {
    /// The function.
    public let function: String?
    /// The file, as `#fileID` or the compiler names it.
    public let file: String?
    /// The line in it.
    public let line: Int?
}

extension TracePlace: CustomStringConvertible {
    /// As in `importOrders() at Orders.swift:12`.
    public var description: String {
        let place = file.map { file in line.map { "\(file):\($0)" } ?? file }
        return [function, place].compactMap(\.self).joined(separator: " at ")
    }
}

// Times are counted from the beginning of the trace.
extension InMemoryTrace {
    /// A task.
    public struct TaskRecord: Sendable, Hashable, Identifiable {
        /// How a task ended.
        public enum Outcome: String, Sendable, Hashable {
            case ok, threw, cancelled
            /// It had not ended when the recording did.
            case alive
        }

        /// The task's number in the trace.
        public let id: Int64
        /// The name it was given, else the function it runs.
        public let name: String
        /// The task that created it.
        public let parent: Int64?
        /// `unstructured`, `child`, `group_child`, `async_let` or `preexisting`.
        public let kind: String
        /// When it was created; nil if before the recording.
        public let created: Duration?
        /// When it ended; nil while alive.
        public let ended: Duration?
        /// How it ended.
        public let outcome: Outcome
        /// How long it ran.
        public let running: Duration
        /// How long it could have run and did not.
        public let ready: Duration
        /// How long it waited.
        public let waiting: Duration
        /// How often it ran.
        public let steps: Int
        /// Where it was created.
        public let createdAt: TracePlace
    }

    /// A run without interruption.
    public struct CallbackRecord: Sendable, Hashable {
        /// What it was.
        public enum Kind: String, Sendable, Hashable {
            /// A task's, between two suspensions.
            case step
            case handle, timer
            case doneCallback = "done_callback"
        }

        /// What it was.
        public let kind: Kind
        /// When it began.
        public let began: Duration
        /// How long it took.
        public let duration: Duration
        /// The task, for a step.
        public let task: Int64?
        /// The name of the task.
        public let taskName: String?
        /// What ran, and for a callback where it was added.
        public let place: TracePlace
    }

    /// A suspension.
    public struct WaitRecord: Sendable, Hashable {
        /// What was waited for: `task`, `sleep`, `queue_get`, `lock`, `event` and so on.
        public let reason: String
        /// When it began.
        public let began: Duration
        /// How long it took; nil if it had not ended.
        public let duration: Duration?
        /// The task that waited.
        public let task: Int64
        /// The name of that task or object.
        public let objectName: String?
        /// The task that ended the wait.
        public let wokenBy: Int64?
        /// The place of the `await`.
        public let place: TracePlace
    }

    /// A request to cancel a task.
    public struct CancellationRecord: Sendable, Hashable {
        /// When it was requested.
        public let at: Duration
        /// The task to be cancelled.
        public let task: Int64
        /// The task that requested it.
        public let byTask: Int64?
        /// Who requested it: the name of that task, or of the thread.
        public let by: String?
        /// Whether the parent's cancellation was passed on.
        public let isPropagated: Bool
        /// Where it was requested.
        public let place: TracePlace
    }

    /// A queue, event, future, lock or loop.
    public struct ObjectRecord: Sendable, Hashable, Identifiable {
        /// The object's number in the trace.
        public let id: Int64
        /// `queue`, `event`, `future`, `lock`, `event_loop` and so on.
        public let kind: String
        /// The name it was given.
        public let name: String
        /// Where it was made.
        public let place: TracePlace
    }

    /// A put into a queue, or a get from one.
    public struct QueueOperationRecord: Sendable, Hashable {
        /// Which of both.
        public enum Operation: String, Sendable, Hashable { case put, get }

        /// A queue, in an operation on it.
        public struct Queue: Sendable, Hashable {
            /// The object's number in the trace.
            public let id: Int64
            /// The name it was given.
            public let name: String
        }

        /// When it happened.
        public let at: Duration
        /// Whether it was a put or a get.
        public let operation: Operation
        /// The queue.
        public let queue: Queue
        /// How many elements were in the queue afterwards.
        public let depth: Int
        /// How long the element had been in the queue, for a get.
        public let dwell: Duration?
        /// The task that did it.
        public let task: Int64?
    }

    /// Something else that happened.
    public struct MarkRecord: Sendable, Hashable {
        /// `event_set`, `lock_acquire`, `future_resolve`, `timer`, `never_retrieved`, `unclosed` and so on.
        public let kind: String
        /// When it happened.
        public let at: Duration
        /// The task that it happened in.
        public let task: Int64?
        /// The name of the object that it happened to.
        public let objectName: String?
        /// The words that belong to it.
        public let text: String?
        /// The number that belongs to it, as the view `marks` says.
        public let value: Int64
    }
}

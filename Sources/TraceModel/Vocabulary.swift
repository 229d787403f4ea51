/// A word of the trace: an integer in the tables, a text in the views.
///
/// Each conforming type is one `domain` of the table `name`, filled by the first migration; a test
/// compares the two.
package protocol TraceWord: RawRepresentable<Int>, CaseIterable, Sendable {
    static var domain: String { get }
    var text: String { get }
}

extension TraceWord {
    /// The case's name in snake case: `queueGet` is `queue_get`.
    package var text: String {
        var result = ""
        for character in String(describing: self) {
            if character.isUppercase { result += "_" }
            result += character.lowercased()
        }
        return result
    }
}

package enum TaskKind: Int, TraceWord {
    package static let domain = "task_kind"
    case unstructured = 1
    case child, groupChild, asyncLet, preexisting, loop
}

package enum TaskOutcome: Int, TraceWord {
    package static let domain = "outcome"
    case ok = 0
    case threw, cancelled
}

package enum TaskState: Int, TraceWord {
    package static let domain = "task_state"
    case created = 1
    case ready, running, waiting
}

/// Why a task was suspended.
package enum WaitReason: Int, TraceWord {
    package static let domain = "wait_reason"
    case unknown = 0
    case task, continuation, group, actor, sleep, yield, asyncLet, stream
    case queueGet = 20
    case queuePut, event, future, lock, semaphore, condition, barrier, queueJoin
    /// For one or all of several futures.
    case futures
}

package enum ObjectKind: Int, TraceWord {
    package static let domain = "object_kind"
    case queue = 1
    case event, future, eventLoop, lock, semaphore, condition, barrier, handle, actor, executor, timeout
    /// What waits for one or all of several futures.
    case wait
}

package enum CallbackKind: Int, TraceWord {
    package static let domain = "callback_kind"
    case handle = 1
    case timer, doneCallback
}

package enum QueueOperation: Int, TraceWord {
    package static let domain = "queue_op"
    case put = 1
    case get
}

package enum CancelCause: Int, TraceWord {
    package static let domain = "cancel_cause"
    case direct = 0
    case propagated
}

/// A happening without a table of its own; the numbers are those of ``RecordKind``.
package enum MarkKind: Int, TraceWord {
    package static let domain = "mark_kind"
    case queueShutDown = 32
    case eventSet, eventClear, eventWait
    case lockAcquire, lockRelease, conditionNotify, barrierPass
    case futureResolve
    case futureCancel, neverRetrieved, shieldSpare, barrierBreak
    case timer = 50
    case timerCancel, timeoutExpire, timeoutReschedule, exception, futureTask, futureSource, queueFinish
    case resultDiscarded
    case stall = 60
    case mark, unclosed, destroyedPending
    /// Around code that is meant to keep its thread for long.
    case blockingBegin = 65
    case blockingEnd, wrongThread, timerLate
    case anomaly = 70
    /// The flight recorder was asked to keep what there was.
    case persist
    /// The clock's counter and the time did not go together.
    case clockJump
}

/// Why records were not kept.
package enum GapReason: Int, TraceWord {
    package static let domain = "gap_reason"
    case segmentsFull = 1
    case writeFailed, damaged
    /// A reader of the trace kept the file beside it from shrinking.
    case heldByReader
}

/// Details, as they are counted that are no more in the trace.
package enum Detail: Int, TraceWord {
    package static let domain = "detail"
    case step = 1
    case callback, queueOperation, cancellation, mark, slowCallback, task
    /// Of the tasks, those that threw, and those that ended by cancellation.
    case taskFailed, taskCancelled
    case object
}

/// What an executable or library told of the places in it.
package enum ModuleSymbols: Int, TraceWord {
    package static let domain = "module_symbols"
    case lines = 1
    /// Functions, from its symbol table, and no line.
    case functions
    case none
    /// The file at its path is not the one that was loaded.
    case changed
    case missing
}

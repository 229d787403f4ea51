/// A stretch of a critical path: what one task did, or why it did nothing.
package struct PathSegment: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case run, ready, wait, queue, unknown
    }

    /// How the path came to this task from the one that comes after it in time.
    package enum Link: String, Sendable, Hashable {
        /// It made the other ready.
        case woke
        /// The other awaited its end.
        case ended
        case created
        /// It put the item that the other got.
        case put
        /// It has not done yet what the other waits for at the end of the trace.
        case awaited
    }

    /// Why the path was not followed beyond a wait, or into a time that is not known.
    package enum Note: String, Sendable, Hashable {
        /// A sleep, or a turn given up: nobody is to blame.
        case timer
        /// No task woke it, but a thread outside of tasks.
        case outside
        /// Who ended the wait was not recorded.
        case untold
        /// Who ended it is known, and what that one did is not.
        case lost
        case stillWaiting
        /// It waits for one that waits for it.
        case cycle
        /// So short a wait is not followed.
        case short
        /// The path is longer than anybody reads.
        case cut
    }

    package var from: Int64
    package var to: Int64
    package var kind: Kind
    package var task: Int64
    /// How many waits lie between it and the task whose path this is.
    package var depth: Int
    package var site: Int64?
    package var thread: Int64?
    /// Of a wait.
    package var reason: Int64?
    /// Of a wait as the reason says, of queue time the queue.
    package var object: Int64?
    package var wakerThread: Int64?
    package var link: Link?
    package var note: Note?

    package var duration: Int64 { to.clampedSubtracting(from) }

    package init(_ kind: Kind, of task: Int64, from: Int64, to: Int64, depth: Int = 0) {
        self.kind = kind
        self.task = task
        self.from = from
        self.to = to
        self.depth = depth
    }
}

/// A step as a walk along a task's life sees it: a wait, then ready, then a run. Each part may be empty.
package struct PathStep: Sendable, Hashable {
    /// What it waited for, and who ended that.
    package struct Wait: Sendable, Hashable {
        package var reason: Int64
        /// A task or an object, as the reason says.
        package var object: Int64?
        package var waker: Int64?
        package var wakerThread: Int64?
        /// Not so of what a living task waits for.
        package var isOver = true

        package init(
            _ reason: Int64, object: Int64? = nil, waker: Int64? = nil, wakerThread: Int64? = nil,
            isOver: Bool = true
        ) {
            self.reason = reason
            self.object = object
            self.waker = waker
            self.wakerThread = wakerThread
            self.isOver = isOver
        }
    }

    package var task: Int64
    /// When its first part began.
    package var began: Int64
    /// When the wait was over.
    package var woken: Int64
    package var started: Int64
    package var ended: Int64
    /// Nil of the first step of a task, and where it was not recorded.
    package var wait: Wait?
    package var site: Int64?
    package var thread: Int64?

    package init(
        task: Int64, began: Int64, woken: Int64, started: Int64, ended: Int64, wait: Wait? = nil,
        site: Int64? = nil, thread: Int64? = nil
    ) {
        self.task = task
        // Whatever a broken trace says, the parts follow each other.
        self.ended = ended
        self.started = min(started, ended)
        self.woken = min(woken, self.started)
        self.began = min(began, self.woken)
        self.wait = wait
        self.site = site
        self.thread = thread
    }
}

/// What a walk must know of a task beside its steps.
package struct PathLife: Sendable, Hashable {
    package var created: Int64?
    package var ended: Int64?
    package var parent: Int64?

    package init(created: Int64?, ended: Int64?, parent: Int64? = nil) {
        self.created = created
        self.ended = ended
        self.parent = parent
    }
}

/// An item that a task got from a queue, and its put.
package struct PathGet: Sendable, Hashable {
    package var at: Int64
    package var queue: Int64
    package var putAt: Int64
    /// The task that put it.
    package var producer: Int64

    package init(at: Int64, queue: Int64, putAt: Int64, producer: Int64) {
        self.at = at
        self.queue = queue
        self.putAt = putAt
        self.producer = producer
    }
}

/// Where a walk finds what happened: a trace, or a test.
package protocol PathSource {
    /// The first step of a task that ended at `from` or later, and before `limit`.
    func step(of task: Int64, endingFrom from: Int64, before limit: Int64) throws -> PathStep?
    /// The last step of a task that ended before `limit`, and at `from` or later.
    func step(of task: Int64, endingBefore limit: Int64, from: Int64) throws -> PathStep?
    func life(of task: Int64) throws -> PathLife?
    /// The last item that a task got in a stretch of time; nil also if its put is not known.
    func get(by task: Int64, after: Int64, until: Int64) throws -> PathGet?
    /// The task that has a lock at the end of the trace.
    func holder(of lock: Int64) throws -> Int64?
    /// A living task whose end will end a future.
    func livingTask(behind future: Int64) throws -> Int64?
    /// A child in a group that is alive at the end of the trace.
    func livingChild(of task: Int64) throws -> Int64?
}

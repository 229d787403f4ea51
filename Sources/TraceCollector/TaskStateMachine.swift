package import TraceModel

/// What one task did: turns its happenings into steps.
///
/// Pure: times come in, steps go out. Times of damaged records may be anything, so sums wrap around. Happenings that do not fit the state are absorbed and counted, never
/// filled in with guesses; what is not known stays nil.
package struct TaskStateMachine {
    /// One run slice and the wait before it.
    package struct Step: Equatable {
        package var started: Int64
        package var ended: Int64
        package var thread: Int64
        @Compact package var site: Int64?
        @Compact package var readyNanoseconds: Int64?
        package var wait: Wait?
        package var waker: Waker?

        package init(
            started: Int64, ended: Int64, thread: Int64, site: Int64?, readyNanoseconds: Int64?, wait: Wait?,
            waker: Waker?
        ) {
            self.started = started
            self.ended = ended
            self.thread = thread
            self.site = site
            self.readyNanoseconds = readyNanoseconds
            self.wait = wait
            self.waker = waker
        }
    }

    /// Why and on what a task waits, since when, and for how long once that is over.
    package struct Wait: Equatable {
        package var reason: WaitReason
        @Compact package var object: Int64?
        @Compact package var site: Int64?
        @Compact package var stack: Int64?
        package var since: Int64
        @Compact package var nanoseconds: Int64?

        package init(reason: WaitReason, object: Int64?, site: Int64?, since: Int64) {
            self.reason = reason
            self.object = object
            self.site = site
            self.since = since
        }
    }

    package struct Waker: Equatable {
        @Compact package var task: Int64?
        @Compact package var thread: Int64?

        package init(task: Int64?, thread: Int64?) {
            self.task = task
            self.thread = thread
        }
    }

    package private(set) var state: TaskState?
    package private(set) var since: Int64 = 0
    @Compact package private(set) var thread: Int64?
    @Compact package private(set) var site: Int64?
    package private(set) var wait: Wait?
    package private(set) var waker: Waker?
    @Compact package private(set) var readyNanoseconds: Int64?

    package private(set) var runNanoseconds: Int64 = 0
    package private(set) var totalReadyNanoseconds: Int64 = 0
    package private(set) var waitNanoseconds: Int64 = 0
    package private(set) var steps: Int64 = 0
    package private(set) var anomalies: Int64 = 0

    package init() {}

    /// One that goes on from where another stood.
    init(
        state: TaskState?, since: Int64, thread: Int64?, site: Int64?, wait: Wait?, waker: Waker?,
        readyNanoseconds: Int64?
    ) {
        self.state = state
        self.since = since
        self.thread = thread
        self.site = site
        self.wait = wait
        self.waker = waker
        self.readyNanoseconds = readyNanoseconds
    }

    /// The sums that belong to it.
    mutating func restore(
        run: Int64, ready: Int64, wait: Int64, steps: Int64, anomalies: Int64
    ) {
        runNanoseconds = run
        totalReadyNanoseconds = ready
        waitNanoseconds = wait
        self.steps = steps
        self.anomalies = anomalies
    }

    /// The task was made and made ready.
    package mutating func created(at time: Int64) {
        guard state == nil else { return anomalies += 1 }
        state = .created
        since = time
    }

    /// Tracing began while the task was running: since when is not known, so the slice begins here.
    package mutating func adopted(at time: Int64, thread: Int64, site: Int64?) {
        guard state == nil else { return }
        beginRun(at: time, thread: thread, site: site)
    }

    /// Something made the task ready to go on.
    package mutating func woken(at time: Int64, by waker: Waker) {
        switch state {
        case .waiting:
            wait?.nanoseconds = time &- since
        case nil:
            break
        case .created, .ready, .running:
            // A second wake of a task that is ready, or one that overtook the suspension it ends.
            return anomalies += 1
        }
        self.waker = waker
        state = .ready
        since = time
    }

    /// The task runs on a thread.
    package mutating func ran(at time: Int64, thread: Int64, site: Int64?) {
        switch state {
        case .created, .ready:
            readyNanoseconds = time &- since
        case .waiting:
            // A hop between executors has no wake of its own: the wait lasts until it runs.
            wait?.nanoseconds = time &- since
        case .running:
            // Its suspension was lost, and with it the slice's end.
            anomalies += 1
            forgetWait()
        case nil:
            break
        }
        beginRun(at: time, thread: thread, site: site)
    }

    /// The task stopped running and waits.
    ///
    /// `lossAt` is when records were lost last: a run that may be among them is not made up.
    package mutating func suspended(at time: Int64, thread: Int64, for wait: Wait, lossAt: Int64 = .min)
        -> Step?
    {
        let step = endRun(at: time, thread: thread, lossAt: lossAt)
        forgetWait()
        self.wait = wait
        state = .waiting
        since = time
        return step
    }

    /// The task is over.
    package mutating func ended(at time: Int64, thread: Int64, lossAt: Int64 = .min) -> Step? {
        let step = endRun(at: time, thread: thread, lossAt: lossAt)
        forgetWait()
        state = nil
        since = time
        return step
    }

    private mutating func beginRun(at time: Int64, thread: Int64, site: Int64?) {
        state = .running
        since = time
        self.thread = thread
        self.site = site
    }

    private mutating func endRun(at time: Int64, thread runThread: Int64, lossAt: Int64) -> Step? {
        switch state {
        case .running:
            break
        case .waiting:
            // What it was about to wait for was there already, so it went on at once, on the same thread,
            // without a wake and a run of its own; unless those were lost.
            guard lossAt < since else {
                anomalies += 1
                return nil
            }
            wait?.nanoseconds = 0
            thread = runThread
            site = wait?.site
        case .created, .ready:
            anomalies += 1  // its run was lost
            return nil
        case nil:
            return nil
        }
        let step = Step(
            started: since, ended: time, thread: thread ?? runThread, site: site,
            readyNanoseconds: readyNanoseconds, wait: wait, waker: waker)
        runNanoseconds &+= time &- since
        totalReadyNanoseconds &+= readyNanoseconds ?? 0
        waitNanoseconds &+= wait?.nanoseconds ?? 0
        steps &+= 1
        return step
    }

    private mutating func forgetWait() {
        wait = nil
        waker = nil
        readyNanoseconds = nil
    }
}

internal import Glibc
internal import Synchronization

/// What an event loop needs of its thread: to be one of its own, to sleep, to be woken.
enum LoopThread {
    /// The number of the running thread, unique among the living ones.
    static var current: UInt { UInt(pthread_self()) }

    /// Runs `body` on a thread of its own; false when the system gives no thread.
    static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let start = unsafe Unmanaged.passRetained(ThreadStart(body))
        var thread = pthread_t()
        let result = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let start = unsafe Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
                start.body()
                return nil
            }, start.toOpaque())
        guard result == 0 else {
            unsafe start.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}

private final class ThreadStart: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
    }
}

/// Lets one thread sleep until a deadline or until another thread wakes it.
///
/// A wake that comes before the sleep is kept, and makes the next sleep return at once.
@safe final class ThreadParker: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var isWoken = false

    init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe condition = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(condition, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    /// Sleeps until ``wake()``, and no longer than `limit`.
    func park(atMost limit: Duration?) {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        guard let limit else {
            while !isWoken { unsafe pthread_cond_wait(condition, mutex) }
            isWoken = false
            return
        }
        var deadline = Self.monotonicTime(after: limit)
        while !isWoken {
            guard unsafe pthread_cond_timedwait(condition, mutex, &deadline) == 0 else { break }
        }
        isWoken = false
    }

    func wake() {
        unsafe pthread_mutex_lock(mutex)
        isWoken = true
        unsafe pthread_cond_signal(condition)
        unsafe pthread_mutex_unlock(mutex)
    }

    private static func monotonicTime(after limit: Duration) -> timespec {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        // A deadline beyond a century serves as never, and keeps the sum within range.
        let (seconds, attoseconds) = max(.zero, min(limit, .seconds(3_153_600_000))).components
        let nanoseconds = Int64(now.tv_nsec) + attoseconds / 1_000_000_000
        return timespec(
            tv_sec: now.tv_sec + Int(seconds + nanoseconds / 1_000_000_000),
            tv_nsec: Int(nanoseconds % 1_000_000_000))
    }
}

/// What is known of the task that calls.
enum RunningTask {
    /// The number that the steps of the running task have as jobs, 0 outside of a task.
    static var identity: UInt {
        unsafe withUnsafeCurrentTask { task in
            guard let task = unsafe task else { return 0 }
            return unsafe unsafeBitCast(task, to: UInt.self)
        }
    }
}

extension UnownedJob {
    /// A number that is the same for all jobs of one task, for as long as the task lives.
    var taskIdentity: UInt { unsafe unsafeBitCast(self, to: UInt.self) }

    /// Runs a step of a task that prefers `loop`.
    func run(preferring loop: EventLoop) {
        unsafe runSynchronously(on: loop.asUnownedTaskExecutor())
    }

    /// Runs a step of an actor whose executor is `loop`.
    func run(isolatedTo loop: EventLoop) {
        unsafe runSynchronously(
            isolatedTo: loop.asUnownedSerialExecutor(), taskExecutor: loop.asUnownedTaskExecutor())
    }
}

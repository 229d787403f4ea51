import CTaskProbe

/// A server that never was: four threads run the tasks of its connections, a fifth wakes them.
///
/// A request puts a job into a queue, which one of a few workers takes, awaits a child task, yields once, and waits
/// for the next request: 18 records and 8 rows. Times are made up, and are those of a busy machine.
struct ServerProgram {
    static let threads = 5
    private static let connections = 64
    private static let workers = 4
    private static let queue: UInt32 = 1
    private static let firstTask: UInt32 = 100

    private enum Role { case connection, worker, child }

    private struct Task {
        let id: UInt32
        let role: Role
        var phase = 0
        /// The connection that a child works for.
        var awaitedBy = 0
        var isCancelled = false
    }

    private var tasks: [Task] = []
    private var free: [Int] = []
    private var ready: [(task: Int, at: Int64)] = []
    private var firstReady = 0
    private var idleWorkers: [(task: Int, since: Int64)] = []
    private var jobs: [(number: UInt32, put: Int64)] = []
    private var lastJob: UInt32 = 0
    private var nextTask = Self.firstTask
    private var requests = 0
    /// When each thread is free again, in nanoseconds.
    private var clocks = [Int64](repeating: 1000, count: Self.threads)
    private var random: UInt64 = 88_172_645_463_325_252

    /// What each thread has recorded and nobody has taken yet; the ticks are nanoseconds.
    var records = [[tt_record]](repeating: [], count: Self.threads)

    init() {
        for (index, name) in ["serve", "handle", "parse", "render", "work", "read", "shop", "main"]
            .enumerated()
        {
            emit(0, 500, TT_SITE_DEFINE, code: Self.code(index), arg: UInt64(10 + index))
            text(0, which: 0, "\(name)()")
            text(0, which: 1, "Server/\(name).swift")
        }
        emit(0, 600, TT_OBJECT_CREATE, detail: 1, other: Self.queue, code: Self.code(7))
        text(0, which: 0, "jobs")
        for _ in 0..<Self.connections { ready.append((create(.connection, on: 0, 700, by: 0), 700)) }
        for _ in 0..<Self.workers { ready.append((create(.worker, on: 0, 800, by: 0), 800)) }
    }

    /// Lets one task run once. Nothing will be recorded any more for before the time that is answered.
    mutating func step() -> Int64 {
        var thread = 0
        for other in 1..<Self.threads - 1 where clocks[other] < clocks[thread] { thread = other }
        let next = ready[firstReady]
        firstReady += 1
        if firstReady == 4096 {
            ready.removeFirst(firstReady)
            firstReady = 0
        }
        run(next.task, thread, max(clocks[thread], next.at) + 300 + chance(2000))
        // The fifth thread wakes no earlier than it did before.
        return clocks.min() ?? 0
    }

    private mutating func run(_ index: Int, _ thread: Int, _ start: Int64) {
        let task = tasks[index]
        emit(
            thread, start, TT_TASK_RUN, task: task.id,
            code: Self.code(task.role == .worker ? 4 : task.phase & 3))
        var now = start + 400 + chance(3000)
        switch task.role {
        case .connection:
            switch task.phase % 3 {
            case 0: now = request(index, thread, now)
            case 1: now = yield(index, thread, now)
            default: now = finishRequest(index, thread, now)
            }
            tasks[index].phase += 1
        case .worker: now = work(index, thread, now)
        case .child: now = endChild(index, thread, now)
        }
        clocks[thread] = now + 100
    }

    private mutating func request(_ index: Int, _ thread: Int, _ start: Int64) -> Int64 {
        var now = start
        requests += 1
        lastJob += 1
        jobs.append((lastJob, now))
        emit(
            thread, now, TT_QUEUE_PUT, task: tasks[index].id, other: Self.queue, code: Self.code(1),
            arg: UInt64(jobs.count) | UInt64(lastJob) << 32)
        if let place = idleWorkers.firstIndex(where: { $0.since < now }) {
            wake(idleWorkers.remove(at: place).task, on: thread, now + 150, by: tasks[index].id)
        }
        now += 300 + chance(1500)
        if requests % 500 == 0 {
            emit(thread, now, TT_MARK, task: tasks[index].id, code: Self.code(1), arg: UInt64(requests))
            text(thread, which: 0, "checkpoint of \(requests % 7000)")
            now += 100
        }
        let child = create(.child, on: thread, now, by: index)
        ready.append((child, now))
        if requests % 200 == 0 {
            tasks[child].isCancelled = true
            emit(
                thread, now + 100, TT_TASK_CANCEL, task: tasks[child].id, other: tasks[index].id,
                arg: Self.code(1))
        }
        now += 300 + chance(500)
        suspend(index, thread, now, TT_ON_TASK, other: tasks[child].id)
        return now
    }

    private mutating func yield(_ index: Int, _ thread: Int, _ now: Int64) -> Int64 {
        suspend(index, thread, now, TT_ON_CONTINUATION)
        wake(index, on: thread, now + 50, by: tasks[index].id)
        return now + 50
    }

    private mutating func finishRequest(_ index: Int, _ thread: Int, _ now: Int64) -> Int64 {
        suspend(index, thread, now, TT_ON_CONTINUATION)
        let io = Self.threads - 1
        clocks[io] = max(clocks[io] + 50, now + 20_000 + chance(100_000))
        wake(index, on: io, clocks[io], by: 0)
        return now
    }

    private mutating func work(_ index: Int, _ thread: Int, _ start: Int64) -> Int64 {
        var now = start
        var taken = 0
        while let job = jobs.first, job.put < now, taken < 4 {
            jobs.removeFirst()
            emit(
                thread, now, TT_QUEUE_GET, task: tasks[index].id, other: Self.queue, code: Self.code(4),
                arg: UInt64(jobs.count) | UInt64(job.number) << 32)
            now += 1000 + chance(4000)
            taken += 1
        }
        emit(
            thread, now, TT_WAIT_BEGIN, detail: 20, task: tasks[index].id, other: Self.queue,
            code: Self.code(5))
        suspend(index, thread, now + 80, TT_ON_CONTINUATION)
        if jobs.isEmpty {
            idleWorkers.append((index, now + 100))
        } else {
            wake(index, on: thread, now + 200, by: tasks[index].id)
        }
        return now + 200
    }

    private mutating func endChild(_ index: Int, _ thread: Int, _ start: Int64) -> Int64 {
        let now = start + 5000 + chance(20_000)
        let child = tasks[index]
        emit(thread, now, TT_TASK_END, detail: child.isCancelled ? 2 : 0, task: child.id)
        wake(child.awaitedBy, on: thread, now + 60, by: child.id)
        free.append(index)
        return now + 60
    }

    private mutating func create(_ role: Role, on thread: Int, _ time: Int64, by creator: Int) -> Int {
        var task = Task(id: nextTask, role: role)
        nextTask += 1
        task.awaitedBy = creator
        emit(
            thread, time, TT_TASK_CREATE, task: task.id, other: role == .child ? tasks[creator].id : 0,
            code: Self.code(role == .child ? 3 : 0), arg: Self.code(1) | 0x1 << 48 | 25 << 56)
        if role != .child || task.id % 8 == 0 { text(thread, which: 0, "\(role) \(task.id % 50)") }
        emit(thread, Int64(Self.code(2)), TT_CREATION_DETAIL, arg: Self.code(6))
        guard role == .child, let place = free.popLast() else {
            tasks.append(task)
            return tasks.count - 1
        }
        tasks[place] = task
        return place
    }

    private mutating func suspend(
        _ index: Int, _ thread: Int, _ time: Int64, _ dependency: tt_dependency, other: UInt32 = 0
    ) {
        let code = Self.code(tasks[index].phase % 3)
        emit(
            thread, time, TT_TASK_SUSPEND, detail: UInt8(dependency.rawValue), task: tasks[index].id,
            other: other,
            code: code, arg: code)
    }

    private mutating func wake(_ index: Int, on thread: Int, _ time: Int64, by waker: UInt32) {
        emit(thread, time, TT_TASK_ENQUEUE, task: tasks[index].id, other: waker)
        ready.append((index, time))
    }

    // MARK: Records

    /// A place that is told, so that it has a name without a module.
    private static func code(_ index: Int) -> UInt64 { 1 << 47 | UInt64(index + 1) }

    private mutating func emit(
        _ thread: Int, _ time: Int64, _ kind: tt_kind, detail: UInt8 = 0, task: UInt32 = 0, other: UInt32 = 0,
        code: UInt64 = 0, arg: UInt64 = 0
    ) {
        let word = code | UInt64(kind.rawValue) << 48 | UInt64(detail) << 56
        records[thread].append(
            tt_record(ticks: UInt64(bitPattern: time), word: word, task: task, other: other, arg: arg))
    }

    private mutating func text(_ thread: Int, which: UInt8, _ text: String) {
        let bytes = Array(text.utf8)
        for (part, start) in stride(from: 0, to: bytes.count, by: 24).enumerated() {
            func word(_ offset: Int, _ length: Int) -> UInt64 {
                (0..<length).reduce(0) { word, byte in
                    let at = start + offset + byte
                    return at < bytes.count ? word | UInt64(bytes[at]) << UInt64(8 * byte) : word
                }
            }
            emit(
                thread, Int64(bitPattern: word(0, 8)), TT_TEXT, detail: which << 6 | UInt8(part),
                task: UInt32(word(8, 4)), other: UInt32(word(12, 4)), arg: word(16, 8))
        }
    }

    private mutating func chance(_ bound: Int64) -> Int64 {
        random ^= random << 13
        random ^= random >> 7
        random ^= random << 17
        return Int64(random >> 33) % bound
    }
}

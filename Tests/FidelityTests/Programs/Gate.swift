import Foundation
import Synchronization

/// One thread that does one thing after the other, in the order in which they came.
///
/// This is how a program comes to know itself: while something runs here, nothing else does, so what it sees of
/// the other tasks of the gate is so. What is enqueued by a task of the gate runs when that task has surely
/// suspended.
final class Gate: TaskExecutor {
    let name: String
    private let condition = NSCondition()
    private let work = Mutex<[@Sendable () -> Void]>([])
    private let runs = Mutex<[Int64: Int]>([:])
    private let isStopped = Atomic(false)

    init(name: String) {
        self.name = name
        Thread.detachNewThread { [self] in
            // Foundation's way of naming a thread does nothing while that is starting.
            try? name.write(toFile: "/proc/thread-self/comm", atomically: false, encoding: .utf8)
            loop()
        }
    }

    /// How often each task was given the thread, by the runtime's number of the task.
    var runsByTask: [Int64: Int] { runs.withLock { $0 } }

    func async(_ body: @escaping @Sendable () -> Void) {
        condition.withLock { work.withLock { $0.append(body) } }
        condition.signal()
    }

    func stop() { async { self.isStopped.store(true, ordering: .relaxed) } }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        async {
            self.count(job)
            unsafe job.runSynchronously(on: self.asUnownedTaskExecutor())
        }
    }

    fileprivate func count(_ job: UnownedJob) {
        // "Job(id: 17)": the only public way to a task's number.
        guard let id = Int64(job.description.filter(\.isNumber)) else { return }
        runs.withLock { $0[id, default: 0] += 1 }
    }

    private func loop() {
        while !isStopped.load(ordering: .relaxed) {
            condition.lock()
            while work.withLock(\.isEmpty) { condition.wait() }
            let next = work.withLock { $0.removeFirst() }
            condition.unlock()
            next()
        }
    }
}

/// The gate as the executor of an actor.
final class GateSerialExecutor: SerialExecutor {
    private let gate: Gate

    init(_ gate: Gate) { self.gate = gate }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        gate.async {
            self.gate.count(job)
            unsafe job.runSynchronously(on: self.asUnownedSerialExecutor())
        }
    }
}

/// An actor that has its gate's thread and no other.
actor GateActor {
    private let executor: GateSerialExecutor
    private var visits = 0

    init(_ gate: Gate) { executor = GateSerialExecutor(gate) }

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    func visit() { visits += 1 }
}

/// An actor as most are: tasks that find it occupied wait.
actor DefaultActor {
    private var visits = 0

    func visit() {
        // Long enough that others come meanwhile.
        for number in 0..<2000 { visits = (visits &+ number) & 0xffff }
    }

    func visitAndYield() async {
        visit()
        await Task.yield()
        visit()
    }
}

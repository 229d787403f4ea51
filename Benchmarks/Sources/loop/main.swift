// How fast one event loop is: callbacks and timers, tracing off.
//
//     swift run -c release loop [SECONDS]
//
// One line a figure, in the processor time of the loop's thread, which other programs on the machine disturb least;
// the wall-clock time beside it.
import Glibc
import Synchronization
import TaskTracing

let seconds = CommandLine.arguments.count > 1 ? Double(CommandLine.arguments[1]) ?? 1 : 1

/// What a thread has used of its processor.
func processorTime() -> Duration {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}

func report(_ name: String, _ count: Int, _ processor: Duration, _ wall: Duration) {
    func rate(_ duration: Duration) -> Int { Int(Double(count) / (duration / .seconds(1))) }
    func each(_ duration: Duration) -> Int { Int(duration / .nanoseconds(1) / Double(count)) }
    print("\(name): \(rate(processor)) a second, \(each(processor)) ns each (wall: \(rate(wall)) a second)")
}

/// Runs `body`, which answers how many there were, until the time is over.
func measure(_ name: String, _ body: () throws -> Int) rethrows {
    _ = try body()
    let (began, processor) = (ContinuousClock.now, processorTime())
    var count = 0
    repeat { count += try body() } while began.duration(to: .now) < .seconds(seconds)
    report(name, count, processorTime() - processor, began.duration(to: .now))
}

enum Request { @TaskLocal static var number = 0 }

let batch = 10_000
let loop = EventLoop()

try measure("callSoon, \(batch) at once") {
    for _ in 0..<batch { try loop.callSoon {} }
    loop.stop()
    try loop.runForever()
    return batch
}

/// A callback that schedules the next: one an iteration.
final class Chain: Sendable {
    let left = Atomic<Int>(0)

    func next(_ loop: EventLoop) throws {
        if left.subtract(1, ordering: .relaxed).newValue == 0 { return loop.stop() }
        try loop.callSoon { try self.next(loop) }
    }
}

try measure("callSoon, one after the other") {
    let chain = Chain()
    chain.left.store(batch, ordering: .relaxed)
    try loop.callSoon { try chain.next(loop) }
    try loop.runForever()
    return batch
}

try measure("callSoon with task-local values of its own") {
    let context = Request.$number.withValue(1) { TaskLocalContext() }
    for _ in 0..<batch { try loop.callSoon(context: context) {} }
    loop.stop()
    try loop.runForever()
    return batch
}

try measure("callLater and its turn") {
    for _ in 0..<batch { try loop.callLater(.zero) {} }
    loop.stop()
    try loop.runForever()
    return batch
}

try measure("callLater and cancel") {
    for _ in 0..<batch { try loop.callLater(.seconds(60)) {}.cancel() }
    loop.stop()
    try loop.runForever()
    return batch
}

do {
    let pending = 100_000
    var generator = SystemRandomNumberGenerator()
    let delays = (0..<pending).map { _ in
        Duration.milliseconds(Int.random(in: 60_000...3_600_000, using: &generator))
    }
    let (began, processor) = (ContinuousClock.now, processorTime())
    let handles = try delays.map { try loop.callLater($0) {} }
    report("callLater, \(pending) pending", pending, processorTime() - processor, began.duration(to: .now))

    try measure("callSoon among \(pending) timers") {
        for _ in 0..<batch { try loop.callSoon {} }
        loop.stop()
        try loop.runForever()
        return batch
    }
    try measure("callLater and its turn among \(pending) timers") {
        for _ in 0..<batch { try loop.callLater(.zero) {} }
        loop.stop()
        try loop.runForever()
        return batch
    }
    try measure("callLater and cancel among \(pending) timers") {
        for _ in 0..<batch { try loop.callLater(.seconds(60)) {}.cancel() }
        loop.stop()
        try loop.runForever()
        return batch
    }
    let (cancelling, cancellingProcessor) = (ContinuousClock.now, processorTime())
    for handle in handles { handle.cancel() }
    loop.stop()
    try loop.runForever()
    report(
        "cancel of \(pending) timers", pending, processorTime() - cancellingProcessor,
        cancelling.duration(to: .now))
}

try loop.close()

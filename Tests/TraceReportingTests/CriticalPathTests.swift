import Testing
import TraceModel
import TraceReporting

/// Steps made by hand, of which the right path is known.
struct HandmadePath: PathSource {
    var steps: [PathStep] = []
    var lives: [Int64: PathLife] = [:]
    var gets: [(task: Int64, get: PathGet)] = []
    var holders: [Int64: Int64] = [:]
    var children: [Int64: Int64] = [:]
    var futures: [Int64: Int64] = [:]

    /// A task that runs from the beginning of its life on; times are those of its parts.
    mutating func task(_ id: Int64, created: Int64? = nil, ended: Int64? = nil, parent: Int64? = nil) {
        lives[id] = PathLife(created: created, ended: ended, parent: parent)
    }

    mutating func first(_ task: Int64, ready: Int64, started: Int64, ended: Int64) {
        steps.append(
            PathStep(task: task, began: ready, woken: ready, started: started, ended: ended, site: task))
    }

    mutating func step(
        _ task: Int64, waits began: Int64, for reason: WaitReason, on object: Int64? = nil, woken: Int64,
        by waker: Int64? = nil, thread: Int64? = nil, started: Int64? = nil, ended: Int64, isOver: Bool = true
    ) {
        steps.append(
            PathStep(
                task: task, began: began, woken: woken, started: started ?? woken, ended: ended,
                wait: PathStep.Wait(
                    Int64(reason.rawValue), object: object, waker: waker, wakerThread: thread, isOver: isOver),
                site: task))
    }

    func step(of task: Int64, endingFrom from: Int64, before limit: Int64) -> PathStep? {
        steps.filter { $0.task == task && $0.ended >= from && $0.ended < limit }.min { $0.ended < $1.ended }
    }
    func step(of task: Int64, endingBefore limit: Int64, from: Int64) -> PathStep? {
        steps.filter { $0.task == task && $0.ended >= from && $0.ended < limit }.max { $0.ended < $1.ended }
    }
    func life(of task: Int64) -> PathLife? { lives[task] }
    func get(by task: Int64, after: Int64, until: Int64) -> PathGet? {
        gets.filter { $0.task == task && $0.get.at > after && $0.get.at <= until }.map(\.get).max {
            $0.at < $1.at
        }
    }
    func holder(of lock: Int64) -> Int64? { holders[lock] }
    func livingTask(behind future: Int64) -> Int64? { futures[future] }
    func livingChild(of task: Int64) -> Int64? { children[task] }

    /// `1 run 0-10, 2 wait sleep 10-20 timer`: what a path is, in the order of time, in thousands.
    func path(
        of task: Int64 = 1, from: Int64 = 0, to: Int64, shortest: Int64 = 0, limit: Int = CriticalPath.most
    ) throws -> String {
        let path = try CriticalPath(
            of: task, from: from, to: to, in: self, shortest: shortest, limit: limit)
        var time = from
        for segment in path.segments {
            #expect(segment.from == time && segment.to > segment.from, "each moment once: \(segment)")
            time = segment.to
        }
        #expect(time == to || path.segments.isEmpty && from == to)
        return path.segments.map { segment in
            let reason =
                segment.kind == .wait
                ? " " + (WaitReason(rawValue: Int(segment.reason ?? 0))?.text ?? "?") : ""
            let link = segment.link.map { " \($0.rawValue)" } ?? ""
            let note = segment.note.map { " \($0.rawValue)" } ?? ""
            return
                "\(segment.task) \(segment.kind)\(reason) \(segment.from / 1000)-\(segment.to / 1000)\(link)\(note)"
        }.joined(separator: ", ")
    }
}

/// A thousand nanoseconds: more than times of one moment differ by.
private func t(_ value: Int64) -> Int64 { value * 10_000 }

@Suite("The critical path")
struct CriticalPathTests {
    @Test("A task that waits for nobody has its own states as its path.")
    func alone() throws {
        var trace = HandmadePath()
        trace.task(1, created: 0, ended: t(5))
        trace.first(1, ready: 0, started: t(1), ended: t(2))
        trace.step(1, waits: t(2), for: .sleep, woken: t(3), thread: 9, started: t(4), ended: t(5))
        #expect(
            try trace.path(to: t(5))
                == "1 ready 0-10, 1 run 10-20, 1 wait sleep 20-30 timer, 1 ready 30-40, 1 run 40-50")
    }

    @Test("While it waits for an item, the path is the producer's; before that, it is its own.")
    func producer() throws {
        var trace = HandmadePath()
        trace.task(1, created: 0, ended: t(6))
        trace.first(1, ready: 0, started: 0, ended: t(1))
        trace.step(1, waits: t(1), for: .queueGet, on: 7, woken: t(5), by: 2, ended: t(6))
        trace.task(2, created: 0)
        trace.first(2, ready: 0, started: 0, ended: t(2))
        trace.step(2, waits: t(2), for: .sleep, woken: t(3), started: t(4), ended: t(8))
        #expect(
            try trace.path(to: t(6)) == "1 run 0-10, 2 run 10-20, 2 wait sleep 20-30 timer, 2 ready 30-40, "
                + "2 run 40-50 woke, 1 run 50-60")
    }

    @Test("A waker that waited is followed to its own waker, and so on.")
    func chain() throws {
        var trace = HandmadePath()
        for task in 1...3 { trace.task(Int64(task), created: 0) }
        trace.first(1, ready: 0, started: 0, ended: t(1))
        trace.step(1, waits: t(1), for: .event, on: 8, woken: t(6), by: 2, ended: t(7))
        trace.first(2, ready: 0, started: 0, ended: t(2))
        trace.step(2, waits: t(2), for: .future, on: 9, woken: t(4), by: 3, started: t(5), ended: t(6))
        trace.first(3, ready: 0, started: 0, ended: t(9))
        #expect(
            try trace.path(to: t(7)) == "1 run 0-10, 2 run 10-20, 3 run 20-40 woke, 2 ready 40-50, "
                + "2 run 50-60 woke, 1 run 60-70")
    }

    @Test("Of a lock, the path is what its holder did, be it a sleep with the lock.")
    func holder() throws {
        var trace = HandmadePath()
        trace.task(1, created: 0)
        trace.task(2, created: 0)
        trace.first(1, ready: 0, started: 0, ended: t(1))
        trace.step(1, waits: t(1), for: .lock, on: 5, woken: t(9), by: 2, ended: t(10))
        trace.first(2, ready: 0, started: 0, ended: t(2))
        trace.step(2, waits: t(2), for: .sleep, woken: t(8), ended: t(11))
        #expect(
            try trace.path(to: t(10))
                == "1 run 0-10, 2 run 10-20, 2 wait sleep 20-80 timer, 2 run 80-90 woke, 1 run 90-100")
    }

    @Test("Of an awaited task, the path is its life; before that, whoever made it.")
    func awaited() throws {
        var trace = HandmadePath()
        trace.task(1, created: 0)
        trace.first(1, ready: 0, started: 0, ended: t(1))
        trace.step(1, waits: t(1), for: .task, on: 3, woken: t(6), by: 3, ended: t(7))
        trace.task(2, created: 0)
        trace.first(2, ready: 0, started: 0, ended: t(9))
        trace.task(3, created: t(3), ended: t(5) + 9000, parent: 2)
        trace.first(3, ready: t(3), started: t(4), ended: t(5) + 9000)
        #expect(
            try trace.path(to: t(7)) == "1 run 0-10, 2 run 10-30 created, 3 ready 30-40, 3 run 40-59 ended, "
                + "1 wait task 59-60, 1 run 60-70")
    }

    @Test("Of a group, the path is the child that ended last.")
    func group() throws {
        var trace = HandmadePath()
        trace.task(1, created: 0)
        trace.first(1, ready: 0, started: 0, ended: t(1))
        trace.step(1, waits: t(1), for: .group, woken: t(5), by: 3, ended: t(6))
        for (child, end) in [(2, 3), (3, 5)] as [(Int64, Int64)] {
            trace.task(child, created: t(1), ended: t(end), parent: 1)
            trace.first(child, ready: t(1), started: t(2), ended: t(end))
        }
        #expect(try trace.path(to: t(6)) == "1 run 0-10, 3 ready 10-20, 3 run 20-50 woke, 1 run 50-60")
    }

    @Test("An item that lay in the queue of a busy worker is queue time; then the path is the producer's.")
    func dwell() throws {
        var trace = HandmadePath()
        for task in 1...3 { trace.task(Int64(task), created: 0) }
        trace.first(1, ready: 0, started: 0, ended: t(1))
        trace.step(1, waits: t(1), for: .future, on: 9, woken: t(8), by: 2, ended: t(9))
        trace.first(2, ready: 0, started: 0, ended: t(10))
        trace.first(3, ready: 0, started: 0, ended: t(10))
        trace.gets = [(2, PathGet(at: t(6), queue: 7, putAt: t(3), producer: 3))]
        #expect(
            try trace.path(to: t(9))
                == "1 run 0-10, 3 run 10-30 put, 2 queue 30-60, 2 run 60-80 woke, 1 run 80-90")
        // Put by the one that waits, before it waited: all of the wait is told.
        trace.gets = [(2, PathGet(at: t(6), queue: 7, putAt: t(1) / 2, producer: 1))]
        #expect(try trace.path(to: t(9)) == "1 run 0-10, 2 queue 10-60, 2 run 60-80 woke, 1 run 80-90")
    }

    @Test("Who ended a wait may not be known, or not be a task: the wait stays, with what is known.")
    func missingWakers() throws {
        var trace = HandmadePath()
        trace.task(1, created: 0)
        trace.first(1, ready: 0, started: 0, ended: t(1))
        trace.step(1, waits: t(1), for: .continuation, woken: t(2), thread: 4, ended: t(3))
        trace.step(1, waits: t(3), for: .actor, on: 6, woken: t(4), ended: t(5))
        trace.step(1, waits: t(5), for: .event, on: 8, woken: t(6), by: 2, ended: t(7))
        trace.step(1, waits: t(7), for: .unknown, woken: t(8), ended: t(9))
        #expect(
            try trace.path(to: t(9)) == "1 run 0-10, 1 wait continuation 10-20 outside, 1 run 20-30, "
                + "1 wait actor 30-40 untold, 1 run 40-50, 1 wait event 50-60 lost, 1 run 60-70, "
                + "1 unknown 70-80 untold, 1 run 80-90")
    }

    @Test("Lost steps are unknown time: in its own life, and in that of a waker.")
    func lost() throws {
        var trace = HandmadePath()
        trace.task(1, created: 0)
        trace.first(1, ready: 0, started: 0, ended: t(1))
        trace.step(1, waits: t(3), for: .event, on: 8, woken: t(8), by: 2, ended: t(9))
        trace.task(2, created: 0)
        trace.step(2, waits: t(6), for: .sleep, woken: t(7), ended: t(8))
        #expect(
            try trace.path(to: t(9)) == "1 run 0-10, 1 unknown 10-30 untold, 2 unknown 30-60 untold, "
                + "2 wait sleep 60-70 timer, 2 run 70-80 woke, 1 run 80-90")
        // Details before some time were dropped, that of its creation too.
        #expect(try trace.path(from: t(1), to: t(3)) == "1 unknown 10-30 untold")
    }

    @Test("What a living task waits for at the end is followed, to where nobody is to be waited for.")
    func living() throws {
        var trace = HandmadePath()
        for task in 0...4 { trace.task(Int64(task), created: 0) }
        trace.first(0, ready: 0, started: 0, ended: t(1))
        trace.step(0, waits: t(1), for: .future, on: 6, woken: t(9), ended: t(9), isOver: false)
        trace.futures = [6: 4]
        #expect(
            try trace.path(of: 0, to: t(9)) == "0 run 0-10, 0 wait future 10-90 stillWaiting",
            "nothing is known of the task behind it")
        trace.first(1, ready: 0, started: 0, ended: t(1))
        trace.step(1, waits: t(1), for: .task, on: 2, woken: t(9), ended: t(9), isOver: false)
        trace.first(2, ready: 0, started: 0, ended: t(2))
        trace.step(2, waits: t(2), for: .lock, on: 5, woken: t(9), ended: t(9), isOver: false)
        trace.first(3, ready: 0, started: 0, ended: t(3))
        trace.step(3, waits: t(3), for: .group, woken: t(9), ended: t(9), isOver: false)
        trace.first(4, ready: 0, started: 0, ended: t(4))
        trace.step(4, waits: t(4), for: .queueGet, on: 7, woken: t(9), ended: t(9), isOver: false)
        trace.holders = [5: 3]
        trace.children = [3: 4]
        #expect(
            try trace.path(to: t(9)) == "1 run 0-10, 2 run 10-20, 3 run 20-30, 4 run 30-40, "
                + "4 wait queue_get 40-90 awaited stillWaiting")
        #expect(
            try trace.path(of: 0, to: t(9))
                == "0 run 0-10, 4 run 10-40, 4 wait queue_get 40-90 awaited stillWaiting")
    }

    @Test("Tasks that wait for each other are told as a circle.")
    func circle() throws {
        var trace = HandmadePath()
        for (task, other) in [(1, 2), (2, 1)] as [(Int64, Int64)] {
            trace.task(task, created: 0)
            trace.first(task, ready: 0, started: 0, ended: t(task))
            trace.step(task, waits: t(task), for: .task, on: other, woken: t(9), ended: t(9), isOver: false)
        }
        #expect(try trace.path(to: t(9)) == "1 run 0-10, 2 run 10-20, 2 wait task 20-90 awaited cycle")
    }

    @Test("Wakers that say they woke each other at the same time end in a wait, not in a loop.")
    func loop() throws {
        var trace = HandmadePath()
        for (task, other) in [(1, 2), (2, 1)] as [(Int64, Int64)] {
            trace.task(task, created: 0)
            trace.first(task, ready: 0, started: 0, ended: t(1))
            trace.step(task, waits: t(1), for: .continuation, woken: t(5), by: other, ended: t(6))
        }
        let path = try trace.path(to: t(6))
        #expect(path.hasPrefix("1 run 0-10, ") && path.hasSuffix("1 run 50-60"))
        // One that has woken itself has not been waiting for anybody.
        var own = HandmadePath()
        own.task(1, created: 0)
        own.first(1, ready: 0, started: 0, ended: t(1))
        own.step(1, waits: t(1), for: .continuation, woken: t(2), by: 1, ended: t(3))
        #expect(try own.path(to: t(3)) == "1 run 0-10, 1 wait continuation 10-20 untold, 1 run 20-30")
    }

    @Test("Short waits, and those beyond the limit, are left as waits.")
    func limits() throws {
        var trace = HandmadePath()
        trace.task(1, created: 0)
        trace.task(2, created: 0)
        trace.first(1, ready: 0, started: 0, ended: t(1))
        trace.first(2, ready: 0, started: 0, ended: t(20))
        trace.step(1, waits: t(1), for: .event, on: 8, woken: t(2), by: 2, ended: t(3))
        trace.step(1, waits: t(3), for: .event, on: 8, woken: t(9), by: 2, ended: t(10))
        #expect(
            try trace.path(to: t(10), shortest: t(2))
                == "1 run 0-10, 1 wait event 10-20 short, 1 run 20-30, 2 run 30-90 woke, 1 run 90-100")
        #expect(
            try trace.path(to: t(10), limit: 1)
                == "1 run 0-10, 1 wait event 10-20 cut, 1 run 20-30, 2 run 30-90 woke, 1 run 90-100")
    }

    @Test("Whatever a trace says, each moment is told once.", arguments: 1...200)
    func anything(_ seed: UInt64) throws {
        var random = Seeded(state: seed)
        var trace = HandmadePath()
        for task in 1...6 as ClosedRange<Int64> {
            trace.task(
                task, created: .random(in: 0...t(3), using: &random),
                ended: Bool.random(using: &random) ? .random(in: 0...t(40), using: &random) : nil,
                parent: .random(in: 1...6, using: &random))
            for _ in 1...Int.random(in: 1...8, using: &random) {
                let times = (1...4).map { _ in Int64.random(in: -t(2)...t(40), using: &random) }.sorted()
                trace.step(
                    task, waits: times[0],
                    for: WaitReason.allCases.randomElement(using: &random) ?? .task,
                    on: .random(in: 1...6, using: &random), woken: times[1],
                    by: Bool.random(using: &random) ? .random(in: 1...7, using: &random) : nil,
                    started: times[2], ended: times[3], isOver: Bool.random(using: &random))
            }
            trace.gets.append(
                (
                    task,
                    PathGet(
                        at: .random(in: 0...t(40), using: &random), queue: .random(in: 1...6, using: &random),
                        putAt: .random(in: 0...t(40), using: &random),
                        producer: .random(in: 1...7, using: &random))
                ))
            trace.holders[task] = .random(in: 1...6, using: &random)
            trace.children[task] = .random(in: 1...6, using: &random)
        }
        for task in 1...6 as ClosedRange<Int64> { _ = try trace.path(of: task, to: t(40)) }
    }
}

/// Always the same numbers.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 33
    }
}

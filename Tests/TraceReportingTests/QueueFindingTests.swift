import Testing
import TraceFixtures
import TraceModel
import TraceReporting
import TraceStore

/// Queues that somebody waits at for too long.
@Suite struct QueueFindingTests {
    let trace: TestTrace

    init() throws {
        trace = try TestTrace()
        try trace.object(7, .queue, "orders")
    }

    private func found(_ rule: String) throws -> [Finding] {
        try FindingRules.findings(in: TraceReader(path: trace.path), only: rule)
    }

    /// A producer that waits for room from 10 to 210 ms; the consumer had got one item at 5 ms.
    private func block(consumerEnds: Bool) throws {
        let (put, get) = (
            try trace.site("produce()", "P.swift", 1), try trace.site("consume()", "C.swift", 2)
        )
        try trace.task(1, "producer", created: 0)
        try trace.task(2, "consumer", created: 0, ended: consumerEnds ? ms(8) : nil)
        if !consumerEnds { try trace.open(2, .running, since: ms(8)) }
        try trace.queue(7, .put, at: ms(1), depth: 1, item: 1, task: 1, site: put)
        try trace.queue(7, .get, at: ms(5), depth: 0, item: 1, dwell: ms(4), task: 2, site: get)
        try trace.queue(7, .put, at: ms(6), depth: 1, item: 2, task: 1, site: put)
        try trace.open(1, .waiting, since: ms(10), reason: .queuePut, on: 7, at: put)
        try trace.mark(.mark, at: ms(210))
    }

    @Test("A producer that waits for room after its last consumer has ended is found.")
    func blocked() throws {
        try block(consumerEnds: true)
        let found = try found("blocked-producer")
        #expect(
            found.map(\.message) == [
                "Task 1 'producer' waited for room in 'orders' for 200 ms up to the end: nobody is left who gets "
                    + "from it."
            ])
        #expect(found.first?.culprit?.sentence == "consume() (C.swift:2)")
        #expect(
            found.first?.evidence == [
                "It waited from 10.0 ms on, in produce() (P.swift:1).",
                "1 item had been got, the last at 5.00 ms by task 2 'consumer'; who got has ended.",
            ])
    }

    @Test("A producer that waits while the consumer is at work is what a limit is for.")
    func backPressure() throws {
        try block(consumerEnds: false)
        #expect(try found("blocked-producer").isEmpty)
    }

    /// Task 1 waits from put to put; task 2 gets all items but each `share`th.
    private func share(every share: Int) throws {
        let get = try trace.site("consume()", "C.swift", 2)
        for id in 1...2 { try trace.task(Int64(id), "consumer-\(id)", created: 0, ended: ms(500)) }
        for item in 1...80 {
            let at = ms(Double(item) * 4)
            let task: Int64 = item.isMultiple(of: share) ? 1 : 2
            try trace.queue(7, .put, at: at, depth: 1, item: item)
            try trace.queue(7, .get, at: at + 1000, depth: 0, item: item, dwell: 1000, task: task, site: get)
            try trace.step(
                1, from: at + 2000, to: at + 3000, waited: ms(4) - 1000, for: .queueGet, on: 7, at: get)
        }
    }

    @Test("A consumer that waits all the time and gets next to nothing is starved.")
    func starved() throws {
        try share(every: 40)
        let found = try found("starved-consumer")
        #expect(
            found.map(\.message) == [
                "Task 1 'consumer-1' waited at 'orders' for 320 ms and got 2 items, while 1 other task got 78."
            ])
        #expect(found.first?.culprit?.sentence == "consume() (C.swift:2)")
    }

    @Test("Consumers that get the same wait as long as they like.")
    func fair() throws {
        try share(every: 2)
        #expect(try found("starved-consumer").isEmpty)
    }

    /// 60 items that stay for 1 ms each; the first one gets out last, or all of them have to wait for it.
    private func serve(overtaking: Bool) throws {
        let put = try trace.site("add()", "J.swift", 6)
        try trace.task(1, "server", created: 0, ended: ms(500))
        if overtaking { try trace.queue(7, .put, at: 1, depth: 1, item: 1, task: 1, site: put) }
        for item in 2...61 {
            let at = ms(Double(item) * 4)
            try trace.queue(7, .put, at: at, depth: 2, item: item, task: 1, site: put)
            try trace.queue(7, .get, at: at + ms(1), depth: 1, item: item, dwell: ms(1), task: 1)
        }
        if !overtaking { try trace.queue(7, .put, at: ms(250), depth: 1, item: 62, task: 1, site: put) }
        try trace.queue(
            7, .get, at: ms(450), depth: 0, item: overtaking ? 1 : 62,
            dwell: overtaking ? ms(450) - 1 : ms(200),
            task: 1)
    }

    @Test("An item that many others overtake is found where it was put.")
    func outlier() throws {
        try serve(overtaking: true)
        let found = try found("dwell-outlier")
        #expect(
            found.map(\.message) == [
                "Item 1 stayed in 'orders' for 450 ms: 60 items that came later were got before it."
            ])
        #expect(found.first?.culprit?.sentence == "add() (J.swift:6)")
    }

    @Test("An item that waits because the consumer does is no outlier.")
    func standstill() throws {
        try serve(overtaking: false)
        #expect(try found("dwell-outlier").isEmpty)
    }

    @Test(
        "What is put in a moment at the end has not grown; nor has a queue at which somebody waits for room.")
    func noGrowth() throws {
        try trace.queue(7, .put, at: 1, depth: 1, item: 1)
        for item in 2...150 { try trace.queue(7, .put, at: ms(900) + Int64(item), depth: item, item: item) }
        #expect(try found("queue-growth").isEmpty)
        try trace.database.execute("UPDATE queue_op SET at = depth * 6000000")
        #expect(try found("queue-growth").count == 1)
        try trace.task(1, "producer", created: 0)
        try trace.step(1, from: ms(9), to: ms(10), waited: ms(3), for: .queuePut, on: 7)
        #expect(try found("queue-growth").isEmpty)
    }
}

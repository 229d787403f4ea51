import Testing
import TraceFixtures
import TraceModel
import TraceStore

@Suite struct QueueItemsViewTests {
    private let trace: TestTrace

    init() throws {
        trace = try TestTrace()
        try trace.object(7, .queue, "orders")
        try trace.task(1, "putter", created: 0)
        try trace.task(2, "getter", created: 0)
    }

    private func items(
        _ columns: String = "item, put_at, put_by_name, blocked_ns, got_at, got_by_name, dwell_ns"
    )
        throws -> String
    {
        try trace.lines("SELECT \(columns) FROM queue_items ORDER BY queue, item")
    }

    @Test("An item is its put and its get; one of them may be missing.")
    func pairs() throws {
        try trace.queue(7, .put, at: 10, depth: 1, item: 2, task: 1)
        try trace.queue(7, .get, at: 30, depth: 0, item: 2, dwell: 20, task: 2)
        try trace.queue(7, .put, at: 40, depth: 1, item: 3, task: 1)
        try trace.queue(7, .get, at: 5, depth: 0, item: 1, task: 2)
        try trace.queue(8, .put, at: 41, depth: 4, item: 3)
        #expect(
            try items("queue, queue_name, item, put_at, put_by, got_at, got_by, dwell_ns, depth") == """
                7|orders|1|-|-|5|2|-|-
                7|orders|2|10|1|30|2|20|1
                7|orders|3|40|1|-|-|-|1
                8|-|3|41|-|-|-|-|4
                """)
    }

    @Test("A blocked put tells how long it has waited for room, over all its waits.")
    func blocked() throws {
        try trace.step(1, from: 0, to: 10)
        try trace.queue(7, .put, at: 5, depth: 1, item: 1, task: 1)
        // Woken twice: the first time, another was faster.
        try trace.step(1, from: 30, to: 33, ready: 2, waited: 18, for: .queuePut, on: 7)
        try trace.step(1, from: 50, to: 70, waited: 17, for: .queuePut, on: 7)
        try trace.queue(7, .put, at: 51, depth: 1, item: 2, task: 1)
        // In the same step, without a wait.
        try trace.queue(7, .put, at: 52, depth: 2, item: 3, task: 1)
        // Another queue, and another task, have nothing to do with it.
        try trace.queue(8, .put, at: 53, depth: 1, item: 1, task: 1)
        try trace.queue(7, .put, at: 54, depth: 3, item: 4, task: 2)
        #expect(
            try items("queue, item, blocked_ns") == """
                7|1|-
                7|2|37
                7|3|-
                7|4|-
                8|1|-
                """)
    }

    @Test("A wait that led to no put counts for none; the last one counts though its step still runs.")
    func cancelledAndOpen() throws {
        try trace.step(1, from: 30, to: 40, waited: 20, for: .queuePut, on: 7)
        try trace.queue(7, .put, at: 90, depth: 1, item: 1, task: 1)
        try trace.open(2, .running, since: 60, reason: .queuePut, on: 7, waited: 25)
        try trace.queue(7, .put, at: 61, depth: 1, item: 2, task: 2)
        #expect(try items("item, blocked_ns") == "1|-\n2|25")
    }

    @Test("However many items there are, no row is looked for but by its key.")
    func plan() throws {
        for query in ["SELECT * FROM queue_items", "SELECT * FROM queue_items WHERE queue = 7"] {
            let plan = try trace.lines("EXPLAIN QUERY PLAN \(query)")
            let searches = plan.split(separator: "\n").filter {
                $0.contains("SEARCH") || $0.contains("AUTOMATIC")
            }
            #expect(!searches.isEmpty)
            #expect(searches.allSatisfy { $0.contains("INTEGER PRIMARY KEY") }, "\(plan)")
        }
    }
}

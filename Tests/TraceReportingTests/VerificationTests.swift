import ReportLibrary
import Testing
import TraceFixtures
import TraceModel
import TraceReporting
import TraceStore

/// Random numbers that are the same each time.
private struct SplitMix: RandomNumberGenerator {
    private var state: UInt64 = 4711

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

@Suite struct VerificationTests {
    /// A trace that holds all invariants, changed so that one does not. Named after that invariant.
    struct Break: CustomTestStringConvertible, Sendable {
        let invariant: String
        let sql: String
        var testDescription: String { invariant }

        init(_ invariant: String, _ sql: String) {
            self.invariant = invariant
            self.sql = sql
        }
    }

    static let breaks = [
        Break("times_not_negative", "UPDATE queue_op SET dwell_ns = -5 WHERE op = 2"),
        Break("task_ends_after_creation", "UPDATE task SET ended = created - 1 WHERE id = 5"),
        Break("task_ends_after_creation", "UPDATE task SET outcome = NULL WHERE id = 5"),
        Break("steps_within_task", "UPDATE task SET ended = ended - 5000000 WHERE id = 7"),
        Break("steps_within_task", "DELETE FROM task WHERE id = 7"),
        Break("steps_in_order", "UPDATE step SET wait_ns = wait_ns + 2000000 WHERE task = 6 AND wait_ns > 0"),
        Break("first_step_does_not_wait", "UPDATE step SET wait_ns = 0 WHERE task = 6 AND wait_ns IS NULL"),
        Break("parents_come_first", "UPDATE task SET parent = 6 WHERE id = 2"),
        Break("task_sums", "UPDATE task SET run_ns = run_ns + 1 WHERE id = 3"),
        Break("task_sums", "UPDATE task SET steps = steps - 1 WHERE id = 3"),
        Break("wait_totals", "UPDATE wait_total SET n = n + 1"),
        Break("wait_totals", "UPDATE wait_total SET max_ns = max_ns - 1"),
        Break("wait_totals", "DELETE FROM wait_total WHERE reason = (SELECT min(reason) FROM wait_total)"),
        Break("gets_have_puts", "DELETE FROM queue_op WHERE op = 1 AND item = 7"),
        Break("gets_have_puts", "UPDATE queue_op SET item = 8 WHERE op = 2 AND item = 7"),
        Break("open_tasks_are_alive", "INSERT INTO open_task(task, state, since) VALUES (2, 2, 5)"),
        Break("words_are_known", "UPDATE mark SET kind = 99"),
        Break("references_exist", "UPDATE step SET site = 4711 WHERE site IS NOT NULL"),
        Break("references_exist", "UPDATE task SET created_stack = 4711"),
        Break("losses_declared", "INSERT INTO gap(lost, reason) VALUES (0, 1)"),
        Break("living_tasks_are_open", "DELETE FROM open_task WHERE task = 4"),
        Break("living_tasks_are_open", "UPDATE open_task SET since = since - 2000000 WHERE task = 1"),
        Break("tasks_that_act_are_known", "UPDATE step SET waker = 4711 WHERE waker IS NOT NULL"),
        Break("tasks_that_act_are_known", "UPDATE task SET parent = 4711 WHERE id = 5"),
        Break("tasks_that_act_are_known", "UPDATE cancellation SET ended = ended + 1"),
        Break(
            "runs_of_a_thread_nest",
            "UPDATE step SET ended = ended + 1000000000, run_ns = run_ns + 1000000000 WHERE task = 3 AND ended = 710000000"
        ),
        Break("totals_agree", "INSERT INTO rate VALUES (0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)"),
        Break("cancellations_in_order", "UPDATE cancellation SET delivered = at - 1"),
    ]

    @Test("A trace as the recorder writes it holds every invariant.")
    func holds() throws {
        let trace = try TestTrace()
        try trace.fillAsShop()
        let verification = try Verification(TraceReader(path: trace.path))
        #expect(verification.violations.map(\.invariant) == [])
        #expect(verification.checked == ReportLibrary.invariants.count + 1)
    }

    @Test("A trace that breaks an invariant is told so, with the rows.", arguments: breaks)
    func isBroken(_ change: Break) throws {
        let trace = try TestTrace()
        try trace.fillAsShop()
        try trace.database.execute(change.sql)
        #expect(trace.database.changes > 0)
        let violations = try Verification(TraceReader(path: trace.path)).violations
        let violation = try #require(violations.first { $0.invariant == change.invariant })
        #expect(!violation.rows.rows.isEmpty)
        #expect(violation.summary.hasSuffix("."))
    }

    @Test("Every invariant is broken by one of these tests.")
    func complete() {
        let names = ReportLibrary.invariants.map { String($0.name.dropFirst("verify/".count)) }
        #expect(Set(names) == Set(Self.breaks.map(\.invariant)))
    }

    @Test("A parent that is older than the trace, and a nested run on one thread, are no violations.")
    func allowed() throws {
        let trace = try TestTrace()
        try trace.task(9, parent: 4, created: 10, ended: 90)
        try trace.step(9, from: 20, to: 80)
        try trace.task(10, created: 10, ended: 90)
        try trace.step(10, from: 30, to: 40)
        #expect(try Verification(TraceReader(path: trace.path)).violations.isEmpty)
    }

    @Test("Of a sound trace nothing is suspected but what only the query can tell.")
    func suspectsNothing() throws {
        let trace = try TestTrace()
        try trace.fillAsShop()
        let suspected = try StepScreening(TraceReader(path: trace.path)).suspected.sorted()
        // Some of its runs overlap within a longer one, which the query lets pass.
        #expect(suspected == ["runs_of_a_thread_nest"])
    }

    @Test("Whatever the steps are, what is found is what the queries find.")
    func screensExactly() throws {
        let trace = try TestTrace()
        for task in Int64(2)...5 { try trace.task(task, created: task * 1000, ended: 200_000) }
        let reader = try TraceReader(path: trace.path)
        var random = SplitMix()
        var found: [String: Int] = [:]
        let rounds = 30
        for round in 0..<rounds {
            try trace.database.execute("DELETE FROM step; DELETE FROM wait_total")
            var end: Int64 = 3000
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                end += .random(in: 1...30_000, using: &random)
                let hasWaited = Bool.random(using: &random)
                let run = Int64.random(in: -1...min(end, 20_000), using: &random)
                let wait = hasWaited ? "\(Int64.random(in: 0...5000, using: &random))" : "NULL"
                try trace.database.execute(
                    """
                    INSERT INTO step(ended, run_ns, task, thread, ready_ns, wait_ns, reason, waker)
                    VALUES (\(end), \(run), \(Int64.random(in: 2...6, using: &random)), 1,
                      \(wait == "NULL" ? "NULL" : "\(Int64.random(in: 0...5000, using: &random))"), \(wait),
                      \(hasWaited ? 5 : 0), iif(\(Int.random(in: 0...3, using: &random)) = 0, 3, NULL))
                    """)
            }
            if round % 2 == 0 {
                try trace.database.execute(
                    """
                    UPDATE task SET (run_ns, ready_ns, wait_ns, steps) = (
                      SELECT ifnull(sum(run_ns), 0), ifnull(sum(ready_ns), 0), ifnull(sum(wait_ns), 0), count(*)
                      FROM step WHERE task = task.id);
                    INSERT INTO wait_total SELECT reason, 0, count(*), sum(wait_ns), max(wait_ns) FROM step
                    WHERE wait_ns IS NOT NULL GROUP BY reason
                    """)
            }
            let expected = try ReportLibrary.invariants.filter { query in
                try !QueryTable(query.sql, in: reader, parameters: ["limit": .integer(5)]).rows.isEmpty
            }.map { String($0.name.dropFirst("verify/".count)) }
            #expect(try Verification(reader).violations.map(\.invariant) == expected)
            for name in expected { found[name, default: 0] += 1 }
        }
        // They were neither always broken nor never.
        for name in ["steps_in_order", "runs_of_a_thread_nest", "task_sums", "first_step_does_not_wait"] {
            #expect((1..<rounds).contains(found[name] ?? 0), "\(name)")
        }
    }

    @Test("A run that overlaps one of long ago is found, however many lie between.")
    func overlapsOneOfLongAgo() throws {
        let trace = try TestTrace()
        try trace.task(2, created: 0, ended: 1_000_000_000)
        try trace.database.execute(
            """
            INSERT INTO step(ended, run_ns, task, thread) SELECT value * 10000, 5000, 2, 1
            FROM (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT 80000)
              SELECT value FROM n);
            INSERT INTO step(ended, run_ns, task, thread) VALUES (900000000, 900000000 - 57000, 2, 1)
            """)
        let violations = try Verification(TraceReader(path: trace.path)).violations
        #expect(violations.contains { $0.invariant == "runs_of_a_thread_nest" })
    }
}

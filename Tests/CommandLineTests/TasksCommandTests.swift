import Foundation
import Testing
import TraceFixtures
import TraceModel
import TraceStore

@Suite("task-trace tasks")
struct TasksCommandTests {
    let directory: TemporaryDirectory
    let path: String

    /// `main` awaits `worker` from 10 ms on, which sleeps from 20 to 60 ms, runs to 70 and then waits for the queue.
    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("moment.sqlite")
        let trace = try TestTrace(path: path)
        let open = try trace.site("open()", "Shop/Main.swift", 12)
        let serve = try trace.site("serve()", "Shop/Worker.swift", 7)
        try trace.object(7, .queue, "orders", created: 0)
        try trace.task(1, "main", runs: open, created: 0)
        try trace.task(2, "worker", parent: 1, runs: serve, created: ms(10))
        try trace.step(1, from: ms(1), to: ms(11))
        try trace.step(2, from: ms(12), to: ms(20))
        try trace.step(2, from: ms(65), to: ms(70), ready: ms(5), waited: ms(40), for: .sleep, at: serve)
        try trace.open(1, .waiting, since: ms(11), reason: .task, on: 2, at: open)
        try trace.open(2, .waiting, since: ms(70), reason: .queueGet, on: 7, at: serve)
    }

    private func tasks(_ arguments: String...) async throws -> CommandUnderTest.Result {
        try await CommandUnderTest.run("tasks", [path] + arguments)
    }

    @Test("Without a time it tells the last moment: who waits for what, since when, and who awaits whom.")
    func end() async throws {
        let result = try await tasks()
        #expect(result.status == 0 && result.error == "")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[1].contains("main") && lines[1].contains("task") && lines[1].contains("Main.swift:12"))
        #expect(lines[2].contains("queue_get 'orders'") && lines[2].hasSuffix("main"))
    }

    @Test(
        "At any moment a task is in the state that it was in then.",
        arguments: [
            ("5ms", "1 running -"), ("11.5ms", "1 waiting task,2 created -"),
            ("15ms", "1 waiting task,2 running -"),
            ("30ms", "1 waiting task,2 waiting sleep"), ("62ms", "1 waiting task,2 ready -"),
            ("66ms", "1 waiting task,2 running -"), ("80ms", "1 waiting task,2 waiting queue_get"),
        ])
    func moments(at: String, expected: String) async throws {
        let result = try await tasks("--at", at, "--format", "json")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let states = try #require(object["tasks"] as? [[String: Any]]).map {
            "\($0["id"] ?? 0) \($0["state"] ?? "") \($0["reason"] as? String ?? "-")"
        }
        #expect(states.joined(separator: ",") == expected)
    }

    @Test(
        "The tree has whoever awaits above what it awaits, with the function between; objects are its leaves."
    )
    func tree() async throws {
        let result = try await tasks("--tree")
        #expect(result.status == 0)
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 5)
        #expect(lines[0].hasPrefix("└── (T) main  waiting "))
        #expect(lines[1] == "    └── open() Main.swift:12")
        #expect(lines[2].hasPrefix("        └── (T) worker  waiting "))
        #expect(lines[3] == "            └── serve() Worker.swift:7")
        #expect(lines[4] == "                └── (O) queue orders")
    }

    @Test("Tasks that await each other are named, and the exit status is 1.")
    func cycle() async throws {
        let path = directory.file("cycle.sqlite")
        let trace = try TestTrace(path: path)
        for (task, other) in [(1, 2), (2, 1)] as [(Int64, Int64)] {
            try trace.task(task, "t\(task)", created: 0)
            try trace.step(task, from: ms(1), to: ms(Double(task + 1)))
            try trace.open(task, .waiting, since: ms(5), reason: .task, on: other)
        }
        let result = try await CommandUnderTest.run("tasks", path, "--tree")
        #expect(result.status == 1 && result.output == "cycle: t1 → t2 → t1\n")
    }

    @Test("One state can be asked for; a moment without tasks says so; a bad time is refused.")
    func states() async throws {
        #expect(try await tasks("--state", "running").output.contains("No task was running"))
        #expect(try await tasks("--state", "running", "--at", "15ms").output.contains("worker"))
        for bad in ["soon", "12", "-1s", "5MB"] {
            let result = try await tasks("--at=\(bad)")
            #expect(result.status == 2 && result.error.contains("12.5s"), "\(bad)")
        }
        #expect(try await tasks("--tree", "--state", "ready").status != 0)
    }

    @Test("The moment may be told by the clock; one before the trace, or that is none, is refused.")
    func clock() async throws {
        // The trace began at 22:13:20.
        let moment = try await tasks("--at", "15ms").output
        for same in ["22:13:20.015", "2023-11-14 22:13:20.015", "2023-11-14T22:13:20.015Z"] {
            #expect(try await tasks("--at", same).output == moment, "\(same)")
        }
        let before = try await tasks("--at", "2023-11-14 22:13:19")
        #expect(before.status == 2 && before.error.contains("which began at 2023-11-14 22:13:20 UTC"))
        for bad in ["25:00", "22:61:00", "2023-13-14 22:13:20", "22:13:20.0000000001"] {
            #expect(try await tasks("--at", bad).status == 2, "\(bad)")
        }
    }

    @Test("Tasks that ran again only long after the moment, and those that never did, are told all the same.")
    func late() async throws {
        let path = directory.file("late.sqlite")
        let trace = try TestTrace(path: path)
        try trace.database.transaction {
            try trace.task(1, "early", created: 0, ended: ms(900_000))
            try trace.step(1, from: ms(1), to: ms(2))
            try trace.step(1, from: ms(899_000), to: ms(900_000), waited: ms(898_998), for: .sleep)
            try trace.task(2, "busy", created: 0, ended: ms(800_000))
            try trace.database.execute(
                """
                INSERT INTO step(ended, run_ns, task, thread, ready_ns, wait_ns, reason)
                SELECT value * 5000000 + 20000000, 100, 2, 1, 0, 4999900, 6
                FROM (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT 120000) SELECT value FROM n)
                """)
            try trace.task(3, "lost", created: 0, ended: ms(700_000))
        }
        let output = try await CommandUnderTest.run("tasks", path, "--at", "5s").output
        let lines = output.split(separator: "\n")
        #expect(lines.count == 3 && lines[1].contains("early") && lines[1].contains("sleep"))
        #expect(lines[2].contains("busy") && lines[2].contains("yield"))
    }
}

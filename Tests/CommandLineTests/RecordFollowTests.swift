import Foundation
import Testing
import TraceFixtures

/// `record --follow`: what the program starts is recorded into the same trace.
@Suite(.timeLimit(.minutes(2))) struct RecordFollowTests {
    private let recordings: Recordings
    private let follow = ["--follow"]

    init() throws { recordings = try Recordings() }

    @Test("The children of a program are in its trace with their tasks, also the one that is killed.")
    func children() async throws {
        let recording = try RunningRecording("parent", options: follow, trace: recordings.trace)
        // Both the parent and the child that waits say something, in whatever order.
        var said = ""
        while !(said.contains("children") && said.contains("ready")) { said += try await recording.line() }
        let line = try #require(said.split(separator: "\n").first { $0.hasPrefix("children") })
        let pids = line.split(separator: " ").dropFirst().compactMap { Int($0) }
        _ = try? recording.send()
        let result = await recording.end()
        #expect(result.status == 0)
        #expect(result.error.lastLine.contains(" of 3 processes in "))
        #expect(result.error.lastLine.hasSuffix("nothing was lost."))
        try await recordings.expectComplete()

        let root = try await recordings.rows("SELECT pid FROM processes WHERE id = 1")[0]
        let processes = try await recordings.rows(
            "SELECT pid, parent FROM processes WHERE id > 1 ORDER BY pid")
        #expect(Set(processes) == Set(pids.map { "\($0),\(root)" }))
        #expect(try await recordings.rows("SELECT count(*) FROM processes WHERE ended IS NULL") == ["0"])
        #expect(
            try await recordings.rows("SELECT DISTINCT executable FROM processes") == [Recordings.program])
        #expect(try await names(of: "pid = \(root)") == ["parent,ok"])
        let finished = ["poller,ok", "worker-1,ok", "worker-2,ok", "worker-3,ok"]
        #expect(try await names(of: "pid = \(pids[0])") == ["child-task,ok"] + finished)
        #expect(try await names(of: "pid = \(pids[1])") == finished[..<1] + ["waiter,alive"] + finished[1...])
        // The threads are each process's own.
        #expect(
            try await recordings.rows(
                """
                SELECT count(*) FROM steps JOIN threads ON threads.id = steps.thread
                WHERE (steps.task >> 32) + 1 <> threads.process
                """) == ["0"])
    }

    private func names(of process: String) async throws -> [String] {
        try await recordings.rows(
            """
            SELECT name, outcome FROM tasks
            WHERE name IS NOT NULL AND (id >> 32) + 1 = (SELECT id FROM process WHERE \(process)) ORDER BY name
            """)
    }

    @Test("Without --follow only the program itself is recorded.")
    func notFollowed() async throws {
        let recording = try RunningRecording("parent", trace: recordings.trace)
        var said = ""
        while !(said.contains("children") && said.contains("ready")) { said += try await recording.line() }
        _ = try? recording.send()
        #expect(await recording.end().status == 0)
        try await recordings.expectComplete()
        #expect(try await recordings.rows("SELECT count(*) FROM process") == ["1"])
        #expect(try await recordings.rows("SELECT name FROM tasks WHERE name IS NOT NULL") == ["parent"])
    }

    @Test("A program that runs another one in its place has a part for each in the trace.")
    func replaced() async throws {
        #expect(try await recordings.record(["replace"], options: follow).status == 0)
        try await recordings.expectComplete()
        #expect(try await recordings.rows("SELECT count(DISTINCT pid), count(*) FROM process") == ["1,2"])
        #expect(try await names(of: "id = 1") == ["before,ok"])
        #expect(try await names(of: "id = 2").first == "child-task,ok")
        let times = "(SELECT ended FROM process WHERE id = 1) <= (SELECT started FROM process WHERE id = 2)"
        #expect(try await recordings.rows("SELECT \(times)") == ["1"])
    }

    @Test("What a script starts is recorded; the script itself has no tasks.")
    func script() async throws {
        let text = "#!/bin/sh\n'\(Recordings.program)' child & '\(Recordings.program)' child; wait\n"
        let script = try recordings.directory.file("script", Data(text.utf8))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
        let result = try await CommandUnderTest.run(
            "record", "--follow", "--output", recordings.trace, script)
        #expect(result.status == 0)
        try await recordings.expectComplete()
        #expect(
            try await recordings.rows("SELECT (id >> 32) + 1, count(*) FROM tasks GROUP BY 1 ORDER BY 1").map
            {
                $0.prefix(2)
            } == ["2,", "3,"])
        #expect(
            try await recordings.rows(
                "SELECT count(*) FROM process WHERE parent = (SELECT pid FROM process WHERE id = 1)") == ["2"]
        )
    }

    @Test("A process that outlives the program is recorded up to then, and goes on.")
    func outlives() async throws {
        let recording = try RunningRecording("grandparent", options: follow, trace: recordings.trace)
        var said = ""
        while !(said.contains("outlives") && said.contains("ready")) { said += try await recording.line() }
        let line = try #require(said.split(separator: "\n").first { $0.hasPrefix("outlives") })
        let survivor = try #require(Int32(line.dropFirst("outlives ".count)))
        try recording.send()
        #expect(await recording.recorderEnd() == 0)
        #expect(kill(survivor, 0) == 0)
        kill(survivor, SIGKILL)
        let message = await recording.message()
        #expect(message.lastLine.contains("; 1 that the program has started still ran"))
        try await recordings.expectComplete()
        #expect(
            try await recordings.rows("SELECT pid FROM process WHERE ended IS NULL") == ["\(survivor)"])
    }

    @Test("A child that is forked and runs no program of its own records nothing.")
    func forked() async throws {
        #expect(try await recordings.record(["fork"], options: follow).status == 0)
        try await recordings.expectComplete()
        #expect(try await recordings.rows("SELECT count(*) FROM process") == ["1"])
        #expect(try await recordings.rows("SELECT count(*) FROM tasks WHERE name = 'in-fork'") == ["0"])
    }

    @Test("A program without the Swift runtime leaves a trace that says so.")
    func noSwift() async throws {
        let result = try await CommandUnderTest.run(
            "record", "--follow", "--output", recordings.trace, "--", "/bin/sh", "-c", "exit 5")
        #expect(result.status == 5)
        #expect(result.error.contains("nothing was recorded: no program with the Swift runtime was run"))
        try await recordings.expectComplete()
    }
}

import Foundation
import Testing
import TraceFixtures
import TraceStore

/// `record` with a program that is really run, and knows nothing of the tracer.
@Suite(.timeLimit(.minutes(2))) struct RecordCommandTests {
    private let recordings: Recordings
    private var trace: String { recordings.trace }

    init() throws { recordings = try Recordings() }

    private func record(_ words: String..., options: [String] = []) async throws -> CommandUnderTest.Result {
        try await recordings.record(words, options: options)
    }

    private func rows(_ sql: String) async throws -> [String] { try await recordings.rows(sql) }
    private func expectComplete() async throws { try await recordings.expectComplete() }

    @Test("A program that knows nothing of the tracer shows its tasks, their kinds and their outcomes.")
    func tasks() async throws {
        let result = try await record()
        #expect(result.status == 3)
        #expect(result.output == "done\n")
        #expect(result.lastLine == "task-trace: 6 tasks in \(trace), nothing was lost.")
        try await expectComplete()
        let tasks = try await rows(
            "SELECT name, kind, outcome FROM tasks WHERE name IS NOT NULL ORDER BY name")
        #expect(
            tasks == [
                "poller,unstructured,ok", "worker-1,group_child,ok", "worker-2,group_child,ok",
                "worker-3,group_child,ok",
            ])
        #expect(try await rows("SELECT count(*) FROM tasks WHERE kind = 'async_let'") == ["1"])
    }

    @Test("The main program's task is named so.")
    func mainTask() async throws {
        _ = try await record()
        #expect(try await rows("SELECT label FROM tasks WHERE kind = 'preexisting'") == ["main"])
    }

    @Test("Waits have their reason, function and line, and cancellations their place.")
    func places() async throws {
        _ = try await record()
        let sleeps = try await rows(
            "SELECT function, line FROM waits_by_site WHERE reason = 'sleep' AND function IS NOT NULL")
        #expect(sleeps == ["rest(_:),10"])
        let groups = try await rows("SELECT function FROM waits_by_site WHERE reason = 'group'")
        #expect(groups == ["work()"])
        #expect(try await rows("SELECT line FROM cancellations") == ["26"])
    }

    @Test("The trace of a program that exits within a task is complete, and the status is passed on.")
    func exitWithinTask() async throws {
        #expect(try await record("exit-in-task").status == 7)
        try await expectComplete()
        #expect(try await rows("SELECT outcome FROM tasks WHERE name = 'leaver'") == ["alive"])
    }

    @Test("The trace of a program that traps is complete, and the status tells the signal.")
    func trap() async throws {
        let result = try await record("trap")
        #expect(result.status == 128 + SIGILL || result.status == 128 + SIGTRAP)
        try await expectComplete()
        #expect(try await rows("SELECT outcome FROM tasks WHERE name = 'trapper'") == ["alive"])
    }

    @Test("The trace of a program that aborts within a task is complete, and the status tells the signal.")
    func abort() async throws {
        #expect(try await record("abort").status == 128 + SIGABRT)
        try await expectComplete()
        #expect(try await rows("SELECT outcome FROM tasks WHERE name = 'aborter'") == ["alive"])
    }

    @Test("The trace of a program that is killed is complete up to then.")
    func killed() async throws {
        let recording = try RunningRecording(trace: trace)
        kill(try await recording.programReady(), SIGKILL)
        let result = await recording.end()
        #expect(result.status == 128 + SIGKILL)
        #expect(result.error.lastLine == "task-trace: 7 tasks in \(trace), nothing was lost.")
        try await expectComplete()
        #expect(
            try await rows("SELECT count(*) FROM tasks WHERE name LIKE 'worker-%' AND outcome = 'ok'") == [
                "3"
            ])
        #expect(try await rows("SELECT outcome FROM tasks WHERE name = 'waiter'") == ["alive"])
    }

    @Test(
        "A signal to the recorder goes on to the program, and the trace is complete.",
        arguments: [SIGTERM, SIGINT, SIGHUP, SIGUSR1])
    func signals(_ signal: Int32) async throws {
        let recording = try RunningRecording(trace: trace)
        _ = try await recording.programReady()
        kill(recording.recorder, signal)
        #expect(await recording.end().status == 128 + signal)
        try await expectComplete()
    }

    @Test("When the recorder is killed the program goes on unharmed, and the trace stays readable.")
    func recorderKilled() async throws {
        let recording = try RunningRecording("answer", trace: trace)
        let program = try await recording.programReady()
        // Its rows up to here are in the file with the next commit.
        while try await rows("SELECT count(*) FROM tasks WHERE name = 'poller'") != ["1"] {
            try await Task.sleep(for: .milliseconds(20))
        }
        kill(recording.recorder, SIGKILL)
        #expect(await recording.recorderEnd() == SIGKILL)
        #expect(try await recording.ask() == "answer of \(program)\n")
        try recordings.removeSegments()
        let info = try await CommandUnderTest.run("info", trace)
        #expect(info.status == 0 && info.output.contains("cut off"))
        #expect(try await CommandUnderTest.run("verify", trace).status == 0)
    }

    @Test("A program that is stopped and goes on is recorded to its end.")
    func stopped() async throws {
        let recording = try RunningRecording("answer", trace: trace)
        let program = try await recording.programReady()
        kill(program, SIGSTOP)
        try await Task.sleep(for: .milliseconds(100))
        kill(program, SIGCONT)
        #expect(try await recording.ask() == "answer of \(program)\n")
        #expect(await recording.end().status == 0)
        try await expectComplete()
    }

    @Test("A task that runs for too long is told of while it runs, and the trace holds that.")
    func stall() async throws {
        let result = try await record("stall", options: ["--slow-callback", "50ms"])
        #expect(result.error.contains(" in top-level code> has been executing for 0."))
        #expect(result.error.contains(" seconds, and still is\n"))
        #expect(result.error.contains(" name='staller' "))
        #expect(
            try await rows("SELECT count(*) FROM marks WHERE kind = 'stall' AND task_name = 'staller'") == [
                "1"
            ])
        #expect(
            try await rows(
                "SELECT value >= 50000000 FROM marks WHERE kind = 'stall' AND task_name = 'staller'")
                == ["1"])
        #expect(
            try await rows(
                "SELECT count(*) FROM slow_callbacks JOIN tasks ON tasks.id = task WHERE name = 'staller'")
                == ["1"])
        try await expectComplete()
    }

    @Test("With a threshold that nothing reaches there are no warnings.")
    func noWarnings() async throws {
        let result = try await record("stall", options: ["--slow-callback", "1000s"])
        #expect(result.error == "task-trace: 2 tasks in \(trace), nothing was lost.\n")
        #expect(try await rows("SELECT count(*) FROM marks") == ["0"])
    }

    @Test("What the program starts does not find the tracer in its environment.")
    func environment() async throws {
        #expect(try await record("environment").output == "none\n")
    }

    @Test("The program uses segments again that were read: more of them than fit into the buffer.")
    func segmentsAreUsedAgain() async throws {
        let result = try await record("many", options: ["--buffer", "8"])
        #expect(result.status == 0)
        #expect(try await rows("SELECT count(*) > 8 FROM segment") == ["1"])
        // Whether or not the recorder could keep up: what is missing is declared.
        try await expectComplete()
    }

    @Test("Input goes to the program, its output comes from it.")
    func streams() async throws {
        let shell = URL(filePath: "/bin/sh")
        let line = "printf 'a\\nb\\n' | \"$0\" record --output \"$1\" -- \"$2\" echo"
        let result = try await CommandUnderTest.run(
            shell, ["-c", line, CommandUnderTest.executable.path, trace, Recordings.program])
        #expect(result.status == 0)
        #expect(result.output == "a\nb\n")
    }

    @Test("The library may lie elsewhere; where there is none, one sentence says so and nothing is run.")
    func preload() async throws {
        let beside = CommandUnderTest.executable.deletingLastPathComponent()
        let copy = recordings.directory.file("elsewhere.so")
        try FileManager.default.copyItem(
            at: beside.appending(path: "libTaskTracingPreload.so"), to: URL(filePath: copy))
        #expect(try await record(options: ["--preload", copy]).status == 3)
        try await expectComplete()
        let refused = try await record(options: ["--preload", copy + "x"])
        #expect(refused.status == 2 && refused.output == "")
        #expect(refused.error.hasPrefix("task-trace: The library '\(copy)x' is missing: "))
    }

    @Test("Two dashes before the program may be left out, and what follows it is its own.")
    func dashes() async throws {
        let result = try await CommandUnderTest.run(
            "record", "--output", trace, Recordings.program, "arguments", "--output", "x", "--", "-v")
        #expect(result.status == 0)
        #expect(result.output == "--output x -- -v\n")
    }

    @Test("A place that cannot be written is refused before the program runs.")
    func unwritable() async throws {
        let result = try await CommandUnderTest.run(
            "record", "--output", recordings.directory.path, Recordings.program)
        #expect(result.status == 2)
        #expect(result.output == "")
    }
}

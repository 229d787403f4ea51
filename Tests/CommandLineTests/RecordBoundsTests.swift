import Foundation
import Testing
import TraceFixtures

/// `record` with bounds, on real programs.
@Suite(.timeLimit(.minutes(2)))
struct RecordBoundsTests {
    private let recordings: Recordings

    init() throws { recordings = try Recordings() }

    @Test(
        "A bound that is none is one sentence with the remedy, status 2, and nothing is run.",
        arguments: [
            (["--keep", "2XB"], "--keep 2XB is neither a size nor an age: give one such as 2GB or 24h."),
            (["--keep=-3h"], "--keep -3h is neither a size nor an age: give one such as 2GB or 24h."),
            (["--keep", "0s"], "--keep 0s is neither a size nor an age: give one such as 2GB or 24h."),
            (["--keep", "nans"], "--keep nans is neither a size nor an age: give one such as 2GB or 24h."),
            (["--keep", "1MB"], "--keep 1MB is too small for a trace: give 16MB or more."),
            (
                ["--keep", "2GB", "--keep", "3GB"],
                "--keep 3GB is a second bound of its kind: give one size and one age."
            ),
            (
                ["--flight", "soon"],
                "--flight soon is neither a size nor an age: give one such as 30s or 64MB."
            ),
            (
                ["--flight", "10GB"],
                "--flight 10GB is not between 1MiB and 192MiB, three quarters of --buffer: give another size, or a larger --buffer."
            ),
            (
                ["--after", "5s"],
                "--before and --after belong to the flight recorder: give --flight 30s as well."
            ),
            (
                ["--flight", "30s", "--before", "2GB"],
                "--before 2GB is no length of time: give one such as 10s."
            ),
            (
                ["--flight", "30s", "--follow"],
                "--flight records one process: leave out --follow, or bound the trace with --keep."
            ),
        ])
    func refused(_ options: [String], _ sentence: String) async throws {
        let result = try await recordings.record([], options: options)
        #expect(result.status == 2)
        #expect(result.output == "")
        #expect(result.error == "task-trace: \(sentence)\n")
        #expect(try recordings.directory.names.isEmpty)
    }

    @Test("With --keep the oldest go while the program runs; what was counted covers all of it.")
    func keep() async throws {
        let result = try await recordings.record(["steady"], options: ["--keep", "100ms", "--keep", "2GB"])
        #expect(result.status == 0)
        #expect(result.lastLine.contains(" tasks in "))
        try await recordings.expectComplete()
        #expect(try await recordings.rows("SELECT tasks, details_from > 0 FROM trace") == ["151,1"])
        #expect(try await recordings.rows("SELECT count(*) < 151 FROM tasks") == ["1"])
        let info = try await CommandUnderTest.run("info", recordings.trace)
        #expect(info.output.contains("Details from 00:00:"))
    }

    @Test(
        "What a killed program did last is kept by a flight recorder.")
    func killed() async throws {
        let running = try RunningRecording(
            options: ["--flight", "60s", "--flight", "64MiB", "--slow-callback", "60s"],
            trace: recordings.trace)
        let pid = try await running.programReady()
        kill(pid, SIGKILL)
        _ = await running.end()
        try await recordings.expectComplete()
        #expect(
            try await recordings.rows("SELECT reason FROM kept_windows") == [
                "the program was ended by signal 9"
            ])
        #expect(
            try await recordings.rows("SELECT count(*) FROM tasks WHERE name LIKE 'worker-%'") == ["3"])
        let report = try await CommandUnderTest.run("report", recordings.trace)
        #expect(report.output.contains("Details for 1 window, "))
    }

    @Test("SIGUSR2 to the recorder makes the flight recorder keep what there is, at once.")
    func signal() async throws {
        let running = try RunningRecording(
            options: ["--flight", "60s", "--after", "60s", "--slow-callback", "60s"], trace: recordings.trace)
        let pid = try await running.programReady()
        #expect(try await recordings.rows("SELECT count(*) FROM steps") == ["0"])
        kill(running.recorder, SIGUSR2)
        for _ in 0..<600 {
            if try await recordings.rows("SELECT count(*) FROM steps") != ["0"] { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(try await recordings.rows("SELECT reason FROM kept_windows") == ["signal"])
        #expect(try await recordings.rows("SELECT count(*) > 0 FROM steps") == ["1"])
        kill(pid, SIGKILL)
        _ = await running.end()
        try await recordings.expectComplete()
    }

    @Test("A callback that holds up its thread makes the flight recorder keep it.")
    func stall() async throws {
        let result = try await recordings.record(
            ["stall"], options: ["--flight", "60s", "--slow-callback", "100ms", "--after", "60s"])
        #expect(result.status == 0)
        try await recordings.expectComplete()
        #expect(
            try await recordings.rows("SELECT reason FROM kept_windows") == ["slow callback (still running)"])
        #expect(try await recordings.rows("SELECT task_name FROM slow_callbacks") == ["staller"])
    }
}

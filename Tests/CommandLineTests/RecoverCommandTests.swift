import Foundation
import Testing
import TraceFixtures
import TraceStore

extension RecordCommandTests {
    /// A program that is recorded, whose recorder was killed.
    private func orphan(_ recordings: Recordings) async throws -> (RunningRecording, program: Int32) {
        let recording = try RunningRecording(trace: recordings.trace)
        let program = try await recording.programReady()
        // Something has to be in the file, so that it has what to say.
        while try await recordings.rows("SELECT 1 FROM tasks WHERE name = 'waiter'").isEmpty {
            try await Task.sleep(for: .milliseconds(5))
        }
        kill(recording.recorder, SIGKILL)
        _ = await recording.recorderEnd()
        return (recording, program)
    }

    private func end(_ program: Int32) async throws {
        kill(program, SIGKILL)
        // What is left of it until it is waited for has no executable.
        while (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(program)/exe")) != nil {
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    @Test("What a killed recorder has left is told by what reads the trace, and taken in by recover, once.")
    func recoverAfterKill() async throws {
        let recordings = try Recordings()
        let (recording, program) = try await orphan(recordings)
        let trace = recordings.trace
        let refused = try await CommandUnderTest.run("recover", trace)
        #expect(refused.status == 2)
        #expect(
            refused.error
                == "task-trace: '\(trace)' is of process \(program), which still runs and records: recover it when "
                + "that has ended.\n")
        try await end(program)

        let sentence = "task-trace: The recording of '\(trace)' was cut off, and "
        for words in [["report", trace], ["findings", trace], ["query", trace, "SELECT 1"]] {
            let read = try await CommandUnderTest.run(words[0], Array(words.dropFirst()))
            #expect(
                read.error.hasPrefix(sentence) && read.error.hasSuffix("'task-trace recover \(trace)'.\n"))
        }
        let info = try await CommandUnderTest.run("info", trace, "--format", "json")
        #expect(info.output.contains(/"is_due" ?: true/) && info.output.contains(/"waiting_records" ?: \d+/))

        let recovered = try await CommandUnderTest.run("recover", trace)
        #expect(recovered.status == 0)
        #expect(recovered.output.hasPrefix("\(trace) is recovered: "), "\(recovered)")
        #expect(try await recordings.rows("SELECT state FROM trace") == ["recovered"])
        #expect(try await recordings.rows("SELECT outcome FROM tasks WHERE name = 'waiter'") == ["alive"])
        #expect(
            try await recordings.rows(
                "SELECT text FROM open_task JOIN tasks ON tasks.id = task JOIN name ON domain = 'wait_reason' AND name.id = reason WHERE tasks.name = 'waiter'"
            ) == ["sleep"])
        #expect(try await CommandUnderTest.run("verify", trace).status == 0)
        let again = try await CommandUnderTest.run("recover", trace)
        #expect(again.status == 0 && again.output == "\(trace) is complete: there is nothing to recover.\n")
        #expect(try await CommandUnderTest.run("report", trace).error.isEmpty)
        withExtendedLifetime(recording) {}
    }

    @Test("A new recording to the same path recovers the trace that it moves aside.")
    func recoverWhenMovedAside() async throws {
        let recordings = try Recordings()
        let (recording, program) = try await orphan(recordings)
        try await end(program)
        let next = try await recordings.record([])
        #expect(next.lastLine.contains("which had been cut off and is recovered"), "\(next.error)")
        let earlier = recordings.directory.file("trace.1.sqlite")
        let state = try await CommandUnderTest.run(
            "query", earlier, "--format", "csv", "SELECT state FROM trace")
        #expect(state.output.contains("recovered") && state.error.isEmpty)
        withExtendedLifetime(recording) {}
    }

    @Test(
        "A program that traces itself and was killed recovers its trace when it is started again, while it runs."
    )
    func recoverInBackground() async throws {
        let directory = try TemporaryDirectory()
        let (trace, earlier) = (directory.file("trace.sqlite"), directory.file("trace.1.sqlite"))
        let program = CommandUnderTest.executable.deletingLastPathComponent().appending(path: "crash-program")
        func start(_ witness: CrashWitness) async throws -> KillableProcess {
            let process = try KillableProcess(
                ["/usr/bin/env", "CRASH_CALM=1", program.path, "linked", witness.file, trace])
            while process.isRunning && !witness.hasBegun { try await Task.sleep(for: .milliseconds(5)) }
            return process
        }
        let witness = try CrashWitness(directory.file("first"))
        let first = try await start(witness)
        kill(first.pid, SIGKILL)
        while first.isRunning { try await Task.sleep(for: .milliseconds(5)) }

        let second = try await start(CrashWitness(directory.file("second")))
        defer { kill(second.pid, SIGKILL) }
        var state = ""
        while second.isRunning && state != "recovered" {
            try await Task.sleep(for: .milliseconds(20))
            state =
                try await CommandUnderTest.run(
                    "query", earlier, "--format", "csv", "SELECT state FROM trace"
                ).output.split(separator: "\n").last.map(String.init) ?? ""
        }
        #expect(state == "recovered" && second.isRunning)
        let reader = try TraceFile.openForReading(earlier)
        for (worker, created) in witness.created.enumerated() {
            let found = try reader.integer("SELECT count(*) FROM tasks WHERE name GLOB 'w\(worker)-*'")
            #expect(found == created || found == created + 1)
        }
        #expect(try reader.integer("SELECT count(*) FROM gap") == 0)
        #expect(try await CommandUnderTest.run("verify", earlier).status == 0)
        // It goes last.
        let folder = try #require(
            try TraceReader(path: earlier).rows("SELECT value FROM meta WHERE key = 'segments_folder'") {
                $0.text("value")
            }.first ?? nil)
        while second.isRunning && FileManager.default.fileExists(atPath: folder) {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(second.isRunning)
        kill(second.pid, SIGKILL)
        while second.isRunning { try await Task.sleep(for: .milliseconds(5)) }
        #expect(try await CommandUnderTest.run("recover", trace).status == 0)
    }
}

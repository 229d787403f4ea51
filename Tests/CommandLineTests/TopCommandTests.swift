import Foundation
import Testing
import TraceFixtures

@Suite(.timeLimit(.minutes(4)))
struct TopCommandTests {
    private static func executable(_ name: String) -> URL? {
        ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":")
            .map { URL(filePath: String($0)).appending(path: name) }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    @Test("Where there is no terminal one table is printed, as text or as JSON.")
    func once() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("shop.sqlite")
        try TestTrace(path: path).fillAsShop()
        let text = try await CommandUnderTest.run("top", path, "--window", "2s", "--sort", "steps")
        #expect(
            text.status == 0 && text.output.hasPrefix("shop, process 4711, closed, at 2.40 s\n"),
            "\(text.error)")
        #expect(text.output.contains("steps/s↓") && !text.output.contains("\u{1B}"))
        let json = try await CommandUnderTest.run(
            "top", path, "--format", "json", "--by", "task", "--filter", "WORKER")
        let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        let rows = object?["rows"] as? [[String: Any]]
        #expect(
            Set(rows?.compactMap { $0["name"] as? String } ?? []) == ["worker-1", "worker-2", "worker-3"])
        #expect(try directory.names == ["shop.sqlite"])
    }

    @Test("The number of a program finds the trace that is being written of it.")
    func process() async throws {
        let recordings = try Recordings()
        let running = try RunningRecording("answer", trace: recordings.trace)
        let pid = try await running.programReady()
        while try await recordings.rows("SELECT count(*) FROM tasks WHERE outcome = 'ok'").first.flatMap(
            Int.init) ?? 0 < 3
        {
            try await Task.sleep(for: .milliseconds(20))
        }
        for number in [pid, running.recorder] {
            let result = try await CommandUnderTest.run(
                "top", "\(number)", "--format", "json", "--window", "1000s")
            #expect(
                result.status == 0 && result.output.contains("\"pid\": \(pid)"),
                "\(result.error) \(result.output)")
            #expect(result.output.contains("\"state\": \"live\"") && result.output.contains("poller"))
        }
        _ = try await running.ask()
        #expect(await running.end().status == 0)
    }

    @Test("A process without a trace, and one that is none, are a sentence each.")
    func noTrace() async throws {
        let own = try await CommandUnderTest.run("top", "\(ProcessInfo.processInfo.processIdentifier)")
        #expect(
            own.status == 2 && own.error.contains("has no trace open") && own.error.count { $0 == "\n" } == 1)
        let none = try await CommandUnderTest.run("top", "2147483646")
        #expect(none.status == 2 && none.error.contains("There is no process 2147483646"))
    }

    @Test(
        "In a terminal it sorts, filters, drills down and fits; whatever ends it, the terminal is as it was.",
        .enabled(
            if: executable("tmux") != nil && executable("python3") != nil,
            "tmux and python3 make the terminal"))
    func terminal() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("shop.sqlite")
        try TestTrace(path: path).fillAsShop()
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "TerminalTests/top_test.py")
        let result = try await CommandUnderTest.run(
            #require(Self.executable("python3")),
            ["-B", script.path, CommandUnderTest.executable.path, path, directory.path],
            environment: ["LC_ALL": "C.UTF-8"])
        #expect(result.status == 0, "\(result.error)")
    }
}

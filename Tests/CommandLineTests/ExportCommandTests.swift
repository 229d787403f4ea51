import Foundation
import Testing
import TraceFixtures

@Suite struct ExportCommandTests {
    private let shop: ShopFile
    private var directory: TemporaryDirectory { shop.directory }
    private var path: String { shop.path }

    init() throws { shop = try ShopFile() }

    @Test(
        "Every form goes to a file and, the same, to standard output; the trace stays as it is.",
        arguments: ["perfetto", "chrome", "otlp", "speedscope", "folded", "csv", "jsonl"])
    func forms(_ format: String) async throws {
        let before = try Data(contentsOf: URL(filePath: path))
        let file = directory.file("shop.\(format)")
        let written = try await CommandUnderTest.run("export", path, "--format", format, "--output", file)
        #expect(written.status == 0 && written.output == "" && written.error == "")
        let printed = try await CommandUnderTest.run("export", path, "--format", format)
        #expect(printed.status == 0)
        let text = String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
        #expect(printed.output == text && !text.isEmpty)
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
        #expect(
            try directory.names == ["shop.\(format)", "shop.sqlite"].sorted(), "nothing is left beside it")
    }

    @Test("An existing file is replaced by force only, and a trace not even then.")
    func force() async throws {
        let file = directory.file("shop.csv")
        for (options, status) in [([], Int32(0)), ([], 2), (["--force"], 0)] {
            let result = try await CommandUnderTest.run(
                "export", [path, "--format", "csv", "--output", file] + options)
            #expect(result.status == status)
        }
        let trace = try Data(contentsOf: URL(filePath: path))
        let onto = try await CommandUnderTest.run(
            "export", path, "--format", "csv", "--output", path, "--force")
        #expect(onto.status == 2 && onto.error.contains("is a database"))
        #expect(try Data(contentsOf: URL(filePath: path)) == trace)
    }

    @Test("What does not go together is a sentence, and leaves nothing behind.")
    func refused() async throws {
        let file = directory.file("out")
        for (options, words) in [
            (["--format", "csv", "--view", "step"], "There is no view 'step': give one of awaits,"),
            (["--format", "otlp", "--view", "tasks"], "--view goes with --format csv and jsonl"),
            (["--format", "csv", "--time", "run"], "--time goes with --format folded"),
            (["--format", "csv", "--from", "1s"], "--from and --to do not go with --format csv and jsonl"),
            (
                ["--format", "otlp", "--from", "soon"],
                "--from soon is not a time from the beginning of the trace"
            ),
            (["--format", "nonsense"], "perfetto"),
            ([], "--format"),
        ] {
            let result = try await CommandUnderTest.run("export", [path, "--output", file] + options)
            #expect(result.status == 2 && result.error.contains(words), "\(result.error)")
        }
        #expect(try directory.names == ["shop.sqlite"])
    }

    @Test("A reader that goes away early, and a disk that is full, are told apart.")
    func ends() async throws {
        let script = "\"$0\" export \"$1\" --format chrome | head -c 100 >/dev/null; echo ${PIPESTATUS[0]}"
        let early = try await CommandUnderTest.run(
            URL(filePath: "/bin/bash"), ["-c", script, CommandUnderTest.executable.path, path])
        #expect(early.output == "0\n")
        let full = try await CommandUnderTest.run(
            URL(filePath: "/bin/sh"),
            ["-c", "\"$0\" export \"$1\" --format chrome >/dev/full", CommandUnderTest.executable.path, path])
        #expect(full.status == 2 && full.error.contains("Standard output cannot be written"))
    }
}

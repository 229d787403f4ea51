import Foundation
import Testing
import TraceFixtures

/// A small part of what `Scripts/fuzz-readers` does, always the same.
@Suite(.timeLimit(.minutes(5)))
struct FuzzedReaderTests {
    private static let python = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":")
        .map { URL(filePath: String($0)).appending(path: "python3") }
        .first { FileManager.default.isExecutableFile(atPath: $0.path) }

    @Test(
        "No subcommand crashes, hangs or takes all memory over a broken or hostile trace.",
        .enabled(if: python != nil, "python3 is not installed, which breaks the traces"))
    func fuzzed() async throws {
        let directory = try TemporaryDirectory()
        let trace = directory.file("shop.sqlite")
        try TestTrace(path: trace).fillAsShop()
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "FuzzTests/fuzz_readers.py")
        // One for each mutation.
        let result = try await CommandUnderTest.run(
            #require(Self.python),
            [
                "-B", script.path, "--command", CommandUnderTest.executable.path, "--count", "25", "--seed",
                "4", "--small",
                "--keep", directory.path, trace,
            ])
        #expect(result.status == 0, "\(result.output) \(result.error)")
    }
}

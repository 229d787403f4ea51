import Foundation
import Testing
import TraceFixtures
import TraceStore

@Suite("task-trace diff")
struct DiffCommandTests {
    private let directory: TemporaryDirectory
    private let fast, slow: String

    init() throws {
        directory = try TemporaryDirectory()
        (fast, slow) = (directory.file("fast.sqlite"), directory.file("slow.sqlite"))
        for (path, length) in [(fast, ms(1)), (slow, ms(9))] {
            let trace = try TestTrace(path: path)
            try trace.database.transaction {
                for index in 1...30 as ClosedRange<Int64> {
                    try trace.task(index, "load", created: index * ms(20), ended: index * ms(20) + length)
                }
            }
        }
    }

    @Test("It fails for a regression when it is asked to, and only then.")
    func status() async throws {
        let plain = try await CommandUnderTest.run("diff", fast, slow)
        #expect(plain.status == 0 && plain.error == "" && plain.output.contains("Slower (1)"))
        #expect(try await CommandUnderTest.run("diff", fast, slow, "--fail-on", "regression").status == 1)
        #expect(try await CommandUnderTest.run("diff", slow, fast, "--fail-on", "regression").status == 0)
        #expect(try await CommandUnderTest.run("diff", fast, fast, "--fail-on", "regression").status == 0)
        #expect(
            try await CommandUnderTest.run("diff", fast, slow, "--fail-on", "regression", "--time", "10ms")
                .status == 0)
        #expect(try directory.names == ["fast.sqlite", "slow.sqlite"])
    }

    @Test("What is wrong with what was given is said in a sentence.")
    func bad() async throws {
        let missing = try await CommandUnderTest.run("diff", fast, directory.file("none"))
        #expect(
            missing.status == 2 && missing.error.contains("none'") && missing.error.count { $0 == "\n" } == 1)
        let time = try await CommandUnderTest.run("diff", fast, slow, "--time", "soon")
        #expect(
            time.status == 2
                && time.error == "task-trace: --time soon is not a time: give one like 100us or 2ms.\n")
        #expect(try await CommandUnderTest.run("diff", fast, slow, "--least", "0").status == 2)
        #expect(try await CommandUnderTest.run("diff", fast).status == 2)
    }
}

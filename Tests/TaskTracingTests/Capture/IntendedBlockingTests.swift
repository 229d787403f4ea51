import Foundation
import TaskTracing
import Testing
import TraceReporting
import TraceStore

extension RecordingTests {
    /// Code that says of itself that it keeps its thread on purpose.
    @Suite struct IntendedBlockingTests {
        struct Failed: Error {}

        private func configuration(_ log: LogCollector) -> TaskTracingConfiguration {
            var configuration = TaskTracingConfiguration()
            configuration.slowCallbackThreshold = .milliseconds(40)
            configuration.logger = log.logger
            return configuration
        }

        @Test(
            "What is declared is in the trace with its reason; it is no finding, is counted, and nobody is warned."
        )
        func declared() async throws {
            let log = LogCollector()
            let trace = try await TracedProgram.run(configuration(log)) {
                await Task(name: "loader") {
                    withIntendedBlocking("the model is loaded") {
                        // Within another one, the outermost counts.
                        withIntendedBlocking("a part of it") { _ = usleep(90_000) }
                    }
                }.value
            }
            #expect(
                try trace.table("SELECT reason, task_name, duration_ns >= 90000000 FROM intended_blocking")
                    == [
                        "the model is loaded|loader|1"
                    ])
            let diagnosis = try Diagnosis(of: trace)
            #expect(diagnosis.findings.filter { $0.rule == "slow-callback" }.isEmpty)
            #expect(
                diagnosis.suppressed.first { $0.finding.rule == "slow-callback" }?.reason
                    == "declared in the code: the model is loaded")
            #expect(log.all.isEmpty)
        }

        @Test("What is slow beside the declared is a finding all the same.")
        func beside() async throws {
            let log = LogCollector()
            let trace = try await TracedProgram.run(configuration(log)) {
                await Task(name: "loader") {
                    withIntendedBlocking("short") { _ = usleep(10_000) }
                    _ = usleep(90_000)
                }.value
            }
            #expect(try Diagnosis(of: trace).findings.first?.rule == "slow-callback")
            #expect(log.all.count { $0.contains("Executing <Task") } == 1)
        }

        @Test("It passes on what the code returns and throws, traced or not, and makes no words in vain.")
        func transparent() async throws {
            func make() -> String {
                Issue.record("nobody reads this")
                return ""
            }
            #expect(withIntendedBlocking(make()) { 5 } == 5)
            #expect(throws: Failed.self) { try withIntendedBlocking(make()) { throw Failed() } }
            let trace = try await TracedProgram.run {
                #expect(throws: Failed.self) { try withIntendedBlocking("fails") { throw Failed() } }
                #expect(withIntendedBlocking("works") { 5 } == 5)
            }
            #expect(
                try trace.table("SELECT reason, ended IS NOT NULL FROM intended_blocking ORDER BY at") == [
                    "fails|1", "works|1",
                ])
        }
    }
}

import Foundation
import TaskTracing
import Testing
import TraceReporting
import TraceStore

/// Random programs that know what they did, and what the trace says of them.
///
/// Environment: `FIDELITY_PROGRAMS` is how many, `FIDELITY_SEED` the seed of the first, `FIDELITY_TOGETHER` how
/// many share a trace, `FIDELITY_KEEP` a folder for the traces with which a program does not agree.
@Suite("Fidelity", .serialized)
struct FidelityTests {
    static func setting(_ name: String, _ normal: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? normal
    }

    @Test("The trace of a random program says what the program itself knows.")
    func randomPrograms() async throws {
        let first = Self.setting("FIDELITY_SEED", 1)
        let programs = Self.setting("FIDELITY_PROGRAMS", 60)
        let together = max(1, Self.setting("FIDELITY_TOGETHER", 6))
        var counts = Comparison.Counts()
        var disagreements = 0
        for start in stride(from: first, to: first + programs, by: together) {
            let seeds = start..<min(start + together, first + programs)
            let comparison = try await compare(seeds.map { Program(seed: UInt64($0)) })
            counts.add(comparison.counts)
            disagreements += comparison.disagreements.count
            for disagreement in comparison.disagreements {
                Issue.record(
                    "FIDELITY_SEED=\(seeds.lowerBound) FIDELITY_PROGRAMS=\(seeds.count): \(disagreement)")
            }
        }
        // Something was compared at all, and what the trace may lack it hardly ever lacks.
        #expect(counts.tasks > programs)
        #expect(counts.unseenCancels * 20 <= counts.cancelsInPassing + 20)
        #expect(counts.unknownMakers * 20 <= counts.immediates + 20)
        #expect(counts.declared * 2000 <= counts.tasks + 2000)
        print(
            """
            fidelity: \(programs) programs from seed \(first): \(counts.tasks) tasks, \(counts.waits) awaits, \
            \(counts.wakes) wakes, \(counts.cancels) cancels, \(counts.runs) runs compared; \
            \(disagreements) disagreements; of \(counts.cancelsInPassing) cancels by another thread \
            \(counts.unseenCancels) came when the task was over; \
            of \(counts.immediates) immediate tasks \(counts.unknownMakers) have an unknown maker; \
            \(counts.declared) tasks have a suspension that was not announced
            """)
    }

    /// Runs the programs side by side under one tracer.
    private func compare(_ programs: [Program]) async throws -> Comparison {
        let folder = FileManager.default.temporaryDirectory.appending(path: "fidelity-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "trace.sqlite").path
        let truth = GroundTruth()
        let gates = (0..<Program.gates).map { Gate(name: "gate-\($0)") }
        defer { for gate in gates { gate.stop() } }
        var configuration = TaskTracingConfiguration()
        configuration.capture = .probe
        configuration.findsSourceLines = false
        try await withTaskTracing(to: path, configuration: configuration) {
            let defaultActors = (0..<Program.actors).map { _ in DefaultActor() }
            let gateActors = gates.map { GateActor($0) }
            let handles = programs.map { program in
                Interpreter(
                    label: "p\(program.seed)", truth: truth, gates: gates, defaultActors: defaultActors,
                    gateActors: gateActors
                ).start(program)
            }
            for handle in handles { await handle.wait() }
        }
        let trace = try TraceReader(path: path)
        for violation in try Verification(trace).violations {
            Issue.record(
                "Programs from seed \(programs[0].seed): \(violation.invariant): \(violation.summary) \(violation.rows.rows)"
            )
        }
        let comparison = try Comparison(trace, truth, gates: gates)
        if !comparison.disagreements.isEmpty, let kept = ProcessInfo.processInfo.environment["FIDELITY_KEEP"]
        {
            let copy = URL(filePath: kept).appending(path: "seed-\(programs[0].seed).sqlite")
            try? FileManager.default.removeItem(at: copy)
            try FileManager.default.copyItem(atPath: path, toPath: copy.path)
        }
        return comparison
    }
}

import DocumentPrograms
import Foundation
import Testing
import TraceRecovery
import TraceReporting
import TraceStore

// The proof that a collector's state is restored whole: drained in one go, and with the collector thrown away again and
// again and restored from the file, the same segments must give the same rows in every table, and so in every view.
extension FidelityTests {
    @Test(
        "A recording drained in pieces, by a restored collector each time, gives the rows of one drained at once.",
        arguments: [(1, false), (7, true)])
    func restoredCollector(seed: Int, backtraces: Bool) async throws {
        let programs = (seed..<seed + 3).map { Program(seed: UInt64($0)) }
        let truth = GroundTruth()
        let gates = (0..<Program.gates).map { Gate(name: "gate-\($0)") }
        defer { for gate in gates { gate.stop() } }
        let recording = try await UncollectedRecording(backtraces: backtraces) {
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
        defer { recording.remove() }
        try expectSameRows(recording, seed: UInt64(seed))
    }

    @Test("The same of the document programs, with their queues, futures, events and callbacks.")
    func restoredCollectorOfDocumentPrograms() async throws {
        let recording = try await UncollectedRecording(backtraces: false) {
            for program in DocumentPrograms.all { try? await program.run(timeScale: 0.01) { _ in } }
        }
        defer { recording.remove() }
        try expectSameRows(recording, seed: 5)
    }

    private func expectSameRows(_ recording: UncollectedRecording, seed: UInt64) throws {
        let (whole, pieces) = try (recording.copy("whole"), recording.copy("pieces"))
        var options = Recovery.Options()
        options.findsSourceLines = false
        let outcome = try #require(try Recovery.recover(whole, options))
        #expect(outcome.records > 100 && outcome.lost == 0 && outcome.damaged == 0)
        let restarts = FidelityTests.setting("RECOVERY_RESTARTS", 16)
        var random = RandomSource(seed: seed)
        var count = 0
        repeat {
            options.recordsPerCommit = random.number(1...2 * max(1, Int(outcome.records) / restarts))
            options.mostCommits = 1
            count += 1
        } while try Recovery.recover(pieces, options) == nil && count < 100_000
        #expect(count >= 4)
        let (one, other) = try (tables(of: whole), tables(of: pieces))
        #expect(one.keys == other.keys)
        for (table, rows) in one {
            let found = other[table] ?? []
            #expect(rows.count == found.count, "\(table)")
            for (row, same) in zip(rows, found) where row != same {
                Issue.record("\(table): \(row) at once, \(same) in \(count) pieces")
                break
            }
        }
        let verification = try Verification(TraceReader(path: pieces))
        for violation in verification.violations {
            Issue.record("\(violation.invariant): \(violation.summary) \(violation.rows.rows)")
        }
    }

    /// The rows of every table as texts, in the order of their columns.
    private func tables(of trace: String) throws -> [String: [String]] {
        let database = try TraceFile.openForReading(trace)
        let names = try database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
        var tables: [String: [String]] = [:]
        while try names.step() {
            let name = names.text(at: 0) ?? ""
            let rows = try database.prepare("SELECT * FROM \(name)")
            var texts: [String] = []
            while try rows.step() {
                texts.append(
                    (0..<rows.columnCount).map { rows.text(at: $0) ?? "-" }.joined(separator: "|"))
            }
            // The copies differ by where they are.
            tables[name] = texts.filter { !$0.hasPrefix("segments_folder|") }.sorted()
        }
        return tables
    }
}

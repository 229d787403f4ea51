import ArgumentParser
import Foundation
import TraceReporting
import TraceStore

@main
struct IngestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract:
            "Measures the way from record to row: a made-up server's records, the real collector and trace.")

    @Argument(help: "How many events to take in, one measurement each.") var events = [1_000_000, 10_000_000]
    @Option(help: "Leave the last trace here.") var keepFile: String?
    @Flag(help: "Check the invariants of the trace.") var verify = false
    @Flag(help: "Show what each table takes.") var tables = false
    @Option(help: .hidden) var produce: String?
    @Option(help: .hidden) var base: UInt64 = 0
    @Option(help: .hidden) var nanosecondsPerTick = 1.0

    func run() throws {
        if let produce {
            return try Producer.run(produce, base: base, nanosecondsPerTick: nanosecondsPerTick)
        }
        print("     events    M events/s  CPU ns/event  of it commit  rows/event  bytes/event  commits")
        for count in events {
            let path = keepFile ?? NSTemporaryDirectory() + "ingest-\(getpid()).sqlite"
            Self.remove(path)
            defer { if keepFile == nil { Self.remove(path) } }
            var ingest = Ingest(path: path)
            try ingest.run(count)
            try show(ingest, TraceReader(path: path))
        }
    }

    private static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }

    private func show(_ ingest: Ingest, _ trace: TraceReader) throws {
        let events = Double(ingest.events)
        let size = try FileManager.default.attributesOfItem(atPath: ingest.path)[.size] as? Int ?? 0
        let rows = try trace.rows(
            """
            SELECT (SELECT count(*) FROM step) + (SELECT count(*) FROM task) + (SELECT count(*) FROM queue_op)
              + (SELECT count(*) FROM mark) + (SELECT count(*) FROM cancellation) AS n
            """
        ) { $0.integer("n") ?? 0 }[0]
        print(
            String(
                format: "%11d  %12.2f  %12.0f  %12.0f  %10.2f  %11.1f  %7d", ingest.events,
                events / ingest.wall / 1e6, ingest.processor / events * 1e9, ingest.committing / events * 1e9,
                Double(rows) / events, Double(size) / events, ingest.commits))
        if tables { try showTables(trace, events) }
        guard verify else { return }
        let verification = try Verification(trace)
        print("\(verification.violations.count) of \(verification.checked) invariants do not hold.")
        for violation in verification.violations {
            print("\(violation.invariant): \(violation.summary)\n\(violation.rows.rows.prefix(3))")
        }
        if !verification.violations.isEmpty { throw ExitCode.failure }
    }

    private func showTables(_ trace: TraceReader, _ events: Double) throws {
        let sizes = try trace.rows(
            """
            SELECT name, sum(pgsize) AS bytes, sum(iif(pagetype = 'leaf', ncell, 0)) AS cells
            FROM dbstat GROUP BY name ORDER BY bytes DESC LIMIT 6
            """
        ) { ($0.text("name") ?? "", Double($0.integer("bytes") ?? 0), Double($0.integer("cells") ?? 0)) }
        for (name, bytes, cells) in sizes {
            let line = String(
                format: "%.2f bytes/event, %.1f bytes/row", bytes / events, bytes / max(cells, 1))
            print("    \(name): \(line)")
        }
    }
}

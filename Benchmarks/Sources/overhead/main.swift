// What tracing costs: each workload untraced and traced in turn, in one process, medians and their ratio.
//
//     swift run -c release overhead [--beside] [--backtraces] [rounds] [name]
//
// With --beside the program has the first processor to itself, and the collector the second. With --backtraces each
// suspension comes with its stack.
import Foundation
import TaskTracing

let isBeside = CommandLine.arguments.contains("--beside")
let recordsBacktraces = CommandLine.arguments.contains("--backtraces")
let arguments = CommandLine.arguments.dropFirst().filter { !$0.hasPrefix("--") }
if isBeside { Processors.placeProgram() }
let rounds = arguments.first.flatMap { Int($0) } ?? 11
let filter = arguments.dropFirst().first
let trace = FileManager.default.temporaryDirectory.appending(path: "overhead-\(getpid()).sqlite").path

func nanoseconds(_ workload: Workload) async -> Double {
    // A task of its own, so that neither side runs on the main actor.
    await Task.detached {
        let clock = ContinuousClock()
        let elapsed = await clock.measure { await workload.run(workload.count) }
        return Double(elapsed / .nanoseconds(1)) / Double(workload.count)
    }.value
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

func removeTrace() {
    for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: trace + suffix) }
}

func row(_ cells: [String]) {
    let widths = [28, 10, 10, 8, 8, 8]
    print(zip(cells, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined())
}

row(["workload", "off ns/op", "on ns/op", "ratio", "stopped", "lost"])
for workload in Workload.all where filter.map(workload.name.contains) ?? true {
    var off: [Double] = []
    var on: [Double] = []
    var stopped: [Double] = []
    _ = await nanoseconds(workload)
    for _ in 0..<rounds {
        off.append(await nanoseconds(workload))
        removeTrace()
        var configuration = TaskTracingConfiguration()
        configuration.findsSourceLines = false
        configuration.recordsBacktraces = recordsBacktraces
        let tracer = try await TaskTracer.start(to: trace, configuration: configuration)
        if isBeside { Processors.placeCollector() }
        on.append(await nanoseconds(workload))
        await tracer.stop()
        stopped.append(await nanoseconds(workload))
    }
    let ratio = String(format: "%.3f", median(on) / median(off))
    let ratioStopped = String(format: "%.3f", median(stopped) / median(off))
    row([
        workload.name, String(format: "%.0f", median(off)), String(format: "%.0f", median(on)), ratio,
        ratioStopped, lossText(),
    ])
}
removeTrace()

/// What the last recording lost, read from its trace.
func lossText() -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
    process.arguments = [trace, "SELECT coalesce(sum(lost), 0) FROM gap"]
    process.standardOutput = pipe
    guard (try? process.run()) != nil else { return "?" }
    process.waitUntilExit()
    return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines)
}

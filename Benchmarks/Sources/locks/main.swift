// What the instrumentation of a lock costs: `TracedLock` beside the same lock without it, untraced and traced.
//
//     swift run -c release locks [ROUNDS]
//
// A round measures each in turn, so that a machine that slows down slows down all. Medians, in ns an operation.
import Foundation
import PlainLock
import TaskTracing

let rounds = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 11 : 11
let folder = FileManager.default.temporaryDirectory.appending(path: "locks-\(UUID().uuidString)")
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(at: folder) }

for workload in [Workload.free, .handOver] {
    var times: [Measurement] = []
    for round in 0...rounds {
        let trace = folder.appending(path: "\(workload)-\(round).sqlite").path
        let measurement = try await workload.measure(tracingTo: trace)
        // The first round warms up.
        if round > 0 { times.append(measurement) }
    }
    let plain = median(times.map(\.plain))
    let untraced = median(times.map(\.untraced))
    let traced = median(times.map(\.traced))
    print(
        String(
            format: "\(workload): plain %.0f, untraced %.0f (%.2f of plain), traced %.0f (%.2f of untraced)",
            plain, untraced, untraced / plain, traced, traced / untraced))
}

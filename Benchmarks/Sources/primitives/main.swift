// The queue beside what the standard library and swift-async-algorithms have, and beside itself while it is traced: in
// turn, in one process.
//
//     swift run -c release primitives [rounds] [name]
import Foundation
import TaskTracing

let arguments = CommandLine.arguments.dropFirst()
let rounds = arguments.first.flatMap { Int($0) } ?? 11
let filter = arguments.dropFirst().first
let trace = FileManager.default.temporaryDirectory.appending(path: "primitives-\(getpid()).sqlite").path

struct Sample {
    var wall: Double
    var processor: Double
}

func measure(_ count: Int, _ body: @escaping Workload.Body) async throws -> Sample {
    // A task of its own, so that nothing runs on the main actor.
    try await Task.detached {
        let processor = processorTime()
        let wall = try await ContinuousClock().measure { try await body(count) }
        return Sample(
            wall: wall / .nanoseconds(count), processor: (processorTime() - processor) / Double(count))
    }.value
}

/// Nanoseconds that all threads of the process have taken.
func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

func text(_ value: Double, _ format: String = "%.0f") -> String { String(format: format, value) }

func row(_ cells: [String]) {
    let widths = [28, 26, 10, 10, 10, 10]
    print(zip(cells, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined())
}

/// Of pairs that were measured one after the other, so that a machine that slows down slows down both.
func ratio(_ samples: [Sample], to others: [Sample], _ part: KeyPath<Sample, Double>) -> String {
    text(median(zip(samples, others).map { $0[keyPath: part] / $1[keyPath: part] }), "%.2f")
}

func removeTrace() {
    for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: trace + suffix) }
}

row(["workload", "by", "ns/op", "CPU ns/op", "ratio", "CPU ratio"])
for workload in Workload.all where filter.map(workload.name.contains) ?? true {
    var samples = [[Sample]](repeating: [], count: workload.means.count)
    var traced: [Sample] = []
    let own = workload.means[0].body
    for round in 0...rounds {
        var all = [Sample?](repeating: nil, count: workload.means.count)
        // Each comes first in its turn: what went before a measurement leaves its traces in the caches.
        for turn in workload.means.indices {
            let index = (round + turn) % workload.means.count
            all[index] = try await measure(workload.count, workload.means[index].body)
        }
        removeTrace()
        var configuration = TaskTracingConfiguration()
        configuration.findsSourceLines = false
        // On a machine that is busy, any step may take long.
        configuration.slowCallbackThreshold = .seconds(60)
        let tracer = try await TaskTracer.start(to: trace, configuration: configuration)
        let on = try await measure(workload.count, own)
        await tracer.stop()
        // The first round does not count.
        guard round > 0 else { continue }
        for (index, sample) in all.enumerated() { sample.map { samples[index].append($0) } }
        traced.append(on)
    }
    var rows = zip(workload.means, samples).map { means, samples in (name: means.name, samples: samples) }
    rows.append((name: "TracedQueue, traced", samples: traced))
    for (index, entry) in rows.enumerated() {
        // The library's beside the others, and traced beside untraced.
        let isTraced = index == rows.count - 1
        let (upper, lower) = isTraced ? (entry.samples, samples[0]) : (samples[0], entry.samples)
        row([
            index == 0 ? workload.name : "", entry.name, text(median(entry.samples.map(\.wall))),
            text(median(entry.samples.map(\.processor))),
            index == 0 ? "" : ratio(upper, to: lower, \.wall),
            index == 0 ? "" : ratio(upper, to: lower, \.processor),
        ])
    }
}
removeTrace()

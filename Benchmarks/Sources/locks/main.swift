// What the instrumentation of a lock costs: `TracedLock` beside the same lock without it, untraced and traced.
//
//     swift run -c release locks [ROUNDS]
//
// A round measures each in turn, so that a machine that slows down slows down all. Medians, in ns an operation.
import Foundation
import PlainLock
import TaskTracing

let rounds = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 11 : 11

/// One task takes a free lock and releases it, again and again.
func free(
    _ count: Int, _ acquire: @escaping @Sendable () async throws -> Void,
    _ release: @escaping @Sendable () throws -> Void
) async throws {
    for _ in 0..<count {
        try await acquire()
        try release()
    }
}

/// Four tasks hand the lock to each other: each gives the others time to wait for it.
func contended(
    _ count: Int, _ acquire: @escaping @Sendable () async throws -> Void,
    _ release: @escaping @Sendable () throws -> Void
) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<4 {
            group.addTask {
                for _ in 0..<(count / 4) {
                    try await acquire()
                    await Task.yield()
                    try release()
                }
            }
        }
        try await group.waitForAll()
    }
}

typealias Workload = (
    Int, @escaping @Sendable () async throws -> Void, @escaping @Sendable () throws -> Void
) async throws -> Void

func nanoseconds(_ count: Int, _ body: () async throws -> Void) async throws -> Double {
    let began = ContinuousClock.now
    try await body()
    return (ContinuousClock.now - began) / .nanoseconds(1) / Double(count)
}

func median(_ values: [Double]?) -> Double { values.map { $0.sorted()[$0.count / 2] } ?? .nan }

let folder = FileManager.default.temporaryDirectory.appending(path: "locks-\(UUID().uuidString)")
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(at: folder) }

for (name, count, workload) in [
    ("free lock", 200_000, free as Workload), ("hand-over", 40_000, contended as Workload),
] {
    var times: [String: [Double]] = [:]
    for round in 0...rounds {
        let plain = PlainLock()
        let traced = TracedLock()
        func untraced(_ key: String) async throws {
            times[key, default: []].append(
                try await nanoseconds(count) {
                    try await workload(count, { try await traced.acquire() }, { try traced.release() })
                })
        }
        times["plain", default: []].append(
            try await nanoseconds(count) {
                try await workload(count, { try await plain.acquire() }, { try plain.release() })
            })
        try await untraced("off")
        let tracer = try await TaskTracer.start(to: folder.appending(path: "\(name)-\(round).sqlite").path)
        try await untraced("on")
        await tracer.stop()
        // The first round warms up.
        if round == 0 { times = [:] }
    }
    let (plain, off, on) = (median(times["plain"]), median(times["off"]), median(times["on"]))
    print(
        String(
            format: "%@: plain %.0f, untraced %.0f (%.2f), traced %.0f (%.2f of untraced)", name, plain, off,
            off / plain,
            on, on / off))
}

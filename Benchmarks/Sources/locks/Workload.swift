import PlainLock
import TaskTracing

/// The time of an operation in ns: without instrumentation, with it but untraced, and traced.
struct Measurement {
    let plain: Double
    let untraced: Double
    let traced: Double
}

/// What is done with a lock, again and again; an operation is an acquisition and a release.
enum Workload {
    /// One task takes a free lock.
    case free
    /// Four tasks hand the lock to each other: each gives the others time to wait for it.
    case handOver

    func measure(tracingTo path: String) async throws -> Measurement {
        let plain = PlainLock()
        let traced = TracedLock()
        let plainTime = try await time({ try await plain.acquire() }, { try plain.release() })
        let untracedTime = try await time({ try await traced.acquire() }, { try traced.release() })
        var configuration = TaskTracingConfiguration()
        // The task that measures runs for long.
        configuration.slowCallbackThreshold = .seconds(60)
        let tracer = try await TaskTracer.start(to: path, configuration: configuration)
        let tracedTime = try await time({ try await traced.acquire() }, { try traced.release() })
        await tracer.stop()
        return Measurement(plain: plainTime, untraced: untracedTime, traced: tracedTime)
    }

    private func time(
        _ acquire: @escaping @Sendable () async throws -> Void,
        _ release: @escaping @Sendable () throws -> Void
    ) async throws -> Double {
        let count = self == .free ? 400_000 : 40_000
        let began = ContinuousClock.now
        switch self {
        case .free:
            for _ in 0..<count {
                try await acquire()
                try release()
            }
        case .handOver:
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
        return (ContinuousClock.now - began) / .nanoseconds(1) / Double(count)
    }
}

func median(_ values: [Double]) -> Double {
    values.sorted()[values.count / 2]
}

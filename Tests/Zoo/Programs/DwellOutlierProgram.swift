import TaskTracing

/// A queue whose first item is the last to be taken, because others always come before it.
enum DwellOutlierProgram: ZooProgram {
    static let rule = "dwell-outlier"
    static let tracesItself = true

    static func planted() async throws {
        try await serve(TracedQueue<Int>(name: "jobs", order: .lastInFirstOut))
    }

    private static func serve(_ jobs: TracedQueue<Int>) async throws {
        try put(0, into: jobs)
        for job in 1...80 {
            try put(job, into: jobs)
            _ = try await jobs.get()
            await rest(2)
        }
        _ = try await jobs.get()
    }

    private static func put(_ job: Int, into jobs: TracedQueue<Int>) throws {
        try jobs.putNowait(job)  // culprit: dwell-outlier
    }

    static func healthy() async throws { try await serve(TracedQueue<Int>(name: "jobs")) }
}

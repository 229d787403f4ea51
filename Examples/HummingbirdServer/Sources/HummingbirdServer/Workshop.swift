import TaskTracing

/// Answers as ordinary handlers do: hands something to a worker, computes a little in a child task, yields once.
///
/// What `Scripts/server-bench` measures.
struct Workshop: Sendable {
    private let jobs = TracedQueue<Int>(name: "jobs", maxSize: 256)

    func answer() async throws -> Int {
        try await jobs.put(1)
        async let digest = Self.digest()
        await Task.yield()
        return await digest
    }

    /// The worker. Returns after ``finish()``.
    func work() async throws {
        do {
            while true { _ = try await jobs.get() }
        } catch is QueueShutDown {}
    }

    func finish() { jobs.shutDown() }

    /// About 20 µs of arithmetic.
    private static func digest() async -> Int {
        var hash: UInt64 = 14_695_981_039_346_656_037
        for index in 0..<20_000 { hash = (hash ^ UInt64(index & 255)) &* 1_099_511_628_211 }
        return Int(truncatingIfNeeded: hash)
    }
}

import TaskTracing

/// One round of a loop with many callbacks, none of which is slow.
enum SlowIterationProgram: ZooProgram {
    static let rule = "slow-iteration"
    static let tracesItself = true

    static func planted() async throws { try await run(callbacks: 12) }
    static func healthy() async throws { try await run(callbacks: 3) }

    private static func run(callbacks: Int) async throws {
        try await EventLoop.run(name: "drawing", debug: true) { loop in
            for _ in 1...callbacks {
                try loop.callSoon { compute(10) }  // culprit: slow-iteration
            }
            await rest(200)
        }
    }
}

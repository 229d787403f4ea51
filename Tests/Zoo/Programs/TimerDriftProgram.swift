import TaskTracing

/// Callbacks that are not slow each, but too many before a timer.
enum TimerDriftProgram: ZooProgram {
    static let rule = "timer-drift"
    static let tracesItself = true

    static func planted() async throws { try await run(computing: 40) }
    static func healthy() async throws { try await run(computing: 1) }

    private static func run(computing milliseconds: Int) async throws {
        try await EventLoop.run(name: "drawing") { loop in
            for _ in 1...4 {
                try loop.callSoon { compute(milliseconds) }  // culprit: timer-drift
            }
            try loop.callLater(.milliseconds(5)) {}
            await rest(250)
        }
    }
}

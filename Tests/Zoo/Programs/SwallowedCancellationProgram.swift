/// A task that takes the error by which it is told to stop for one that may be ignored.
enum SwallowedCancellationProgram: ZooProgram {
    static let rule = "swallowed-cancellation"

    static func planted() async {
        let poller = Task(name: "poller") { await poll() }
        await rest(10)
        poller.cancel()
        await poller.value
    }

    private static func poll() async {
        for _ in 1...10 {
            try? await Task.sleep(for: .milliseconds(40))  // culprit: swallowed-cancellation
            await ask()
        }
    }

    /// A request that cannot be cancelled.
    private static func ask() async {
        await Task.detached { await rest(60) }.value
    }

    static func healthy() async {
        let poller = Task(name: "poller") { try await pollUntilCancelled() }
        await rest(10)
        poller.cancel()
        _ = await poller.result
    }

    private static func pollUntilCancelled() async throws {
        for _ in 1...10 {
            try await Task.sleep(for: .milliseconds(40))
            await ask()
        }
    }
}

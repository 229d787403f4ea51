import TaskTracing

/// A future whose error nobody reads.
enum NeverRetrievedProgram: ZooProgram {
    static let rule = "never-retrieved"
    static let tracesItself = true

    private struct Refused: Error {}

    static func planted() async throws {
        try fail()
        await rest(10)
    }

    private static func fail() throws {
        let answer = TracedFuture<Int>(name: "answer")  // culprit: never-retrieved
        try answer.setError(Refused())
    }

    static func healthy() async throws {
        let answer = TracedFuture<Int>(name: "answer")
        try answer.setError(Refused())
        do { _ = try await answer.value } catch is Refused {}
    }
}

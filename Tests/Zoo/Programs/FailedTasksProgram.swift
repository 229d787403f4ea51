/// A task that throws.
enum FailedTasksProgram: ZooProgram {
    static let rule = "failed-tasks"

    private struct Refused: Error {}

    static func planted() async {
        let answer = Task(name: "fetcher") { try await fetch() }  // culprit: failed-tasks
        _ = await answer.result
    }

    private static func fetch() async throws {
        await rest(1)
        throw Refused()
    }

    static func healthy() async {
        let answer = Task(name: "fetcher") { await fetchOrNothing() }
        await answer.value
    }

    private static func fetchOrNothing() async { try? await fetch() }
}

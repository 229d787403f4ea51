/// A task that computes for long behind an await, on a thread that all tasks share.
enum SlowCallbackProgram: ZooProgram {
    static let rule = "slow-callback"

    static func planted() async {
        await Task(name: "renderer") { await render() }.value
    }

    private static func render() async {
        try? await Task.sleep(for: .milliseconds(2))  // culprit: slow-callback
        compute(150)
    }

    static func healthy() async {
        await Task(name: "renderer") { await renderInParts() }.value
    }

    private static func renderInParts() async {
        for _ in 1...15 {
            await rest(1)
            compute(10)
        }
    }
}

/// Requests that do not need each other, one after the other.
enum LockStepProgram: ZooProgram {
    static let rule = "lock-step"

    static func planted() async {
        for number in 1...15 {
            await Task(name: "request-\(number)") { await request() }.value  // culprit: lock-step
        }
    }

    private static func request() async { await rest(10) }

    static func healthy() async {
        await withTaskGroup { group in
            for number in 1...15 { group.addTask(name: "request-\(number)") { await request() } }
        }
    }
}

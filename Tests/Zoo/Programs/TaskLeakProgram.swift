/// A server that keeps a task for each request.
enum TaskLeakProgram: ZooProgram {
    static let rule = "task-leak"

    static func planted() async {
        for _ in 1...90 {
            accept()
            await rest(2)
        }
    }

    private static func accept() {
        Task { await rest(60_000) }  // culprit: task-leak
    }

    static func healthy() async {
        await withDiscardingTaskGroup { group in
            for _ in 1...90 {
                group.addTask { await rest(10) }
                await rest(2)
            }
        }
    }
}

/// A task for each number to be added.
enum TinyTasksProgram: ZooProgram {
    static let rule = "tiny-tasks"

    static func planted() async {
        _ = await withTaskGroup(of: Int.self) { group in
            for number in 1...3000 {
                group.addTask { number }  // culprit: tiny-tasks
            }
            return await group.reduce(0, +)
        }
    }

    static func healthy() async {
        _ = await withTaskGroup(of: Int.self) { group in
            for slice in 1...4 {
                group.addTask { (slice * 1000..<slice * 1000 + 1000).reduce(0, +) }
            }
            return await group.reduce(0, +)
        }
    }
}

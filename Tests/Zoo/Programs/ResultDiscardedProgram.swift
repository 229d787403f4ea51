import TaskTracing

/// Tasks of a loop that each compute something which nobody asks for.
enum ResultDiscardedProgram: ZooProgram {
    static let rule = "result-discarded"
    static let tracesItself = true

    static func planted() async throws {
        try await EventLoop.run { loop in
            for number in 1...3 { start(number, on: loop) }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private static func start(_ number: Int, on loop: EventLoop) {
        _ = loop.createTask(name: "thumbnail") { await thumbnail(of: number) }  // culprit: result-discarded
    }

    private static func thumbnail(of number: Int) async -> [Int] {
        await rest(1)
        return [number, number]
    }

    static func healthy() async throws {
        let thumbnails = try await EventLoop.run { loop in
            let tasks = (1...3).map { number in
                loop.createTask(name: "thumbnail") { await thumbnail(of: number) }
            }
            var thumbnails: [[Int]] = []
            for task in tasks { thumbnails.append(try await task.value) }
            return thumbnails
        }
        precondition(thumbnails.count == 3)
    }
}

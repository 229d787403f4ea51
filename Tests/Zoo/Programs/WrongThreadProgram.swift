import Dispatch
import TaskTracing

/// A callback of another thread that calls the loop as if it were the loop's own.
enum WrongThreadProgram: ZooProgram {
    static let rule = "wrong-thread"
    static let tracesItself = true

    static func planted() async throws {
        try await EventLoop.run(name: "chat") { loop in
            DispatchQueue.global().async { received(by: loop) }
            await rest(50)
        }
    }

    private static func received(by loop: EventLoop) {
        _ = try? loop.callSoon {}  // culprit: wrong-thread
    }

    static func healthy() async throws {
        try await EventLoop.run(name: "chat") { loop in
            DispatchQueue.global().async { _ = try? loop.callSoonThreadsafe {} }
            await rest(50)
        }
    }
}

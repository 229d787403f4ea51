import Synchronization
import TaskTracing
import Testing

private final class Shared<Value: Sendable>: Sendable {
    let value: Mutex<Value>

    init(_ value: Value) { self.value = Mutex(value) }
}

@Suite("An event loop and many threads")
struct EventLoopThreadTests {
    @Test("What threads schedule runs once each, in the order of its thread.", .timeLimit(.minutes(1)))
    func threads() async throws {
        let (threads, callbacks) = (8, 2000)
        let ran = Shared<[[Int]]>(Array(repeating: [], count: threads))
        try await EventLoop.run { loop in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for thread in 0..<threads {
                    group.addTask {
                        try await onThread {
                            for number in 0..<callbacks {
                                try loop.callSoonThreadsafe {
                                    ran.value.withLock { $0[thread].append(number) }
                                }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            await Task.yield()
        }
        let all = ran.value.withLock { $0 }
        #expect(all == Array(repeating: Array(0..<callbacks), count: threads))
    }

    @Test("Timers that other threads cancel while the loop runs run once or never.", .timeLimit(.minutes(1)))
    func cancelling() async throws {
        let count = 2000
        let ran = Shared<[Int: Int]>([:])
        let handles = Shared<[LoopHandle]>([])
        try await EventLoop.run { loop in
            for number in 0..<count {
                let handle = try loop.callLater(.microseconds(number)) {
                    ran.value.withLock { $0[number, default: 0] += 1 }
                }
                handles.value.withLock { $0.append(handle) }
            }
            let cancelling = loop.createTask {
                try await onThread {
                    for handle in handles.value.withLock({ $0 }).reversed() { handle.cancel() }
                }
            }
            try await loop.sleep(for: .milliseconds(3))
            try await cancelling.value
        }
        let counts = ran.value.withLock { $0 }
        #expect(counts.values.allSatisfy { $0 == 1 })
        #expect(handles.value.withLock { $0.enumerated().allSatisfy { $1.isCancelled || counts[$0] == 1 } })
    }
}

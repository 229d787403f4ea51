import Synchronization

/// A consumer of a stream that nobody finishes, and a task that nobody cancels.
enum NeverEndedProgram: ZooProgram {
    static let rule = "never-ended"

    static func planted() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
        _ = Task(name: "consumer") { await consume(stream) }
        continuation.yield(1)
        await rest(20)
        // The other end stays open to the last: the process ends with it.
        kept.withLock { $0 = continuation }
    }

    private static func consume(_ stream: AsyncStream<Int>) async {
        for await _ in stream {}  // culprit: never-ended
    }

    static func healthy() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
        let consumer = Task(name: "consumer") { await consume(stream) }
        continuation.yield(1)
        await rest(20)
        continuation.finish()
        await consumer.value
    }

    private static let kept = Mutex<AsyncStream<Int>.Continuation?>(nil)
}

import Synchronization

/// A task that asks over and over again whether something has happened.
enum SelfWakingProgram: ZooProgram {
    static let rule = "self-waking"

    private static let isReady = Atomic(false)

    static func planted() async {
        let poller = Task(name: "poller") { await poll() }
        await rest(150)
        isReady.store(true, ordering: .releasing)
        await poller.value
    }

    private static func poll() async {
        while !isReady.load(ordering: .acquiring) {
            await Task.yield()  // culprit: self-waking
        }
    }

    static func healthy() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let waiter = Task(name: "waiter") { for await _ in stream { break } }
        await rest(20)
        continuation.yield()
        await waiter.value
    }
}

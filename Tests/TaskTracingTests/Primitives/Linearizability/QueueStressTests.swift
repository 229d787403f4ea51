import Synchronization
import TaskTracing
import Testing

/// The moments of one element's life: its put and its get each have begun and ended.
private struct Life {
    var putInvoked = 0
    var putReturned = Int.max
    var getInvoked = Int.max
    var getReturned = Int.max
}

/// A queue, and who did what with it when.
private final class Ledger: Sendable {
    let queue: TracedQueue<Int>
    private let numbers = Atomic<Int>(0)
    private let gotCount = Atomic<Int>(0)
    private let moment = Atomic<Int>(0)
    private let lives = Mutex<[Int: Life]>([:])
    private let gotTwice = Mutex<[Int]>([])

    var all: [Int: Life] { lives.withLock { $0 } }
    var twice: [Int] { gotTwice.withLock { $0 } }
    var gets: Int { gotCount.load(ordering: .relaxed) }

    init(maxSize: Int) {
        queue = TracedQueue(maxSize: maxSize)
    }

    func putUntilCancelled() async {
        while true {
            let number = numbers.add(1, ordering: .relaxed).newValue
            let invoked = now()
            guard (try? await queue.put(number)) != nil else { return }
            put(number, invoked: invoked)
            // Without a bound of the queue's own.
            while queue.count > 50, !Task.isCancelled { await Task.yield() }
            if Task.isCancelled { return }
        }
    }

    func getUntilCancelled(upTo limit: Int) async {
        while !Task.isCancelled {
            let invoked = now()
            let elements = limit > 1 ? try? await queue.get(upTo: limit) : try? await [queue.get()]
            guard let elements else { return }
            for element in elements { got(element, invoked: invoked) }
        }
    }

    private func now() -> Int { moment.add(1, ordering: .sequentiallyConsistent).newValue }

    private func put(_ number: Int, invoked: Int) {
        let returned = now()
        lives.withLock {
            $0[number, default: Life()].putInvoked = invoked
            $0[number, default: Life()].putReturned = returned
        }
    }

    private func got(_ number: Int, invoked: Int) {
        let returned = now()
        gotCount.add(1, ordering: .relaxed)
        let isTwice = lives.withLock { lives in
            defer {
                lives[number, default: Life()].getInvoked = invoked
                lives[number, default: Life()].getReturned = returned
            }
            return lives[number].map { $0.getReturned != .max } ?? false
        }
        if isTwice { gotTwice.withLock { $0.append(number) } }
    }
}

@Suite("A queue under stress")
struct QueueStressTests {
    @Test(
        "Under random cancellation nothing is lost, nothing comes twice or too early, and the bound and the order hold.",
        .timeLimit(.minutes(2)), arguments: [0, 1, 5])
    func cancellation(_ maxSize: Int) async throws {
        let ledger = Ledger(maxSize: maxSize)
        var random = SplitMix(seed: UInt64(maxSize))
        var putters = (0..<4).map { _ in Task.detached { await ledger.putUntilCancelled() } }
        var getters = (0..<4).map { index in
            Task.detached { await ledger.getUntilCancelled(upTo: index == 0 ? 3 : 1) }
        }
        while ledger.gets < 5000 {
            let index = Int.random(in: 0..<4, using: &random)
            if Bool.random(using: &random) {
                putters[index].cancel()
                await putters[index].value
                putters[index] = Task.detached { await ledger.putUntilCancelled() }
            } else {
                getters[index].cancel()
                await getters[index].value
                getters[index] = Task.detached { await ledger.getUntilCancelled(upTo: index == 0 ? 3 : 1) }
            }
            await Task.yield()
        }
        ledger.queue.shutDown()
        for task in putters + getters { await task.value }
        #expect(ledger.queue.isEmpty)

        let lives = ledger.all.values.sorted { $0.putReturned < $1.putReturned }
        #expect(ledger.twice.isEmpty)
        #expect(lives.allSatisfy { $0.putReturned != .max }, "Got without a put.")
        #expect(lives.allSatisfy { $0.getReturned != .max }, "Lost.")
        #expect(lives.allSatisfy { $0.getReturned > $0.putInvoked }, "Got before it was put.")
        expectOrder(lives)
        if maxSize > 0 { expectBound(maxSize, lives) }
    }

    /// Of two elements, one put before the put of the other began, that one's get must have begun before the other's ended.
    private func expectOrder(_ lives: [Life]) {
        var ended = 0
        var latestGet = 0
        for life in lives.sorted(by: { $0.putInvoked < $1.putInvoked }) {
            while lives[ended].putReturned < life.putInvoked {
                latestGet = max(latestGet, lives[ended].getInvoked)
                ended += 1
            }
            #expect(latestGet < life.getReturned)
        }
    }

    /// Elements that surely are in the queue: put, and no get of them has begun.
    private func expectBound(_ maxSize: Int, _ lives: [Life]) {
        let surely = lives.filter { $0.putReturned < $0.getInvoked }
        let changes =
            surely.map { (at: $0.putReturned, by: 1) } + surely.map { (at: $0.getInvoked, by: -1) }
        var count = 0
        for change in changes.sorted(by: { $0.at < $1.at }) {
            count += change.by
            #expect(count <= maxSize)
        }
    }
}

import Synchronization

/// A piece of ordinary async code, run `count` times over.
struct Workload: Sendable {
    let name: String
    let count: Int
    let run: @Sendable (Int) async -> Void

    static let all = [
        Workload(name: "create and await", count: 100_000, run: createAndAwait),
        Workload(name: "continuation ping-pong", count: 100_000, run: pingPong),
        Workload(name: "Task.yield", count: 200_000, run: yields),
        Workload(name: "group of n", count: 100_000, run: group),
        Workload(name: "actor to actor call", count: 500_000, run: actorCalls),
        Workload(name: "20 µs of work and a yield", count: 5_000, run: work),
    ]
}

@inline(never)
func consume(_ value: Int) {
    if value == .min + 1 { print(value) }
}

private func createAndAwait(_ count: Int) async {
    var sum = 0
    for index in 0..<count { sum &+= await Task { index }.value }
    consume(sum)
}

private func group(_ count: Int) async {
    await withTaskGroup(of: Int.self) { group in
        for index in 0..<count { group.addTask { index } }
        var sum = 0
        for await value in group { sum &+= value }
        consume(sum)
    }
}

private func yields(_ count: Int) async {
    for _ in 0..<count { await Task.yield() }
}

/// A signal that one task waits for at a time.
private final class Signal: Sendable {
    private struct State {
        var isSet = false
        var waiter: UnsafeContinuation<Void, Never>?
    }
    private let state = Mutex(State())

    func set() {
        let waiter = state.withLock { state -> UnsafeContinuation<Void, Never>? in
            defer { state.waiter = nil }
            if state.waiter == nil { state.isSet = true }
            return state.waiter
        }
        waiter?.resume()
    }

    func wait() async {
        await withUnsafeContinuation { continuation in
            let isSet = state.withLock { state -> Bool in
                defer { state.isSet = false }
                if !state.isSet { state.waiter = continuation }
                return state.isSet
            }
            if isSet { continuation.resume() }
        }
    }
}

private func pingPong(_ count: Int) async {
    let ping = Signal()
    let pong = Signal()
    let other = Task.detached {
        for _ in 0..<count {
            await ping.wait()
            pong.set()
        }
    }
    for _ in 0..<count {
        ping.set()
        await pong.wait()
    }
    await other.value
}

private actor Counter {
    private var value = 0
    func increment() -> Int {
        value &+= 1
        return value
    }
}

private actor Caller {
    func call(_ counter: Counter, _ count: Int) async {
        for _ in 0..<count { _ = await counter.increment() }
    }
}

private func actorCalls(_ count: Int) async {
    await Caller().call(Counter(), count)
}

private func work(_ count: Int) async {
    for _ in 0..<count {
        var hash: UInt64 = 14_695_981_039_346_656_037
        for index in 0..<20_000 { hash = (hash ^ UInt64(index & 255)) &* 1_099_511_628_211 }
        consume(Int(truncatingIfNeeded: hash))
        await Task.yield()
    }
}

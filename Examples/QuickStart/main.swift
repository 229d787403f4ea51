import TaskTracing

actor Store {
    private var total = 0
    func add(_ value: Int) -> Int {
        total += value
        return total
    }
}

struct Refused: Error {}

func fetch(_ number: Int) async throws -> Int {
    try await Task.sleep(for: .milliseconds(5 * number))
    if number == 3 { throw Refused() }
    await Task.yield()
    return number
}

func work() async throws {
    let store = Store()
    let poller = Task(name: "poller") {
        while !Task.isCancelled { try await Task.sleep(for: .milliseconds(10)) }
    }
    await withTaskGroup(of: Void.self) { group in
        for number in 0..<4 {
            group.addTask(name: "worker-\(number)") {
                if let value = try? await fetch(number) { _ = await store.add(value) }
            }
        }
    }
    async let first = fetch(1)
    async let second = fetch(2)
    _ = try await first + second
    poller.cancel()
    _ = await poller.result
}

try await withTaskTracing(to: "quick-start.sqlite") {
    try await work()
}

import Foundation
import Testing
import TraceStore

private struct Odd: Error {}

private actor Box {
    private var value = 0
    func add(_ number: Int) async -> Int {
        value &+= number
        if value % 7 == 0 { await Task.yield() }
        return value
    }
}

private func leaf(_ number: Int, _ box: Box) async throws -> Int {
    if number % 5 == 0 { try await Task.sleep(for: .microseconds(number % 3 * 100)) }
    if number % 11 == 0 { throw Odd() }
    if number % 3 == 0 {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume() }
        }
    }
    return await box.add(number)
}

private func round(_ number: Int) async {
    let box = Box()
    await withTaskGroup(of: Int.self) { group in
        for index in 0..<40 { group.addTask { (try? await leaf(index + number, box)) ?? -1 } }
        if number % 4 == 0 { group.cancelAll() }
        for await _ in group {}
    }
    async let first = leaf(number, box)
    async let second = leaf(number + 1, box)
    _ = try? await (first, second)
    let detached = Task.detached {
        try? await Task.sleep(for: .milliseconds(2))
        return await box.add(1)
    }
    if number % 2 == 0 { detached.cancel() }
    _ = await detached.value
    try? await withThrowingDiscardingTaskGroup { group in
        for index in 0..<8 { group.addTask { _ = try await leaf(index * number, box) } }
    }
    let stream = AsyncStream<Int> { continuation in
        DispatchQueue.global().async {
            for index in 0..<10 { continuation.yield(index) }
            continuation.finish()
        }
    }
    for await _ in stream {}
}

extension RecordingTests {
    @Test(
        "A busy program with every kind of task, wait and cancellation leaves a trace without a contradiction."
    )
    func busy() async throws {
        let rounds = 200
        let trace = try await TracedProgram.run {
            await withTaskGroup(of: Void.self) { group in
                for worker in 0..<4 {
                    group.addTask { for number in 0..<rounds / 4 { await round(number * 4 + worker) } }
                }
            }
        }
        // Each round: 40 children, 2 async lets, 1 detached, 8 discarding children; and the 4 workers.
        let counts = try trace.table(
            "SELECT kind, count(*), sum(outcome = 'alive') FROM tasks WHERE kind <> 'preexisting' GROUP BY 1 ORDER BY 1"
        )
        #expect(
            counts == [
                "async_let|\(2 * rounds)|0", "group_child|\(48 * rounds + 4)|0", "unstructured|\(rounds)|0",
            ])
        #expect(try trace.number("SELECT count(*) FROM losses") == 0)
        let anomalies = try trace.number("SELECT value FROM meta WHERE key = 'anomalies'")
        #expect(anomalies * 1000 <= (try trace.number("SELECT count(*) FROM step")))
    }
}

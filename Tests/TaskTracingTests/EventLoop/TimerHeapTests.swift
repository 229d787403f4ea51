import Testing

@testable import TaskTracing

@Suite("TimerHeap")
struct TimerHeapTests {
    private let start = ContinuousClock.now

    /// Numbers in no order, the same ones each time.
    private func times(_ count: Int) -> [Int] {
        (0..<count).map { ($0 * 7919 + 13) % 101 }
    }

    private func drain(_ heap: inout TimerHeap<Int>) -> [Int] {
        var drained: [Int] = []
        while let work = heap.popFirst() { drained.append(work) }
        return drained
    }

    @Test(
        "Timers come out by their times, equal ones in the order of their coming.",
        arguments: [0, 1, 2, 5, 6, 500])
    func order(count: Int) {
        var heap = TimerHeap<Int>(start: start)
        let times = times(count)
        for (number, time) in times.enumerated() { _ = heap.insert(number, at: start + .seconds(time)) }
        #expect(heap.count == count)
        #expect(drain(&heap) == times.indices.sorted { (times[$0], $0) < (times[$1], $1) })
    }

    @Test("Who comes first is told at once, and when.")
    func first() throws {
        var heap = TimerHeap<Int>(start: start)
        #expect(heap.first == nil)
        let areFirst = [5, 5, -5].enumerated().map { heap.insert($0 + 1, at: start + .seconds($1)) }
        #expect(areFirst == [true, false, true])
        let first = try #require(heap.first)
        #expect(first.work == 3)
        #expect(first.when == start - .seconds(5))
        #expect(heap.isFirstReady(now: start - .seconds(5), orIf: { _ in false }))
        #expect(!heap.isFirstReady(now: start - .seconds(6), orIf: { _ in false }))
        #expect(heap.isFirstReady(now: start - .seconds(6), orIf: { $0 == 3 }))
    }

    @Test("What is left after a removal of many is still in order.", arguments: [2, 3, 10])
    func removal(modulus: Int) {
        var heap = TimerHeap<Int>(start: start)
        let times = times(300)
        for (number, time) in times.enumerated() { _ = heap.insert(number, at: start + .seconds(time)) }
        heap.removeAll { $0 % modulus == 0 }
        let left = times.indices.filter { $0 % modulus != 0 }
        #expect(heap.count == left.count)
        // Their places are used again.
        _ = heap.insert(1000, at: start + .seconds(1000))
        #expect(drain(&heap) == left.sorted { (times[$0], $0) < (times[$1], $1) } + [1000])
        heap.removeAll { _ in true }
        _ = heap.insert(7, at: start)
        #expect(drain(&heap) == [7])
    }
}

import Testing

@testable import TaskTracing

@Suite("The collections of the primitives")
struct CollectionTests {
    @Test("A ring buffer gives back what it was given, in order, while it grows and wraps around.")
    func ringBuffer() {
        var ring = RingBuffer<Int>()
        var next = 0
        var expected = 0
        for round in 1...40 {
            for _ in 0..<round {
                ring.append(next)
                next += 1
            }
            for _ in 0..<(round - 1) {
                #expect(ring.popFirst() == expected)
                expected += 1
            }
        }
        #expect(ring.count == 40)
        ring.removeAll { $0.isMultiple(of: 2) }
        #expect(ring.count == 20)
        while let number = ring.popFirst() { #expect(!number.isMultiple(of: 2)) }
        #expect(ring.isEmpty)
    }

    @Test("A heap gives back its elements in order, also after some were removed.")
    func heap() {
        var heap = BinaryHeap<Int>(<)
        let numbers = (0..<200).map { ($0 * 7919) % 211 }
        for number in numbers { heap.insert(number) }
        heap.removeAll { $0.isMultiple(of: 3) }
        var sorted: [Int] = []
        while let number = heap.popFirst() { sorted.append(number) }
        #expect(sorted == numbers.filter { !$0.isMultiple(of: 3) }.sorted())
    }

    @Test("Those who leave a list of waiters are skipped, and leave nothing behind.")
    func waiterList() {
        var list = WaiterList<Int>()
        let ids = (0..<100).map { _ in WaiterID.next() }
        for (number, id) in ids.enumerated() { list.append(number, id: id) }
        for number in 0..<100 where number != 10 && number != 90 {
            #expect(list.remove(ids[number]) == number)
        }
        #expect(list.remove(ids[0]) == nil)
        #expect(list.count == 2)
        #expect(list.popFirst() == 10)
        #expect(list.removeAll() == [90])
        #expect(list.isEmpty)
    }

    @Test("Among many who wait, leaving and being the next keep the order, whoever does it.")
    func manyWaiters() {
        var random = SplitMix(seed: 7)
        var list = WaiterList<Int>()
        var model: [(id: WaiterID, name: Int)] = []
        for name in 0..<5_000 {
            switch Int.random(in: 0..<8, using: &random) {
            case 0..<4:
                let id = WaiterID.next()
                list.append(name, id: id)
                model.append((id, name))
            case 4..<6 where !model.isEmpty:
                let left = model.remove(at: Int.random(in: 0..<model.count, using: &random))
                #expect(list.remove(left.id) == left.name)
                #expect(list.remove(left.id) == nil)
            case 6: #expect(list.popFirst() == (model.isEmpty ? nil : model.removeFirst().name))
            case 7 where name % 500 == 0:
                list.removeAll { $0.isMultiple(of: 3) }
                model.removeAll { $0.name.isMultiple(of: 3) }
            default: break
            }
            #expect(list.count == model.count)
        }
        #expect(list.removeAll() == model.map(\.name))
        #expect(list.isEmpty)
    }
}

/// Random numbers that are the same each time.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

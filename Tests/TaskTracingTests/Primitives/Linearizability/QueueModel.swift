/// What a queue does when nobody else is there.
struct QueueModel: SequentialModel {
    enum Order: CaseIterable {
        case firstInFirstOut, lastInFirstOut, lowestFirst
    }

    enum Operation: Sendable {
        case put(Int)
        case got(Int)
        /// Up to two.
        case gotSome([Int])
        case isFull, isEmpty
        case putRefused, getRefused
        case shutDown(immediately: Bool)
    }

    let order: Order
    let maxSize: Int
    private var elements: [Int] = []
    private var isShutDown = false

    init(_ order: Order, maxSize: Int) {
        self.order = order
        self.maxSize = maxSize
    }

    mutating func apply(_ operation: Operation) -> Bool {
        switch operation {
        case .put(let number):
            guard !isShutDown, maxSize == 0 || elements.count < maxSize else { return false }
            elements.append(number)
            return true
        case .got(let number): return removeNext() == number
        case .gotSome(let numbers):
            return !numbers.isEmpty && numbers.allSatisfy { removeNext() == $0 }
                && (numbers.count == 2 || elements.isEmpty)
        case .isFull: return !isShutDown && maxSize > 0 && elements.count == maxSize
        case .isEmpty: return !isShutDown && elements.isEmpty
        case .putRefused: return isShutDown
        case .getRefused: return isShutDown && elements.isEmpty
        case .shutDown(let immediately):
            isShutDown = true
            if immediately { elements = [] }
            return true
        }
    }

    private mutating func removeNext() -> Int? {
        switch order {
        case .firstInFirstOut: return elements.isEmpty ? nil : elements.removeFirst()
        case .lastInFirstOut: return elements.popLast()
        case .lowestFirst:
            guard let lowest = elements.min(), let index = elements.firstIndex(of: lowest) else { return nil }
            return elements.remove(at: index)
        }
    }
}

/// The last numbers that were put in; older ones are forgotten.
struct RecentSet {
    private var members: Set<UInt32> = []
    private var order: [UInt32]
    private var next = 0

    init(capacity: Int) { order = Array(repeating: 0, count: capacity) }

    /// The last of them, oldest first: at most so many.
    func latest(_ most: Int) -> [UInt32] {
        let members = order[next...] + order[..<next]
        return members.suffix(most).filter { $0 != 0 }
    }

    func contains(_ number: UInt32) -> Bool { members.contains(number) }

    mutating func insert(_ number: UInt32) {
        guard members.insert(number).inserted else { return }
        members.remove(order[next])
        order[next] = number
        next = (next + 1) % order.count
    }
}

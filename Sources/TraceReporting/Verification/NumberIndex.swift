/// Which place a number has in a list. Numbers that lie close together need no hashing.
struct NumberIndex: Sendable {
    let count: Int
    private var first: Int64 = 0
    /// The places of the numbers from `first` on; -1: none.
    private var near: [Int32] = []
    private var far: [Int64: Int32] = [:]

    /// The numbers are distinct, the lowest comes first.
    init(_ numbers: some Collection<Int64>) {
        count = numbers.count
        guard let first = numbers.first else { return }
        self.first = first
        let room = Int64(numbers.count) * 4 + 65_536
        for (place, number) in numbers.enumerated() {
            let (offset, overflow) = number.subtractingReportingOverflow(first)
            if !overflow, offset >= 0, offset < room {
                while near.count <= Int(offset) { near.append(-1) }
                near[Int(offset)] = Int32(truncatingIfNeeded: place)
            } else {
                far[number] = Int32(truncatingIfNeeded: place)
            }
        }
    }

    subscript(number: Int64) -> Int? {
        let offset = number &- first
        if offset >= 0, offset < near.count {
            let place = near[Int(offset)]
            return place < 0 ? nil : Int(place)
        }
        return far.isEmpty ? nil : far[number].map { Int($0) }
    }

    func contains(_ number: Int64) -> Bool { self[number] != nil }
}

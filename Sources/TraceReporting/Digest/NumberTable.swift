/// Small numbers for numbers of a trace, counted from 0 in the order in which they come.
struct NumberTable: Sendable {
    private var others: [Int64: Int] = [:]
    /// Most numbers are small themselves: those need no table of hashes.
    private var first = [Int32](repeating: -1, count: 8192)
    private(set) var count = 0

    mutating func index(of number: Int64) -> Int {
        let slot = Int(truncatingIfNeeded: number)
        if first.indices.contains(slot) {
            if first[slot] < 0 {
                first[slot] = Int32(count)
                count += 1
            }
            return Int(first[slot])
        }
        if let known = others[number] { return known }
        others[number] = count
        count += 1
        return count - 1
    }
}

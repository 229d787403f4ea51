internal import ReportLibrary
internal import TraceStore

/// Waits added up by reason and place, to be compared to what the collector has added up.
struct WaitSums: Sendable {
    private struct Place: Hashable {
        let reason, site: Int64
    }

    private struct Sums {
        var count: Int64 = 0
        var total: Int64 = 0
        var longest = Int64.min
    }

    private var numbers: [Place: Int] = [:]
    private var sums: [Sums] = []
    /// The same for low numbers, without a look into a table of hashes for each step: reasons times places.
    private var nearNumbers = [Int32](repeating: -1, count: 64 * 4096)

    /// - Returns: false if the sum goes beyond 64 bits.
    mutating func add(_ wait: Int64, reason: Int64, site: Int64) -> Bool {
        let index = number(of: Place(reason: reason, site: site))
        let (total, overflow) = sums[index].total.addingReportingOverflow(wait)
        sums[index].count += 1
        sums[index].total = total
        sums[index].longest = max(sums[index].longest, wait)
        return !overflow
    }

    /// Whether the trace has added them up alike: to no less, where it has dropped steps since.
    func agree(with trace: TraceReader, stepsWereDropped: Bool) throws -> Bool {
        var kept: [Place: Sums] = [:]
        try trace.run(ReportLibrary.sql("screening/wait_totals")) { row in
            kept[Place(reason: row.number(at: 0), site: row.number(at: 1))] = Sums(
                count: row.number(at: 2), total: row.number(at: 3), longest: row.number(at: 4))
        }
        return numbers.allSatisfy { place, index in
            guard let kept = kept[place] else { return false }
            let counted = sums[index]
            if stepsWereDropped {
                return counted.count <= kept.count && counted.total <= kept.total
                    && counted.longest <= kept.longest
            }
            return counted.count == kept.count && counted.total == kept.total
                && counted.longest == kept.longest
        }
    }

    private mutating func number(of place: Place) -> Int {
        let isNear = (0..<64).contains(place.reason) && (0..<4096).contains(place.site)
        let slot = isNear ? Int(place.reason * 4096 + place.site) : 0
        if isNear, nearNumbers[slot] >= 0 { return Int(nearNumbers[slot]) }
        if let known = numbers[place] { return known }
        numbers[place] = sums.count
        if isNear { nearNumbers[slot] = Int32(sums.count) }
        sums.append(Sums())
        return sums.count - 1
    }
}

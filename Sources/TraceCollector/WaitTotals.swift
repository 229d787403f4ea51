internal import TraceStore

/// Adds up the waits for each reason at each place, between two commits.
///
/// Each key has one slot. Where two keys share one, the earlier sum goes to the rows at once: the table adds them up.
struct WaitTotals {
    private struct Sum {
        var reason: Int64 = 0
        var site: Int64 = 0
        var count: Int64 = 0
        var total: Int64 = 0
        var longest: Int64 = 0
    }

    // Sites and reasons are small numbers from 1 on: few share a slot.
    private var sums = [Sum](repeating: Sum(), count: 1024)

    @inline(__always)
    mutating func add(reason: Int64, site: Int64?, _ nanoseconds: Int64, to rows: inout RowBatch) {
        let site = site ?? 0
        let slot = Int(truncatingIfNeeded: site &+ reason &* 67) & 1023
        if sums[slot].site != site || sums[slot].reason != reason {
            Self.move(&sums[slot], to: &rows)
            sums[slot].reason = reason
            sums[slot].site = site
        }
        sums[slot].count += 1
        sums[slot].total &+= nanoseconds
        sums[slot].longest = max(sums[slot].longest, nanoseconds)
    }

    /// Empties all sums into rows.
    mutating func finish(into rows: inout RowBatch) {
        for slot in sums.indices { Self.move(&sums[slot], to: &rows) }
    }

    private static func move(_ sum: inout Sum, to rows: inout RowBatch) {
        if sum.count > 0 { rows.append([sum.reason, sum.site, sum.count, sum.total, sum.longest]) }
        sum = Sum()
    }
}

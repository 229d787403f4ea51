/// Whether two distributions of durations differ by more than chance and more than anybody minds.
///
/// Pure. A percentile counts as changed if all of this holds:
/// - there are enough durations on both sides to tell it (``Guard/least``; five times as many for p95, 25 for p99),
/// - it changed by the share ``Guard/share`` and by the time ``Guard/time`` at least,
/// - of the later durations so many more lie beyond the earlier percentile that chance does not explain it: a test of two
///   proportions with z of at least 4 (3 in 100,000), which needs nothing of the shape of the distributions, and which buckets
///   do not blur, as the limit between is that of a bucket.
package struct DistributionChange: Sendable, Hashable {
    package struct Guard: Sendable, Hashable {
        /// How many durations there must be on each side.
        package var least: Int64 = 20
        /// 0.25: a quarter longer, or the other way a quarter shorter.
        package var share = 0.25
        package var time: Int64 = 100_000

        package init() {}
    }

    package enum Verdict: String, Sendable, Hashable, CaseIterable {
        case slower, faster
        /// Nothing beyond the guard.
        case same
        /// Not enough durations to say anything.
        case few
        /// Only in the later trace.
        case new
        /// Only in the earlier one.
        case gone
    }

    package let verdict: Verdict
    /// The percentile that changed most: 50, 95 or 99. Nil where none did.
    package let percent: Int64?
    /// How sure it is: the z of the test.
    package let certainty: Double

    private static let percents: [(percent: Int64, factor: Int64)] = [(50, 1), (95, 5), (99, 25)]
    private static let surest = 4.0

    package init(_ before: Distribution, _ after: Distribution, _ limits: Guard = Guard()) {
        if before.count == 0 || after.count == 0 {
            (percent, certainty) = (nil, 0)
            verdict = before.count > 0 ? .gone : after.count > 0 ? .new : .same
            return
        }
        let told = Self.percents.filter {
            min(before.count, after.count) >= limits.least.clampedMultiplying($0.factor)
        }
        let slower = Self.worst(told.map(\.percent), before, after, limits)
        let faster = Self.worst(told.map(\.percent), after, before, limits)
        // Where one end grew and the other shrank, what is worse is told.
        if let slower {
            (verdict, percent, certainty) = (.slower, slower.percent, slower.certainty)
        } else if let faster {
            (verdict, percent, certainty) = (.faster, faster.percent, faster.certainty)
        } else {
            (verdict, percent, certainty) = (told.isEmpty ? .few : .same, nil, 0)
        }
    }

    /// The percentile by which the second is longest beyond the first.
    private static func worst(
        _ percents: [Int64], _ first: Distribution, _ second: Distribution, _ limits: Guard
    ) -> (percent: Int64, certainty: Double)? {
        var worst: (percent: Int64, certainty: Double, growth: Double)?
        for percent in percents {
            guard let low = first.percentile(Double(percent)), let high = second.percentile(Double(percent)),
                Double(high) >= Double(low) * (1 + limits.share), high.clampedSubtracting(low) >= limits.time
            else { continue }
            let certainty = certainty(percent, first.histogram, second.histogram)
            let growth = Double(high) / Double(max(low, 1))
            if certainty >= surest, growth > worst?.growth ?? 0 { worst = (percent, certainty, growth) }
        }
        return worst.map { ($0.percent, $0.certainty) }
    }

    /// Of how many are beyond the first's percentile, whether the second has a larger share of them.
    private static func certainty(_ percent: Int64, _ first: DurationHistogram, _ second: DurationHistogram)
        -> Double
    {
        guard let bucket = first.bucket(ofRank: Percentile.rank(percent, of: first.count)) else { return 0 }
        return proportions(
            first.count(behind: bucket), of: first.count, second.count(behind: bucket), of: second.count)
    }

    /// The z of the second share being greater than the first.
    static func proportions(_ one: Int64, of all: Int64, _ other: Int64, of others: Int64) -> Double {
        let (n, m) = (Double(all), Double(others))
        guard n > 0, m > 0 else { return 0 }
        let pooled = (Double(one) + Double(other)) / (n + m)
        let spread = (pooled * (1 - pooled) * (1 / n + 1 / m)).squareRoot()
        guard spread > 0 else { return 0 }
        return (Double(other) / m - Double(one) / n) / spread
    }

    /// Whether a share, as of tasks that threw, has grown: by a hundredth at least, and beyond chance.
    package static func hasGrown(
        _ one: Int64, of all: Int64, _ other: Int64, of others: Int64, _ limits: Guard = Guard()
    ) -> Bool {
        guard min(all, others) >= limits.least else { return false }
        return Double(other) / Double(others) - Double(one) / Double(all) >= 0.01
            && proportions(one, of: all, other, of: others) >= surest
    }
}

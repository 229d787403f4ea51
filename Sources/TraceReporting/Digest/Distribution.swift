/// Durations of one kind: how many, how long together, and how they spread.
package struct Distribution: Sendable, Hashable {
    package private(set) var total: Int64 = 0
    package private(set) var longest: Int64?
    package private(set) var histogram = DurationHistogram()

    package init() {}

    package init(_ durations: some Sequence<Int64>) {
        for duration in durations { add(duration) }
    }

    package var count: Int64 { histogram.count }
    package var mean: Double? { count > 0 ? Double(total) / Double(count) : nil }

    package mutating func add(_ duration: Int64) {
        total = total.clampedAdding(duration)
        longest = max(longest ?? duration, duration)
        histogram.add(duration)
    }

    package mutating func add(_ other: Distribution) {
        total = total.clampedAdding(other.total)
        if let length = other.longest { longest = max(longest ?? length, length) }
        histogram.add(other.histogram)
    }

    /// Within 5 %, and never longer than the longest.
    package func percentile(_ percent: Double) -> Int64? {
        histogram.bucket(ofRank: Percentile.rank(percent: percent, of: count)).map {
            min(DurationHistogram.middle(of: $0), longest ?? .max)
        }
    }
}

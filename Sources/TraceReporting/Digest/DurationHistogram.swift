internal import Foundation

/// How often durations occurred, in buckets of 2^(1/8): bucket b holds those with floor(8 log2(ns + 1)) = b.
package struct DurationHistogram: Sendable, Hashable {
    package private(set) var counts: [Int64: Int64] = [:]
    package private(set) var count: Int64 = 0

    package init() {}

    package mutating func add(_ nanoseconds: Int64) { add(bucket: Self.bucket(nanoseconds), 1) }

    package mutating func add(bucket: Int64, _ number: Int64) {
        // 2^64 ns are in bucket 512.
        let (bucket, number) = (min(max(bucket, 0), 512), max(number, 0))
        counts[bucket] = counts[bucket, default: 0].clampedAdding(number)
        count = count.clampedAdding(number)
    }

    /// In the order of the buckets.
    package var buckets: [(bucket: Int64, count: Int64)] {
        counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// That of a hundred by nearest rank, at most 5 % from the exact one (below 40 ns: 2 ns); nil of nothing.
    package func percentile(_ percent: Int64) -> Int64? {
        guard count > 0 else { return nil }
        let rank = Percentile.rank(percent, of: count)
        var seen: Int64 = 0
        for (bucket, number) in buckets {
            seen = seen.clampedAdding(number)
            if seen >= rank { return Self.middle(of: bucket) }
        }
        return nil
    }

    /// The least duration of which at most so many are as long or longer, as far as buckets tell; 0 if all of them may be.
    func threshold(keeping most: Int64) -> Int64 {
        var seen: Int64 = 0
        for (bucket, number) in buckets.reversed() {
            seen = seen.clampedAdding(number)
            if seen > most { return Int64(clamping: Self.start(of: bucket + 1)) }
        }
        return 0
    }

    package static func bucket(_ nanoseconds: Int64) -> Int64 {
        Int64((8 * log2(Double(max(0, nanoseconds)) + 1)).rounded(.down))
    }

    /// The value that is as far from the least as from the greatest of the bucket, as a share of each.
    ///
    /// Of least a and greatest b it is 2ab / (a + b), off by (b - a) / (b + a) at most. b / a < 2^(1/8) makes that 4.33 %,
    /// and rounding to whole nanoseconds the rest.
    package static func middle(of bucket: Int64) -> Int64 {
        let (least, greatest) = (start(of: bucket), start(of: bucket + 1) - 1)
        guard least + greatest > 0 else { return 0 }
        return Int64(clamping: (2 * least * (greatest / (least + greatest))).rounded())
    }

    /// The least whole duration in a bucket.
    static func start(of bucket: Int64) -> Double { (exp2(Double(bucket) / 8) - 1).rounded(.up) }
}

/// Percentiles by nearest rank, as the views have them.
package enum Percentile {
    /// Counted from 1.
    package static func rank(_ percent: Int64, of count: Int64) -> Int64 {
        count / 100 * percent + (count % 100 * percent + 99) / 100
    }

    package static func exact(_ percent: Int64, of sorted: [Int64]) -> Int64? {
        sorted.isEmpty ? nil : sorted[Int(rank(percent, of: Int64(sorted.count))) - 1]
    }
}

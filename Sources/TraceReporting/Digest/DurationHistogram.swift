internal import Foundation

/// How often durations occurred, in buckets of 2^(1/8): bucket b holds those with floor(8 log2(ns + 1)) = b.
package struct DurationHistogram: Sendable, Hashable {
    /// Only those that hold something, in their order: a trace may have a million names, of a few durations each.
    private var held: [Bucket] = []
    package private(set) var count: Int64 = 0

    private struct Bucket: Sendable, Hashable {
        let bucket: Int64
        var count: Int64
    }

    /// In their order.
    package var buckets: [(bucket: Int64, count: Int64)] { held.map { ($0.bucket, $0.count) } }

    package init() {}

    package mutating func add(_ nanoseconds: Int64) { add(bucket: Self.bucket(nanoseconds), 1) }

    package mutating func add(bucket: Int64, _ number: Int64) {
        // 2^64 ns are in bucket 512.
        let (bucket, number) = (min(max(bucket, 0), 512), max(number, 0))
        guard number > 0 else { return }
        let index = held.partitioningIndex { $0.bucket >= bucket }
        if index < held.count, held[index].bucket == bucket {
            held[index].count = held[index].count.clampedAdding(number)
        } else {
            held.insert(Bucket(bucket: bucket, count: number), at: index)
        }
        count = count.clampedAdding(number)
    }

    package mutating func add(_ other: DurationHistogram) {
        for bucket in other.buckets { add(bucket: bucket.bucket, bucket.count) }
    }

    /// How many are in held behind this one.
    func count(behind bucket: Int64) -> Int64 {
        held.reduce(Int64(0)) { $1.bucket > bucket ? $0.clampedAdding($1.count) : $0 }
    }

    /// That of a hundred by nearest rank, at most 5 % from the exact one (below 40 ns: 2 ns); nil of nothing.
    package func percentile(_ percent: Int64) -> Int64? {
        bucket(ofRank: Percentile.rank(percent, of: count)).map(Self.middle)
    }

    /// The bucket of the one that so many are not longer than; counted from 1.
    func bucket(ofRank rank: Int64) -> Int64? {
        var seen: Int64 = 0
        for bucket in held {
            seen = seen.clampedAdding(bucket.count)
            if seen >= rank { return bucket.bucket }
        }
        return nil
    }

    /// The least duration of which at most so many are as long or longer, as far as buckets tell; 0 if all of them may be.
    func threshold(keeping most: Int64) -> Int64 {
        var seen: Int64 = 0
        for bucket in held.reversed() {
            seen = seen.clampedAdding(bucket.count)
            if seen > most { return Int64(clamping: Self.start(of: bucket.bucket + 1)) }
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

    /// The same of any part of a hundred, as in 99.9; never below the first.
    package static func rank(percent: Double, of count: Int64) -> Int64 {
        min(max(Int64(clamping: (Double(count) * percent / 100).rounded(.up)), min(count, 1)), count)
    }

    package static func exact(percent: Double, of sorted: [Int64]) -> Int64? {
        sorted.isEmpty ? nil : sorted[Int(rank(percent: percent, of: Int64(sorted.count))) - 1]
    }

    package static func exact(_ percent: Int64, of sorted: [Int64]) -> Int64? {
        sorted.isEmpty ? nil : sorted[Int(rank(percent, of: Int64(sorted.count))) - 1]
    }
}

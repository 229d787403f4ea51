import CHotPath
import CTaskProbe
import Foundation

/// Nanoseconds for each of `count` repetitions.
func nanoseconds(_ count: UInt64, _ body: (UInt64) -> Void) -> Double {
    let began = tt_monotonic_ns()
    body(count)
    return Double(tt_monotonic_ns() - began) / Double(count)
}

/// Of several: the middle one and the least.
struct Spread {
    let values: [Double]
    init(_ values: [Double]) { self.values = values.sorted() }
    var text: String { String(format: "%.1f (least %.1f)", values[values.count / 2], values[0]) }
}

/// How long single records took.
struct Singles {
    private let buckets: [UInt32]
    private let nanosecondsPerTick: Double

    init(count: UInt64, rest: UInt32, records: Bool) {
        var buckets = [UInt32](repeating: 0, count: Int(HOT_BUCKETS))
        let (before, began) = Self.pair()
        unsafe buckets.withUnsafeMutableBufferPointer { buckets in
            unsafe hot_singles(count, rest, records ? 1 : 0, buckets.baseAddress)
        }
        let (after, ended) = Self.pair()
        self.buckets = buckets
        nanosecondsPerTick = Double(ended - began) / Double(after - before)
    }

    private static func pair() -> (UInt64, UInt64) { (hot_counter(), tt_monotonic_ns()) }

    /// Nanoseconds below which this part of them lies.
    private func percentile(_ part: Double) -> Double {
        let total = buckets.reduce(0) { $0 + UInt64($1) }
        var left = UInt64((part * Double(total)).rounded(.up))
        for (ticks, count) in buckets.enumerated() {
            if left <= UInt64(count) { return Double(ticks) * nanosecondsPerTick }
            left -= UInt64(count)
        }
        return .infinity
    }

    var text: String {
        [0.5, 0.999, 0.9999, 0.99999].map { part in
            let value = percentile(part)
            return value >= Double(HOT_BUCKETS - 1) * nanosecondsPerTick
                ? String(format: ">%.0f", value) : String(format: "%.0f", value)
        }.joined(separator: " / ")
    }
}

import Testing
import TraceReporting

@Suite struct DurationHistogramTests {
    /// Durations that are hard on buckets: at their edges, far apart, all the same, or all over the scale.
    static let distributions: [(String, [Int64])] = {
        var random: UInt64 = 42
        func next() -> Double {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(random >> 11) / Double(1 << 53)
        }
        let edges = (0..<60).flatMap { power in
            ([-2, -1, 0, 1] as [Int64]).map { max(0, (Int64(1) << Int64(power)) + $0) }
        }
        return [
            ("one", [123_456_789]),
            ("all the same", Array(repeating: 1_000_003, count: 1000)),
            ("edges of buckets", edges),
            ("two far apart", Array(repeating: 50, count: 949) + Array(repeating: 9_000_000_000, count: 51)),
            ("just below the rank", Array(repeating: 1000, count: 99) + [1_000_000]),
            ("even", (1...10_000).map { Int64($0) * 977 }),
            ("small", (0...200).map(Int64.init)),
            ("a long tail", (0..<5000).map { _ in Int64(1000 / max(next(), 1e-12)) }),
            ("all over the scale", (0..<5000).map { _ in Int64(1 / max(next(), 1e-17)) }),
            ("nothing took time", [0, 0, 0]),
        ]
    }()

    @Test(
        "A percentile is at most 5 % from the exact one, or 2 ns of less than 40.", arguments: distributions)
    func percentiles(name: String, durations: [Int64]) throws {
        var histogram = DurationHistogram()
        for duration in durations { histogram.add(duration) }
        let sorted = durations.sorted()
        for percent: Int64 in [1, 10, 50, 90, 95, 99, 100] {
            let exact = try #require(Percentile.exact(percent, of: sorted))
            let near = try #require(histogram.percentile(percent))
            let allowed = max(0.05 * Double(exact), exact < 40 ? 2 : 0)
            #expect(Double((near - exact).magnitude) <= allowed, "p\(percent): \(near) for \(exact)")
        }
    }

    @Test("No duration is further from the middle of its bucket than 5 %, at either end of any bucket.")
    func everyBucket() {
        var duration: Int64 = 40
        while duration < 1 << 60 {
            let bucket = DurationHistogram.bucket(duration)
            // The last of this bucket and the first of the next, by halving.
            var (low, high) = (duration, duration + duration / 5)
            while high - low > 1 {
                let between = low + (high - low) / 2
                if DurationHistogram.bucket(between) == bucket { low = between } else { high = between }
            }
            for edge in [duration, low] {
                let middle = DurationHistogram.middle(of: bucket)
                #expect(
                    Double((middle - edge).magnitude) <= 0.05 * Double(edge), "\(edge) in bucket \(bucket)")
            }
            duration = high
        }
    }

    @Test("Of nothing there is no percentile.")
    func nothing() {
        #expect(DurationHistogram().percentile(50) == nil)
        #expect(Percentile.exact(50, of: []) == nil)
    }
}

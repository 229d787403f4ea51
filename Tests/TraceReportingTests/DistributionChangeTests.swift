import Testing
import TraceReporting

@Suite("Whether durations changed beyond noise")
struct DistributionChangeTests {
    /// Around a middle, a tenth up and down, always the same ones.
    private func around(_ middle: Int64, _ count: Int, shift: Int = 0) -> Distribution {
        Distribution(
            (0..<count).map { index in
                let place = Int64((index + shift) * 7919 % 200) - 100
                return middle + middle / 1000 * place
            })
    }

    @Test(
        "Two recordings of the same differ by noise, which is no change.", arguments: [30, 200, 1000, 20_000])
    func noise(_ count: Int) {
        for shift in [1, 17, 400] {
            let change = DistributionChange(around(5_000_000, count), around(5_100_000, count, shift: shift))
            #expect(change.verdict == .same, "\(count) \(shift) \(change)")
        }
        #expect(DistributionChange(around(5_000_000, count), around(5_000_000, count)).verdict == .same)
    }

    @Test("Twice as long is slower, and the other way faster; how sure that is grows with their number.")
    func doubled() {
        let (old, new) = (around(5_000_000, 100), around(10_000_000, 100))
        let slower = DistributionChange(old, new)
        #expect(slower.verdict == .slower && slower.certainty > 10)
        #expect(DistributionChange(new, old).verdict == .faster)
        #expect(
            DistributionChange(around(5_000_000, 30), around(10_000_000, 30)).certainty < slower.certainty)
    }

    @Test("A long tail is found where the middle stays, by the percentile that tells it.")
    func tail() {
        func mixed(_ slow: Int) -> Distribution {
            var durations = around(1_000_000, 1000 - slow)
            durations.add(Distribution(repeatElement(40_000_000, count: slow)))
            return durations
        }
        let change = DistributionChange(mixed(2), mixed(60))
        #expect(change.verdict == .slower && change.percent != 50)
        // Two more of a thousand may be chance.
        #expect(DistributionChange(mixed(9), mixed(11)).verdict == .same)
    }

    @Test("Below the least number nothing is said; p99 needs 25 times as many as the middle.")
    func few() {
        #expect(DistributionChange(around(1_000_000, 19), around(9_000_000, 19)).verdict == .few)
        #expect(DistributionChange(around(1_000_000, 20), around(9_000_000, 20)).verdict == .slower)
        var limits = DistributionChange.Guard()
        limits.least = 3
        #expect(DistributionChange(around(1_000_000, 19), around(9_000_000, 19), limits).verdict == .slower)
    }

    @Test("A change must be large in itself and beside what it was.")
    func thresholds() {
        // Three times as long, and nobody minds.
        #expect(DistributionChange(around(10_000, 500), around(30_000, 500)).verdict == .same)
        // A whole millisecond longer, and that is a fiftieth.
        #expect(DistributionChange(around(50_000_000, 500), around(51_000_000, 500)).verdict == .same)
        var limits = DistributionChange.Guard()
        limits.time = 1000
        #expect(DistributionChange(around(10_000, 500), around(30_000, 500), limits).verdict == .slower)
    }

    @Test("What is on one side only is new or gone.")
    func oneSided() {
        #expect(DistributionChange(Distribution(), around(1000, 1)).verdict == .new)
        #expect(DistributionChange(around(1000, 1), Distribution()).verdict == .gone)
        #expect(DistributionChange(Distribution(), Distribution()).verdict == .same)
    }

    @Test("A larger share of failures counts beyond chance only.")
    func failures() {
        #expect(DistributionChange.hasGrown(0, of: 100, 30, of: 100))
        #expect(!DistributionChange.hasGrown(0, of: 100, 2, of: 100))
        #expect(!DistributionChange.hasGrown(0, of: 10, 9, of: 10))
        #expect(!DistributionChange.hasGrown(30, of: 100, 0, of: 100))
    }

    @Test("Extreme durations and counts trap nowhere.")
    func extreme() {
        let wide = Distribution([.min, -1, 0, .max, .max])
        for other in [wide, Distribution([.max]), Distribution([0])] {
            _ = DistributionChange(wide, other)
            _ = DistributionChange(other, wide)
        }
    }
}

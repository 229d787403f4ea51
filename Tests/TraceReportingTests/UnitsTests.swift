import Testing
import TraceReporting

@Suite struct UnitsTests {
    @Test(
        "A duration has three digits and the unit that fits, also where rounding changes the unit.",
        arguments: [
            (0, "0 ns"), (999, "999 ns"), (1000, "1.00 µs"), (1_240_000, "1.24 ms"), (9_996_000, "10.0 ms"),
            (12_350_000, "12.4 ms"), (99_960_000, "100 ms"), (999_400_000, "999 ms"), (999_600_000, "1.00 s"),
            (99_940_000_000, "99.9 s"), (99_960_000_000, "1 min 40 s"), (124_000_000_000, "2 min 04 s"),
            (3_599_600_000_000, "1 h 00 min"), (3_720_000_000_000, "1 h 02 min"), (-1_500_000, "-1.50 ms"),
        ])
    func duration(_ nanoseconds: Int64, _ text: String) {
        #expect(Units.duration(nanoseconds) == text)
    }

    @Test(
        "A duration in a narrow column has three digits and one unit.",
        arguments: [
            (1_240_000, "1.24 ms"), (99_940_000_000, "99.9 s"), (99_960_000_000, "1.67 min"),
            (602_000_000_000, "10.0 min"), (5_996_000_000_000, "99.9 min"), (5_998_000_000_000, "1.67 h"),
            (-1_500_000, "-1.50 ms"),
        ])
    func shortDuration(_ nanoseconds: Int64, _ text: String) {
        #expect(Units.shortDuration(nanoseconds) == text)
    }

    @Test("The extremes of time have a text.", arguments: [Int64.min, .max])
    func extremes(_ nanoseconds: Int64) {
        #expect(Units.duration(nanoseconds).hasSuffix("min"))
    }

    @Test("Counts are grouped by thousands.")
    func count() {
        #expect([0, 999, 1000, -1_234_567].map { Units.count($0) } == ["0", "999", "1,000", "-1,234,567"])
        #expect([1, 2].map { Units.count($0, "task") } == ["1 task", "2 tasks"])
    }
}

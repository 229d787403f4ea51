import Glibc

/// A cache that is filled now and then: nearly every run is short, a few are not.
enum SlowOutlierProgram: ZooProgram {
    static let rule = "slow-outlier"

    static func planted() async {
        await Task(name: "lookup") { await lookUp(fills: true) }.value
    }

    private static func lookUp(fills: Bool) async {
        for round in 1...600 {
            await Task.yield()  // culprit: slow-outlier
            if fills && round % 150 == 0 { usleep(40_000) }
        }
    }

    static func healthy() async {
        await Task(name: "lookup") { await lookUp(fills: false) }.value
    }
}

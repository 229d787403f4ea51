/// A task that computes for ever, and whom nobody can cancel.
enum NeverYieldingProgram: ZooProgram {
    static let rule = "never-yielding"

    static func planted() async {
        _ = Task(name: "miner") { mine(until: .now + .seconds(60)) }  // culprit: never-yielding
        await rest(300)
    }

    private static func mine(until end: ContinuousClock.Instant) {
        while ContinuousClock.now < end {}
    }

    static func healthy() async {
        let miner = Task(name: "miner") {
            while !Task.isCancelled {
                compute(5)
                await rest(1)
            }
        }
        await rest(100)
        miner.cancel()
        await miner.value
    }
}

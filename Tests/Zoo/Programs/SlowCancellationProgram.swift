/// A task that is told to stop, and does not look.
enum SlowCancellationProgram: ZooProgram {
    static let rule = "slow-cancellation"

    static func planted() async {
        let indexer = Task(name: "indexer") { await index() }
        await rest(20)
        indexer.cancel()
        await indexer.value
    }

    private static func index() async {
        for page in 1...11 {
            await fetch(page).value  // culprit: slow-cancellation
        }
    }

    /// Whoever awaits a task is not told of a cancellation.
    private static func fetch(_ page: Int) -> Task<Void, Never> {
        Task.detached(name: "fetch") { await rest(50) }
    }

    static func healthy() async {
        let indexer = Task(name: "indexer") { await indexUntilCancelled() }
        await rest(20)
        indexer.cancel()
        await indexer.value
    }

    private static func indexUntilCancelled() async {
        for page in 1...11 {
            guard !Task.isCancelled else { return }
            await fetch(page).value
        }
    }
}

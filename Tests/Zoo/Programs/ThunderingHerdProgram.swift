import TaskTracing

/// A condition that wakes everybody for what only one of them can have.
enum ThunderingHerdProgram: ZooProgram {
    static let rule = "thundering-herd"
    static let tracesItself = true

    private actor Stock {
        private var pieces = 0
        func add() { pieces += 1 }
        func take() -> Bool {
            guard pieces > 0 else { return false }
            pieces -= 1
            return true
        }
    }

    static func planted() async throws { try await trade { try $0.notifyAll() } }  // culprit: thundering-herd

    static func healthy() async throws { try await trade { try $0.notify() } }

    private static func trade(_ tell: @escaping @Sendable (TracedCondition) throws -> Void) async throws {
        let (stock, changed) = (Stock(), TracedCondition(name: "changed"))
        try await withThrowingTaskGroup { group in
            for number in 1...24 {
                group.addTask(name: "buyer-\(number)") { try await buy(stock, changed) }
            }
            await rest(10)
            for _ in 1...24 {
                try await changed.withLock {
                    await stock.add()
                    try tell(changed)
                }
                await rest(3)
            }
            try await group.waitForAll()
        }
    }

    private static func buy(_ stock: Stock, _ changed: TracedCondition) async throws {
        try await changed.withLock {
            while await !stock.take() { try await changed.wait() }
        }
    }
}

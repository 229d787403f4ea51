/// One actor that does everybody's work.
enum HotActorProgram: ZooProgram {
    static let rule = "hot-actor"

    private actor Ledger {
        private var sum = 0

        func book(_ amount: Int) {
            compute(2)
            add(amount)
        }

        func add(_ amount: Int) { sum += amount }
    }

    static func planted() async {
        let ledger = Ledger()
        await withTaskGroup { group in
            for number in 1...8 {
                group.addTask(name: "clerk-\(number)") { await work(with: ledger) }
            }
        }
    }

    private static func work(with ledger: Ledger) async {
        for amount in 1...6 {
            await ledger.book(amount)  // culprit: hot-actor
            await rest(1)
        }
    }

    static func healthy() async {
        let ledger = Ledger()
        compute(2)
        await withTaskGroup { group in
            for number in 1...8 {
                group.addTask(name: "clerk-\(number)") { await add(to: ledger) }
            }
        }
    }

    /// What is the same for all was computed before, once.
    private static func add(to ledger: Ledger) async {
        for amount in 1...6 {
            await ledger.add(amount)
            await rest(1)
        }
    }
}

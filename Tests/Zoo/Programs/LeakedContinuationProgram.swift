/// A continuation around a call with a callback, which is forgotten where there is nothing to find.
enum LeakedContinuationProgram: ZooProgram {
    static let rule = "leaked-continuation"

    static func planted() async {
        let table = Table(forgetsMissing: true)
        for key in 1...5 { _ = await look(up: key, in: table) }
        _ = Task(name: "search") { await look(up: 6, in: table) }
        await rest(200)
    }

    private static func look(up key: Int, in table: Table) async -> Int? {
        await withCheckedContinuation { continuation in  // culprit: leaked-continuation
            table.find(key) { continuation.resume(returning: $0) }
        }
    }

    static func healthy() async {
        let table = Table(forgetsMissing: false)
        for key in 1...5 { _ = await look(up: key, in: table) }
        let search = Task(name: "search") { await look(up: 6, in: table) }
        _ = await search.value
    }

    private struct Table: Sendable {
        let forgetsMissing: Bool

        func find(_ key: Int, _ callback: @escaping @Sendable (Int?) -> Void) {
            if key > 5, forgetsMissing { return }
            Task.detached {
                await rest(2)
                callback(key > 5 ? nil : key)
            }
        }
    }
}

internal import TraceModel

/// A table of details whose key is the time.
struct DetailTable {
    let name: String
    let key: String
    let detail: Detail
    /// Which of its rows may go.
    var condition = ""

    static let all = [
        DetailTable(name: "step", key: "ended", detail: .step),
        DetailTable(name: "callback", key: "ended", detail: .callback),
        DetailTable(name: "queue_op", key: "at", detail: .queueOperation),
        DetailTable(name: "mark", key: "at", detail: .mark),
        DetailTable(name: "slow_callback", key: "at", detail: .slowCallback),
        // Of a task that goes on all the same, it is to be seen.
        DetailTable(
            name: "cancellation", key: "at", detail: .cancellation, condition: " AND ended IS NOT NULL"),
    ]

    /// The key behind the oldest `rows`; nil if there are no more than these.
    func key(of rows: Int, in database: Database) throws -> Int64? {
        let statement = try database.prepare("SELECT \(key) FROM \(name) ORDER BY \(key) LIMIT 1 OFFSET ?1")
        try statement.bind(Int64(rows), at: 1)
        return try statement.step() ? statement.integer(at: 0) : nil
    }

    func drop(before bound: Int64, in file: SharedFile) throws {
        try file.statements.runOnce(
            "DELETE FROM \(name) WHERE \(key) < ?1\(condition)", [.integer(bound)])
        try file.countDropped(detail, file.database.changes)
    }
}

/// Goes through a table whose key is a number that the program has given, from the oldest on, a few rows at a time.
///
/// Numbers rise with the time of creation, in each process from its own beginning on: what lives long is passed over,
/// and where everything is too young the rest of that process is left out.
struct IdentifierScan {
    let table: String
    let details: Detail
    private var position = Int64.min

    init(table: String, details: Detail) { (self.table, self.details) = (table, details) }

    /// - Returns: whether it has come to the end, and begins anew.
    mutating func drop(endedBefore bound: Int64, rows: Int, in file: SharedFile) throws -> Bool {
        var left = rows
        while true {
            let (next, created, count) = try look(at: left, in: file.database)
            guard count > 0 else {
                position = .min
                return true
            }
            // Keys of steps may be up to a microsecond later than what they stand for.
            let range: [SQLiteValue] = [.integer(position), .integer(next), .integer(bound - 2000)]
            let condition = "id >= ?1 AND id <= ?2 AND ended < ?3"
            if details == .task { try countOutcomes(condition, range, in: file) }
            try file.statements.runOnce("DELETE FROM \(table) WHERE \(condition)", range)
            try file.countDropped(details, file.database.changes)
            left -= count
            position = (created ?? 0) < bound ? next + 1 : Self.nextRange(behind: next)
            if left <= 0 { return false }
        }
    }

    // Numbers of one origin rise; those of another process, or of another origin in this one, are in another range.
    private static func nextRange(behind id: Int64) -> Int64 { ((id >> 30) + 1) << 30 }

    private func look(at rows: Int, in database: Database) throws -> (
        last: Int64, created: Int64?, count: Int
    ) {
        // In short stretches, so that the first that is too young is not far behind.
        let statement = try database.prepare(
            """
            SELECT max(id), max(created), count(*)
            FROM (SELECT id, created FROM \(table) WHERE id >= ?1 ORDER BY id LIMIT ?2)
            """)
        try statement.bind(position, at: 1)
        try statement.bind(Int64(min(rows, 1024)), at: 2)
        guard try statement.step() else { return (0, nil, 0) }
        return (statement.integer(at: 0) ?? 0, statement.integer(at: 1), Int(statement.integer(at: 2) ?? 0))
    }

    private func countOutcomes(_ condition: String, _ range: [SQLiteValue], in file: SharedFile) throws {
        for (detail, outcome) in [(Detail.taskFailed, TaskOutcome.threw), (.taskCancelled, .cancelled)] {
            try file.statements.runOnce(
                """
                INSERT INTO dropped(what, n)
                SELECT ?4, n FROM (SELECT count(*) AS n FROM task WHERE \(condition) AND outcome = ?5)
                WHERE n > 0
                ON CONFLICT DO UPDATE SET n = n + excluded.n
                """,
                range + [.integer(Int64(detail.rawValue)), .integer(Int64(outcome.rawValue))])
        }
    }
}

extension SharedFile {
    func countDropped(_ detail: Detail, _ rows: Int) throws {
        guard rows > 0 else { return }
        try statements.runOnce(
            "INSERT INTO dropped(what, n) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET n = n + excluded.n",
            [.integer(Int64(detail.rawValue)), .integer(Int64(rows))])
    }
}

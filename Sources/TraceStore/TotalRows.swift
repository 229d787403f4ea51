package import TraceModel

/// What is added to the tables that cover the whole run.
package struct TotalRows {
    package var tasks = RowBatch(columns: 12)
    package var rates = RowBatch(columns: 14)
    package var queues = RowBatch(columns: 11)
    package var queueHistogram = RowBatch(columns: 3)
    package var dropped = RowBatch(columns: 2)

    package init() {}

    var isEmpty: Bool {
        tasks.isEmpty && rates.isEmpty && queues.isEmpty && queueHistogram.isEmpty && dropped.isEmpty
    }

    /// Counts details that are dropped, or not kept to begin with.
    package mutating func drop(_ detail: Detail, _ count: Int = 1) {
        guard count > 0 else { return }
        if dropped.values.count >= 2, dropped.values[dropped.values.count - 2] == detail.rawValue {
            dropped.values[dropped.values.count - 1] += Int64(count)
        } else {
            dropped.append([Int64(detail.rawValue), Int64(count)])
        }
    }

    mutating func removeAll() {
        tasks.removeAll()
        rates.removeAll()
        queues.removeAll()
        queueHistogram.removeAll()
        dropped.removeAll()
    }
}

/// The statements that add to those tables.
final class TotalStatements {
    private let tasks, rates, queues, queueHistogram, dropped: Statement
    private let mergeRates, forgetMergedRates: Statement

    init(_ database: Database) throws {
        tasks = try Self.adding(
            database, "task_total", key: ["name", "entry"],
            sums: [
                "ended", "failed", "cancelled", "measured", "total_ns", "max_ns", "run_ns", "ready_ns",
                "wait_ns", "steps",
            ],
            maxima: ["max_ns"])
        let sums = [
            "tasks_created", "tasks_ended", "tasks_failed", "tasks_cancelled", "steps", "run_ns", "ready_ns",
            "wait_ns", "callbacks", "slow_callbacks", "queue_puts", "queue_gets", "lost",
        ]
        rates = try Self.adding(
            database, "rate", key: ["at"], keyExpression: "c0 / ?1 * ?1", sums: sums)
        mergeRates = try database.prepare(
            """
            INSERT INTO rate(at, \(sums.joined(separator: ", ")))
            SELECT at - ?1, \(sums.joined(separator: ", ")) FROM rate WHERE at / ?1 % 2 = 1
            ON CONFLICT DO UPDATE SET
            \(sums.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", "))
            """)
        forgetMergedRates = try database.prepare("DELETE FROM rate WHERE at / ?1 % 2 = 1")
        queueHistogram = try Self.adding(
            database, "queue_histogram", key: ["queue", "bucket"], sums: ["n"])
        dropped = try Self.adding(database, "dropped", key: ["what"], sums: ["n"])
        // Between two batches the depth stayed what it was after the first.
        queues = try database.prepare(
            """
            INSERT INTO queue_total(
              queue, puts, gets, first, last, depth, max_depth, depth_time, measured, dwell_ns, max_dwell_ns)
            SELECT c0, c1, c2, c3, c4, c5, c6, CAST(c7 AS REAL), c8, c9, c10 FROM batch WHERE true
            ON CONFLICT DO UPDATE SET
              puts = puts + excluded.puts, gets = gets + excluded.gets,
              depth_time = depth_time + depth * CAST(max(0, excluded.first - last) AS REAL) + excluded.depth_time,
              last = max(last, excluded.last), depth = excluded.depth,
              max_depth = max(max_depth, excluded.max_depth), measured = measured + excluded.measured,
              dwell_ns = dwell_ns + excluded.dwell_ns, max_dwell_ns = max(max_dwell_ns, excluded.max_dwell_ns)
            """)
    }

    private static func adding(
        _ database: Database, _ table: String, key: [String], keyExpression: String? = nil, sums: [String],
        maxima: [String] = []
    ) throws -> Statement {
        let columns = key + sums
        var values = columns.indices.map { "c\($0)" }
        if let keyExpression { values[0] = keyExpression }
        let changes = sums.map {
            maxima.contains($0) ? "\($0) = max(\($0), excluded.\($0))" : "\($0) = \($0) + excluded.\($0)"
        }
        return try database.prepare(
            """
            INSERT INTO \(table)(\(columns.joined(separator: ", ")))
            SELECT \(values.joined(separator: ", ")) FROM batch WHERE true
            ON CONFLICT DO UPDATE SET \(changes.joined(separator: ", "))
            """)
    }

    /// - Returns: the width of the stretches of `rate` from here on.
    func insert(_ rows: TotalRows, from source: BatchSource, rateWidth: Int64) throws -> Int64 {
        try source.run(tasks, over: rows.tasks)
        try source.run(queues, over: rows.queues)
        try source.run(queueHistogram, over: rows.queueHistogram)
        try source.run(dropped, over: rows.dropped)
        guard !rows.rates.isEmpty else { return rateWidth }
        var width = rateWidth
        let last = stride(from: 0, to: rows.rates.values.count, by: rows.rates.columns)
            .reduce(0) { max($0, rows.rates.values[$1]) }
        while last / width >= Self.mostRates {
            for statement in [mergeRates, forgetMergedRates] {
                try statement.bind(width, at: 1)
                try statement.run()
            }
            width *= 2
        }
        try rates.bind(width, at: 1)
        try source.run(rates, over: rows.rates)
        return width
    }

    static let firstWidth: Int64 = 1_000_000_000
    private static let mostRates: Int64 = 4096
}

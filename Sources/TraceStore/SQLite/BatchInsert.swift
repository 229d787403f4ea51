internal import CBatchTable
internal import CSQLite

/// Rows of integers on their way into one table.
package struct RowBatch {
    /// Stands for NULL among the values.
    package static let null = Int64.min

    package let columns: Int
    package var values: [Int64] = []

    package init(columns: Int) {
        precondition(columns <= Int(BATCH_COLUMNS))
        self.columns = columns
    }

    package var count: Int { values.count / columns }
    package var isEmpty: Bool { values.isEmpty }

    /// Adds a row: as many values as the batch has columns.
    @inlinable @inline(__always)
    package mutating func append<let count: Int>(_ row: InlineArray<count, Int64>) {
        for index in row.indices { values.append(row[index]) }
    }

    /// Adds a row: its first value, and the others.
    @inlinable @inline(__always)
    package mutating func append<let count: Int>(_ first: Int64, _ others: InlineArray<count, Int64>) {
        values.append(first)
        for index in others.indices { values.append(others[index]) }
    }

    package mutating func removeAll() {
        // What a rush of living tasks took once is given back.
        values.removeAll(keepingCapacity: values.capacity <= Self.mostKept)
    }

    private static let mostKept = 4 << 20 / MemoryLayout<Int64>.size

    /// Puts the rows in the order of their first values.
    package mutating func sort() {
        let rows = (0..<count).map { (key: values[$0 * columns], start: $0 * columns) }
        guard !zip(rows, rows.dropFirst()).allSatisfy({ $0.key <= $1.key }) else { return }
        var sorted: [Int64] = []
        sorted.reserveCapacity(values.capacity)
        for row in rows.sorted(by: { $0.key < $1.key }) {
            sorted.append(contentsOf: values[row.start..<row.start + columns])
        }
        values = sorted
    }

    package func row(_ index: Int) -> ArraySlice<Int64> { values[index * columns..<(index + 1) * columns] }
}

/// Runs statements that read `FROM batch`: a table that shows the rows of a ``RowBatch``.
///
/// Belongs to the connection's thread, like the connection.
@safe
package final class BatchSource {
    private let rows: UnsafeMutablePointer<batch_rows>
    private let database: Database

    package init(_ database: Database) throws(SQLiteError) {
        self.database = database
        unsafe rows = .allocate(capacity: 1)
        unsafe rows.initialize(to: batch_rows(values: nil, rows: 0, columns: 1))
        let code = unsafe batch_table_register(database.handle, rows)
        guard code == SQLITE_OK else { throw database.error(code, sql: nil) }
    }

    // The connection's module points at `rows`; both go with the writer, the connection after its statements.
    deinit { unsafe rows.deallocate() }

    /// Runs the statement once over all rows of the batch.
    package func run(_ statement: Statement, over batch: RowBatch) throws(SQLiteError) {
        guard !batch.isEmpty else { return }
        var failure: SQLiteError?
        unsafe batch.values.withUnsafeBufferPointer { values in
            unsafe rows.pointee = batch_rows(
                values: values.baseAddress, rows: Int64(batch.count), columns: Int32(batch.columns))
            do throws(SQLiteError) { try statement.run() } catch { failure = error }
            unsafe rows.pointee = batch_rows(values: nil, rows: 0, columns: 1)
        }
        if let failure { throw failure }
    }
}

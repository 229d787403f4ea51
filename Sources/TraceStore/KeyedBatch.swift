/// Rows whose first column is a time that serves as the key.
///
/// Rows come nearly in order. Equal times are kept apart by 1 ns; a row that comes more than
/// ``tolerance`` late keeps its time and is inserted on its own.
package struct KeyedBatch {
    package static let tolerance: Int64 = 1000

    package var inOrder: RowBatch
    package var late: RowBatch
    package var last = Int64.min

    package init(columns: Int) {
        inOrder = RowBatch(columns: columns)
        late = RowBatch(columns: columns)
    }

    package var count: Int { inOrder.count + late.count }

    /// The key for a row at this time: the time itself, or the next free one if that is near.
    @inlinable @inline(__always)
    package mutating func uniqueKey(_ time: Int64) -> Int64 {
        if time > last {
            last = time
            return time
        }
        guard last &- time < Self.tolerance else { return time }
        last &+= 1
        return last
    }

    /// Adds a row: a key from ``uniqueKey(_:)`` and the values of the other columns.
    @inlinable @inline(__always)
    package mutating func append<let count: Int>(_ key: Int64, _ others: InlineArray<count, Int64>) {
        if key == last { inOrder.append(key, others) } else { late.append(key, others) }
    }

    package mutating func removeAll() {
        inOrder.removeAll()
        late.removeAll()
    }
}

/// Rows whose first column is a time that serves as the key.
///
/// Rows come nearly in order. Equal times are kept apart by 1 ns; a row that comes more than
/// ``tolerance`` late keeps its time and is inserted on its own.
package struct KeyedBatch {
    package static let tolerance: Int64 = 1000

    package private(set) var inOrder: RowBatch
    package private(set) var late: RowBatch
    private var last = Int64.min

    package init(columns: Int) {
        inOrder = RowBatch(columns: columns)
        late = RowBatch(columns: columns)
    }

    package var count: Int { inOrder.count + late.count }

    /// The key for a row at this time: the time itself, or the next free one if that is near.
    @inline(__always)
    package mutating func uniqueKey(_ time: Int64) -> Int64 {
        if time > last {
            last = time
            return time
        }
        guard last - time < Self.tolerance else { return time }
        last += 1
        return last
    }

    /// Adds a row whose first value came from ``uniqueKey(_:)``.
    @inline(__always)
    package mutating func append(_ row: Int64...) {
        if row[0] == last {
            for value in row { inOrder.push(value) }
        } else {
            for value in row { late.push(value) }
        }
    }

    package mutating func removeAll() {
        inOrder.removeAll()
        late.removeAll()
    }
}

/// Rows on their way into the tables that grow fastest.
///
/// A value, so that filling it costs no checks: see ``TraceWriter/commit(_:)``.
package struct TraceRows {
    package var tasks = RowBatch(columns: 15)
    package var steps = KeyedBatch(columns: 12)
    package var openTasks = RowBatch(columns: 13)
    package var endedTasks = RowBatch(columns: 1)
    package var objects = RowBatch(columns: 6)
    package var callbacks = KeyedBatch(columns: 7)
    package var queueOperations = KeyedBatch(columns: 9)
    package var cancellations = KeyedBatch(columns: 8)
    package var marks = KeyedBatch(columns: 9)
    package var slowCallbacks = KeyedBatch(columns: 8)
    package var segments = RowBatch(columns: 5)
    package var histogram = RowBatch(columns: 3)

    package init() {}

    /// How many rows there are, but for those that only keep count.
    package var count: Int {
        tasks.count + steps.count + callbacks.count + queueOperations.count + cancellations.count
            + marks.count
            + objects.count + openTasks.count + slowCallbacks.count
    }

    package var isEmpty: Bool { count == 0 && segments.isEmpty && histogram.isEmpty && endedTasks.isEmpty }

    mutating func removeAll() {
        tasks.removeAll()
        openTasks.removeAll()
        endedTasks.removeAll()
        objects.removeAll()
        segments.removeAll()
        histogram.removeAll()
        steps.removeAll()
        callbacks.removeAll()
        queueOperations.removeAll()
        cancellations.removeAll()
        marks.removeAll()
        slowCallbacks.removeAll()
    }
}

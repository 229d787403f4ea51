/// Rows on their way into the tables that grow fastest.
///
/// A value, so that filling it costs no checks: see ``TraceWriter/commit(_:)``.
package struct TraceRows {
    /// Tasks that may have a row already.
    package var tasks = RowBatch(columns: 15)
    /// Tasks that came and went: nothing was said of them so far.
    package var newTasks = RowBatch(columns: 15)
    package var steps = KeyedBatch(columns: 12)
    package var openTasks = RowBatch(columns: 18)
    package var endedTasks = RowBatch(columns: 1)
    package var openHelpers = RowBatch(columns: 4)
    package var endedHelpers = RowBatch(columns: 1)
    package var openCallbacks = RowBatch(columns: 6)
    package var endedCallbacks = RowBatch(columns: 2)
    package var objects = RowBatch(columns: 6)
    package var callbacks = KeyedBatch(columns: 7)
    package var queueOperations = KeyedBatch(columns: 10)
    package var cancellations = KeyedBatch(columns: 8)
    package var marks = KeyedBatch(columns: 9)
    package var slowCallbacks = KeyedBatch(columns: 8)
    package var segments = RowBatch(columns: 5)
    package var histogram = RowBatch(columns: 3)
    /// Numbers of rows that are there for living tasks and objects, and go now that these have ended.
    package var droppedTasks = RowBatch(columns: 1)
    package var droppedObjects = RowBatch(columns: 1)
    package var totals = TotalRows()
    package var waitTotals = RowBatch(columns: 5)

    package init() {}

    /// How many rows there are, but for those that only keep count.
    package var count: Int {
        tasks.count + newTasks.count + steps.count + callbacks.count + queueOperations.count
            + cancellations.count
            + marks.count
            + objects.count + openTasks.count + slowCallbacks.count
    }

    package var isEmpty: Bool {
        count == 0 && segments.isEmpty && histogram.isEmpty && waitTotals.isEmpty && endedTasks.isEmpty
            && openHelpers.isEmpty && endedHelpers.isEmpty && openCallbacks.isEmpty && endedCallbacks.isEmpty
            && totals.isEmpty
    }

    mutating func removeAll() {
        tasks.removeAll()
        newTasks.removeAll()
        openTasks.removeAll()
        endedTasks.removeAll()
        openHelpers.removeAll()
        endedHelpers.removeAll()
        openCallbacks.removeAll()
        endedCallbacks.removeAll()
        droppedTasks.removeAll()
        droppedObjects.removeAll()
        totals.removeAll()
        objects.removeAll()
        segments.removeAll()
        histogram.removeAll()
        waitTotals.removeAll()
        steps.removeAll()
        callbacks.removeAll()
        queueOperations.removeAll()
        cancellations.removeAll()
        marks.removeAll()
        slowCallbacks.removeAll()
    }
}

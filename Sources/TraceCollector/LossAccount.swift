internal import CTaskProbe
internal import TraceModel

/// Which of the lost records were lost for what: the threads that lose them only count.
struct LossAccount {
    struct Loss: Equatable {
        /// In ticks.
        var first: UInt64
        var last: UInt64
        var records: UInt64
    }

    private var losses: [GapReason: Loss] = [:]
    private var known = tt_lost()

    /// All that were put down to a reason.
    var records: UInt64 { known.records }

    /// Puts down what is new in the count to this reason.
    ///
    /// - Returns: all that was lost for it, nil if nothing is new.
    mutating func add(_ lost: tt_lost, _ reason: GapReason) -> Loss? {
        guard lost.records > known.records else { return nil }
        // When the first of these was is not told, but it was behind the last of those before.
        let first = known.records == 0 ? lost.first : known.last
        var loss = losses[reason] ?? Loss(first: first, last: first, records: 0)
        loss.last = lost.last
        loss.records += lost.records - known.records
        losses[reason] = loss
        known = lost
        return loss
    }
}

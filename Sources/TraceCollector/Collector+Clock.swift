internal import TraceModel
internal import TraceStore

extension Collector {
    /// Looks at the clock before a pass; answers the ticks up to which records may be taken.
    ///
    /// A counter that has begun anew counts from less than what waits: then everything is taken that is there.
    mutating func boundOfPass(until last: UInt64?) throws -> UInt64 {
        if let last {
            lastBound = last
            return last
        }
        let now = TraceClock.pair()
        if let jump = clock.look(at: now) { try note(jump) }
        lastBound = now.ticks
        return clock.mayGoBack ? .max : now.ticks
    }

    /// Everything that was there is taken in.
    mutating func forgetJump() {
        if clock.mayGoBack { latestTicks = clock.anchorTicks }
        clock.forgetJump()
    }

    private mutating func note(_ jump: TraceClock.Jump) throws {
        clockJumps += 1
        guard options.isMainProcess else { return }
        writer.setMetaCount("clock_jumps", clockJumps)
        let text = try writer.string(
            "the clock's counter went \(SlowStep.seconds(abs(jump.nanoseconds))) seconds "
                + (jump.nanoseconds > 0 ? "further" : "less far")
                + " than the time: the machine slept, or the program was moved to another one")
        rows.marks.append(
            rows.marks.uniqueKey(jump.at),
            [
                Int64(MarkKind.clockJump.rawValue), RowBatch.null, RowBatch.null, RowBatch.null,
                RowBatch.null,
                jump.nanoseconds, 0, text,
            ])
    }

    /// What the machine's clocks did in the time of the trace, for its end.
    func describeClocks() {
        guard options.isMainProcess, let change = MachineClocks.now().change(since: clocksAtStart) else {
            return
        }
        if change.suspended != 0 { writer.setMeta("suspended_ns", .integer(change.suspended)) }
        if change.step != 0 { writer.setMeta("wall_clock_step_ns", .integer(change.step)) }
    }
}

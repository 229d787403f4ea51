internal import CTaskProbe
internal import TraceModel
internal import TraceStore

// The flight recorder's part: what is taken in with its details, and what without.
extension Collector {
    /// Has the flight recorder keep what is there and what follows, as its limits say. Without one it does nothing.
    package mutating func persist(reason: String) {
        let now = clock.nanoseconds(tt_clock_ticks())
        guard flight != nil else { return }
        _ = flight?.trigger(reason, at: now)
        flightMarks.append((now, reason))
    }

    /// The recording ends: the flight recorder keeps what is there.
    ///
    /// `all`: also what it would have thrown away by now, since nobody was there to do it.
    /// `last`: the end, where that is not now.
    package mutating func keepTheRest(reason: String, all: Bool = false, last: UInt64? = nil) {
        flight?.keepTheRest(reason, at: clock.nanoseconds(last ?? tt_clock_ticks()), all: all)
    }

    /// Instead of ``drain(atMost:)``: takes in what the flight recorder holds back no longer.
    mutating func drainFlight(upTo now: UInt64, atMost recordsPerPass: Int) throws -> Bool {
        findSegments()
        look(now)
        let time = clock.nanoseconds(now)
        guard let step = flight?.next(at: time, filled: filledSegments) else { return false }
        keepsDetails = step.isKept
        tell(flight?.begin(step) ?? .none)
        guard step.until > flight?.takenUntil ?? 0 else { return false }
        let most = step.isForRoom ? min(recordsPerPass, 4000) : recordsPerPass
        let hasMore = try drain(upTo: min(now, clock.ticks(step.until)), atMost: most)
        let until = hasMore ? min(clock.nanoseconds(latestTicks), step.until) : step.until
        let action = flight?.taken(until: until) ?? .none
        if step.isKept { writeMarks(upTo: until) }
        tell(action)
        // Behind what was thrown away comes what is kept.
        let isFull = filledSegments > flight?.limits.segments ?? .max
        isFlightBehind = isFull || hasMore && step.until - until > 100_000_000
        return hasMore || flight?.window?.isOpen == false || step.isForRoom && isFull
    }

    /// What is in segments, for the flight recorder: those that are full and wait.
    private var filledSegments: Int {
        cursors.values.reduce(0) { $0 + ($1.isSealed && !$1.isDrained ? 1 : 0) }
    }

    private mutating func look(_ now: UInt64) {
        let bound = clock.mayGoBack ? .max : now
        let reasons = scout.look(at: cursors.values, upTo: bound, now: now, scoutLimits)
        let lost = source.lost.records
        let isNewLoss = lost > seenLosses
        seenLosses = lost
        for reason in reasons + (isNewLoss ? ["records were lost"] : []) {
            let time = clock.nanoseconds(now)
            if flight?.trigger(reason, at: time) == true { flightMarks.append((time, reason)) }
        }
    }

    /// Nothing that is shorter than a slow callback may be is a reason to keep details.
    private var scoutLimits: SegmentScout.Limits {
        let slow = options.slowCallbackNanoseconds
        func ticks(_ nanoseconds: Int64) -> UInt64 {
            UInt64(max(0, Double(nanoseconds) / clock.nanosecondsPerTick))
        }
        return SegmentScout.Limits(
            slow: ticks(slow),
            tasks: TaskWatch.Limits(
                ready: ticks(max(slow, FindingThreshold.starvation)),
                cancelled: ticks(max(slow, FindingThreshold.slowCancellation))))
    }

    private mutating func tell(_ action: FlightRecorder.Action) {
        switch action {
        case .none: break
        case .opened(let window):
            writer.before(
                "INSERT INTO kept_window(first, reason) VALUES (?1, ?2)", .integer(window.first),
                .text(window.reason))
        case .closed(let window):
            keepsDetails = false
            keptUntil = window.until
            writer.before(
                "UPDATE kept_window SET last = ?2 WHERE first = ?1 AND last IS NULL", .integer(window.first),
                .integer(window.until))
        }
    }

    /// Marks come when their time has come, or what is older would be late behind them.
    private mutating func writeMarks(upTo time: Int64) {
        while let (at, reason) = flightMarks.first, at <= time {
            flightMarks.removeFirst()
            guard let text = try? writer.string(reason) else { continue }
            rows.marks.append(
                rows.marks.uniqueKey(at),
                [
                    Int64(MarkKind.persist.rawValue), RowBatch.null, RowBatch.null, RowBatch.null,
                    RowBatch.null, RowBatch.null, RowBatch.null, text,
                ])
        }
    }

    /// Goes on where an earlier collector of this trace has stopped.
    mutating func restoreFlight(_ limits: FlightRecorder.Limits) throws {
        let database = writer.database
        flight = FlightRecorder(
            limits,
            takenUntil: try database.integer("SELECT value FROM meta WHERE key = 'flight_taken_until_ns'"))
        keepsDetails = false
        guard try database.integer("SELECT count(*) FROM kept_window") > 0 else { return }
        keptUntil = try database.integer("SELECT max(ifnull(last, 9223372036854775807)) FROM kept_window")
    }

    package mutating func describeFlight() {
        guard let limits = flight?.limits else { return }
        writer.setMeta("flight_recorder", .integer(1))
        if let length = limits.nanoseconds { writer.setMeta("flight_ns", .integer(length)) }
        writer.setMeta("flight_bytes", .integer(Int64(limits.segments) << 20))
        if let before = limits.before { writer.setMeta("flight_before_ns", .integer(before)) }
        writer.setMeta("flight_after_ns", .integer(limits.after))
    }
}

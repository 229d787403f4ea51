/// When the collector looks, commits, measures its clock, and at which priority it runs.
///
/// Pure: times come in as nanoseconds. It polls at 1 ms or slower. It runs only when nothing else wants the
/// processor, until it is behind by a quarter of the buffer or does not get the processor at all: a reader of the
/// living trace should not wait for long, and a killed program should have most of its rows in the file.
struct CollectorPace {
    private static let commitInterval: UInt64 = 100_000_000
    private static let commitRows = 50_000
    private static let commitSegments = 16
    private static let shortestPause: UInt64 = 1_000_000
    private static let longestPause: UInt64 = 20_000_000
    /// Sleeping this much too long means that others have the processor.
    private static let starvation: UInt64 = 50_000_000
    private static let respite: UInt64 = 1_000_000_000

    /// Whether the last commit failed.
    private(set) var isFailing = false

    private let began: UInt64
    private var lastCommit: UInt64
    private var lastCalibration: UInt64
    private var lastPause = shortestPause
    private var sleptSince: UInt64
    private var starvedUntil: UInt64 = 0

    init(now: UInt64) {
        (began, lastCommit, lastCalibration, sleptSince) = (now, now, now, now)
    }

    /// `segmentsRead` can be given back with the next commit: a program of many short threads needs them soon.
    func shouldCommit(at now: UInt64, pendingRows: Int, segmentsRead: Int) -> Bool {
        now - lastCommit >= Self.commitInterval
            || !isFailing && (pendingRows >= Self.commitRows || segmentsRead >= Self.commitSegments)
    }

    /// Notes how a commit went.
    ///
    /// - Returns: whether this is the first failure after success.
    mutating func committed(at now: UInt64, succeeded: Bool) -> Bool {
        defer { isFailing = !succeeded }
        lastCommit = now
        return !succeeded && !isFailing
    }

    /// Nanoseconds until the next measurement, if one is due: the first are close together.
    mutating func calibrationInterval(at now: UInt64) -> UInt64? {
        let interval = min(max((now - began) / 2, 5_000_000), 1_000_000_000)
        guard now - lastCalibration >= interval else { return nil }
        lastCalibration = now
        return interval
    }

    /// Whether it may wait for a processor that nobody else wants.
    func mayIdle(at now: UInt64, backlog: Int, limit: Int) -> Bool {
        backlog < limit / 4 && now >= starvedUntil
    }

    /// How long to sleep; an idle program is looked at less often.
    mutating func pause(foundRecords: Bool) -> UInt64 {
        lastPause = foundRecords ? Self.shortestPause : min(lastPause * 2, Self.longestPause)
        return lastPause
    }

    /// Notes when a sleep was over.
    mutating func slept(_ pause: UInt64, until now: UInt64) {
        if now - sleptSince > pause + Self.starvation { starvedUntil = now + Self.respite }
        sleptSince = now
    }
}

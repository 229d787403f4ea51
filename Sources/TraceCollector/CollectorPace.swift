/// When the collector looks, commits, measures its clock, and at which priority it runs.
///
/// Pure: times come in as nanoseconds. It polls at 1 ms or slower. It runs only when nothing else wants the
/// processor, in portions where it would not get one at all, and takes what it gets once it is behind by a quarter of
/// the buffer: a reader of the living trace should not wait for long, and a killed program should have most of its
/// rows in the file.
package struct CollectorPace {
    private static let commitInterval: UInt64 = 100_000_000
    private static let shortCommitInterval: UInt64 = 20_000_000
    private static let commitRows = 20_000
    private static let commitSegments = 16
    private static let shortestPause: UInt64 = 1_000_000
    private static let longestPause: UInt64 = 20_000_000
    /// A turn that takes this much longer than it slept means that others have the processor.
    private static let starvation: UInt64 = 50_000_000
    /// How long it then runs like everyone else; twice as long each time that it did not help.
    private static let shortestRespite: UInt64 = 1_000_000_000
    private static let longestRespite: UInt64 = 60_000_000_000

    /// Whether the last commit failed.
    package private(set) var isFailing = false

    private let began: UInt64
    private var lastCommit: UInt64
    private var lastCalibration: UInt64
    private var lastPause = shortestPause
    private var turnBegan: UInt64
    private var starvedUntil: UInt64 = 0
    private var respite = shortestRespite

    package init(now: UInt64) {
        (began, lastCommit, lastCalibration, turnBegan) = (now, now, now, now)
    }

    /// `segmentsRead` can be given back with the next commit: a program of many short threads needs them soon.
    package func shouldCommit(at now: UInt64, pendingRows: Int, segmentsRead: Int) -> Bool {
        now - lastCommit
            >= (now < starvedUntil && !isFailing ? Self.shortCommitInterval : Self.commitInterval)
            || !isFailing && (pendingRows >= Self.commitRows || segmentsRead >= Self.commitSegments)
    }

    /// Notes how a commit went.
    ///
    /// - Returns: whether this is the first failure after success.
    package mutating func committed(at now: UInt64, succeeded: Bool) -> Bool {
        defer { isFailing = !succeeded }
        lastCommit = now
        return !succeeded && !isFailing
    }

    /// Nanoseconds until the next measurement, if one is due: the first are close together.
    package mutating func calibrationInterval(at now: UInt64) -> UInt64? {
        let interval = min(max((now - began) / 2, 5_000_000), 1_000_000_000)
        guard now - lastCalibration >= interval else { return nil }
        lastCalibration = now
        return interval
    }

    /// How long to sleep: an idle program is looked at less often, and so is one that needs the processor itself.
    package mutating func pause(foundRecords: Bool, _ share: Share = .idle) -> UInt64 {
        lastPause =
            foundRecords
            ? (share == .portions ? 4 : 1) * Self.shortestPause : min(lastPause * 2, Self.longestPause)
        return lastPause
    }

    /// How it works until it looks at the time again.
    package enum Share: Sendable {
        /// On a processor that nobody else wants.
        case idle
        /// Others want the processor: in portions of some tenths of a millisecond, with a sleep behind each.
        case portions
        /// It is behind: as much as it gets.
        case whole

        /// Few, where others may have the processor meanwhile, or wait for it.
        package var recordsPerPass: Int {
            switch self {
            case .idle: 4_000
            case .portions: 2_000
            case .whole: 20_000
            }
        }
    }

    package func share(at now: UInt64, backlog: Int, limit: Int) -> Share {
        backlog >= limit / 4 ? .whole : now < starvedUntil ? .portions : .idle
    }

    /// Notes when a turn was over of which `pause` was slept.
    package mutating func turned(sleeping pause: UInt64, until now: UInt64) {
        defer { turnBegan = now }
        guard now - turnBegan > pause + Self.starvation else { return }
        let isAgain = starvedUntil > 0 && now < starvedUntil + respite
        respite = isAgain ? min(respite * 2, Self.longestRespite) : Self.shortestRespite
        starvedUntil = now + respite
    }

    /// Whether a turn that began then and is not over can only mean that others have the processor.
    package static func isStarved(since began: UInt64, at now: UInt64) -> Bool {
        now > began && now - began > longestPause + starvation
    }
}

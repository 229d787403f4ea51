import CTaskProbe
import Foundation
import TraceCollector
import TraceReporting
import TraceStore

/// Takes in the records of another process, and counts what that costs.
struct Ingest {
    private(set) var events = 0
    private(set) var commits = 0
    private(set) var wall: Double = 0
    private(set) var processor: Double = 0
    /// Of that, within commits.
    private(set) var committing: Double = 0
    let path: String

    init(path: String) { self.path = path }

    mutating func run(_ wanted: Int) throws {
        let folder =
            (FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory())
            + "/ingest-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }

        tt_clock_choose()
        let first = TraceClock.pair()
        usleep(20_000)
        // What is recorded has happened: so long ago that its made-up time is over by now.
        let past = UInt64(100_000_000_000 + wanted * 1000)
        let clock = TraceClock(zero: first.monotonic &- past, first: first)
        let base = first.ticks &- UInt64(Double(past) / clock.nanosecondsPerTick)

        let producer = try OtherProcess(
            [
                "--produce", folder, "--base", String(base), "--nanoseconds-per-tick",
                String(clock.nanosecondsPerTick),
            ])
        defer { producer.end() }
        let database = try TraceFile.create(path)
        let writer = try TraceWriter(database)
        try writer.beginProcess(
            pid: producer.pid, bootTicks: nil, executable: "server", started: 0)
        writer.setMeta("format", .integer(1))
        writer.setMeta("state", .text("live"))
        writer.setMeta("wall_clock_at_zero_ns", .integer(0))
        try producer.awaitRound()
        guard let reader = SegmentFolderReader(folder: folder) else { fatalError("no folder") }
        var collector = try Collector(
            writer: writer, clock: clock, options: Collector.Options(), source: .otherProcess(reader),
            findModules: { [] })

        let began = (wall: Self.wallClock(), processor: Self.processorTime())
        var asleep = 0.0
        while collector.recordsRead < wanted {
            if collector.recordsRead > 0 {
                let idle = Self.wallClock()
                try producer.awaitRound()
                asleep += Self.wallClock() - idle
            }
            try takeRound(&collector)
        }
        events = collector.recordsRead
        let closing = Self.processorTime()
        try collector.close(at: nil)
        try database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        committing += Self.processorTime() - closing
        wall = Self.wallClock() - began.wall - asleep
        processor = Self.processorTime() - began.processor
    }

    /// At the pace of the collector's thread.
    private mutating func takeRound(_ collector: inout Collector) throws {
        var pace = CollectorPace(now: tt_monotonic_ns())
        var hasMore = true
        while hasMore {
            hasMore = try collector.drain()
            let now = tt_monotonic_ns()
            guard
                !hasMore
                    || pace.shouldCommit(
                        at: now, pendingRows: collector.pendingRows, segmentsRead: collector.segmentsRead)
            else { continue }
            let start = Self.processorTime()
            try collector.commit()
            committing += Self.processorTime() - start
            commits += 1
            _ = pace.committed(at: now, succeeded: true)
        }
    }

    // MARK: Clocks, in seconds

    private static func wallClock() -> Double { Double(tt_monotonic_ns()) / 1e9 }

    /// Of all threads of this process, in the program and in the kernel.
    private static func processorTime() -> Double {
        var usage = rusage()
        unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(0) {
            $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6
        }
    }
}

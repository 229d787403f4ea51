internal import TraceCollector
internal import TraceStore
internal import TraceSymbols

/// One process of a recording that was cut off: its segments, and a collector that goes on with it.
final class LeftProcess {
    let waiting: Int64
    let damaged: Int64
    let lost: Int64
    private let left: LeftSegments
    private let writer: TraceWriter
    private var collector: Collector
    private var latest: UInt64 { left.latest }

    /// Nil where nothing of it is known and nothing is left.
    init?(_ number: Int64, folder: String, in trace: Database, besides first: LeftProcess?) throws {
        guard let left = LeftSegments(folder: folder) else { return nil }
        guard let clock = try Collector.clock(of: number, in: trace) else {
            throw RecoveryError.damaged(trace.path, reason: "its clock is not known")
        }
        try left.look(for: number, in: trace, clock: clock)
        writer = try first.map { TraceWriter(sharingFileOf: $0.writer) } ?? TraceWriter(trace)
        let modules = ModulesFile.read(folder + "/modules")
        if try Self.isKnown(number, in: trace) {
            writer.resumeProcess(number)
        } else {
            guard let identity = left.identity else { return nil }
            try writer.beginProcess(
                number, pid: identity.pid, bootTicks: identity.bootTicks == 0 ? nil : identity.bootTicks,
                executable: modules.first?.path ?? "?",
                started: number == 1 ? 0 : max(0, clock.nanoseconds(identity.opened)), parent: identity.parent
            )
        }
        var options = Collector.Options()
        options.isMainProcess = number == 1
        options.firstTask = 0
        options.seesWholeProgram = true
        options.slowCallbackNanoseconds =
            max(1, try trace.integer("SELECT value FROM meta WHERE key = 'slow_callback_ns'"))
        options.recordsBacktraces = try trace.integer("SELECT value FROM meta WHERE key = 'backtraces'") != 0
        options.retention = try Self.retention(in: trace)
        options.flight = try Self.flightRecorder(in: trace)
        let known = try Self.knownModules(of: number, in: trace)
        let all = Dictionary(
            (modules + known).map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        collector = try Collector(
            resuming: writer, left: left, clock: clock, options: options, findModules: { Array(all.values) })
        // What a flight recorder held back is what led to the end.
        collector.keepTheRest(reason: "the recording was cut off", all: true, last: left.latest)
        (waiting, damaged, lost) = (left.waiting, left.damaged, Int64(left.lostRecords))
        self.left = left
        if damaged > 0 { declareDamage() }
    }

    /// Once: what was damaged is not counted again by the next recovery.
    private func declareDamage() {
        writer.after(
            """
            INSERT INTO gap(first, last, thread, lost, reason, process)
            SELECT NULL, NULL, NULL, ?1, 3, ?2
            WHERE NOT EXISTS (SELECT 1 FROM gap WHERE reason = 3 AND process = ?2)
            """, .integer(damaged), .integer(writer.process))
    }

    private static func meta(_ key: String, in trace: Database) throws -> Int64? {
        let row = try trace.prepare("SELECT value FROM meta WHERE key = ?1")
        try row.bind(key, at: 1)
        return try row.step() ? row.integer(at: 0).flatMap { $0 > 0 ? $0 : nil } : nil
    }

    /// As the recording was given them.
    private static func retention(in trace: Database) throws -> RetentionLimits? {
        var limits = RetentionLimits()
        limits.bytes = try meta("keep_bytes", in: trace)
        limits.nanoseconds = try meta("keep_ns", in: trace)
        return limits.bytes == nil && limits.nanoseconds == nil ? nil : limits
    }

    private static func flightRecorder(in trace: Database) throws -> FlightRecorder.Limits? {
        guard try meta("flight_recorder", in: trace) != nil else { return nil }
        let bytes = try meta("flight_bytes", in: trace) ?? 0
        var limits = FlightRecorder.Limits(
            nanoseconds: try meta("flight_ns", in: trace), segments: Int(clamping: bytes >> 20))
        limits.before = try meta("flight_before_ns", in: trace)
        limits.after = try meta("flight_after_ns", in: trace) ?? 0
        return limits
    }

    private static func isKnown(_ number: Int64, in trace: Database) throws -> Bool {
        let row = try trace.prepare("SELECT 1 FROM process WHERE id = ?1")
        try row.bind(number, at: 1)
        return try row.step()
    }

    /// Also those that were loaded while it ran.
    private static func knownModules(of number: Int64, in trace: Database) throws -> [Module] {
        let rows = try trace.prepare(
            "SELECT path, base, first, last, build_id, size, modified FROM module WHERE process = ?1")
        try rows.bind(number, at: 1)
        var found: [Module] = []
        while try rows.step() {
            let first = UInt64(bitPattern: rows.integer(at: 2) ?? 0)
            let last = UInt64(bitPattern: rows.integer(at: 3) ?? 0)
            guard let path = rows.text(at: 0), first < last else { continue }
            let identity = rows.integer(at: 5).map { size in
                FileIdentity(buildID: rows.text(at: 4), size: size, modified: rows.integer(at: 6) ?? 0)
            }
            found.append(
                Module(
                    path: path, base: UInt64(bitPattern: rows.integer(at: 1) ?? 0), addresses: first..<last,
                    identity: identity))
        }
        return found
    }

    /// Takes in so many records and makes them durable; answers whether there are more.
    func drain(atMost records: Int) throws -> Bool {
        let hasMore = try collector.drain(atMost: records, until: latest)
        try collector.commit()
        return hasMore
    }

    /// Says that its part is complete. When it ended is not known: not before the last that is.
    func close() throws {
        let row = try writer.database.prepare("SELECT ended FROM process WHERE id = ?1")
        try row.bind(writer.process, at: 1)
        let isEnded = try row.step() && row.integer(at: 0) != nil
        row.reset()
        let known = try writer.database.integer("SELECT duration_ns FROM trace")
        let end = max(collector.latestTime ?? .min, writer.process == 1 ? known : .min)
        try collector.close(at: isEnded || end == .min ? nil : end, as: "recovered")
    }
}

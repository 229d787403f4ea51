internal import CTaskProbe
package import TraceStore

/// What a process that is no more has left in its folder of segments.
///
/// The files may be anything: what cannot have been recorded is not read, and counted. Not `Sendable`: belongs to the
/// thread of its collector.
@safe
package final class LeftSegments {
    /// The process that has left it, as it told.
    package struct Identity {
        package let pid: Int32
        package let parent: Int32
        /// When it began, as /proc/PID/stat tells it; 0 if it did not say so.
        package let bootTicks: UInt64
        /// When it began to record, in ticks.
        package let opened: UInt64
    }

    private let left: OpaquePointer
    /// The segments that can be read.
    private var readable: [UInt32] = []
    private var headers: [UInt32: UnsafePointer<tt_segment_header>] = unsafe [:]
    /// How far each was read before, by its number.
    private(set) var drained: [UInt64: UInt32] = [:]
    /// Records, as far as is known, that are there and cannot be read.
    package private(set) var damaged: Int64 = 0
    /// Records that wait to be read.
    package private(set) var waiting: Int64 = 0
    /// Up to which ticks something is believed.
    package private(set) var latest = UInt64.max

    /// Nil if there is no such folder.
    package init?(folder: String) {
        guard let opened = unsafe tt_left_open(folder) else { return nil }
        unsafe left = opened
    }

    deinit { unsafe tt_left_close(left) }

    /// What the process told of itself; nil if its control page is missing or damaged.
    package var identity: Identity? {
        guard let control = unsafe tt_left_control(left) else { return nil }
        return unsafe Identity(
            pid: Int32(bitPattern: control.pointee.pid), parent: Int32(bitPattern: control.pointee.parent),
            bootTicks: control.pointee.boot_ticks, opened: control.pointee.opened)
    }

    /// Looks at every segment: how much of it waits, for the collector of this process. Without a clock it only counts.
    ///
    /// - Throws: what SQLite says.
    package func look(for process: Int64, in trace: Database, clock: TraceClock?) throws {
        try readProgress(of: process, in: trace)
        // A minute before the trace, or a year after it: a machine that has started again may count anew.
        let earliest = clock?.ticks(fromAnchor: -6e10 - Double(clock?.anchorNanoseconds ?? 0)) ?? 0
        latest = clock?.ticks(fromAnchor: 3.2e16) ?? .max
        var seen: Set<UInt64> = []
        (readable, damaged, waiting) = ([], 0, 0)
        unsafe headers = [:]
        for index in 0..<(unsafe tt_left_count(left)) {
            let segment = unsafe tt_left_segment_at(left, index)
            let (id, records) = unsafe (segment.id, Int64(segment.records))
            let from = drained[id] ?? 0
            let wait = records - min(Int64(from), records)
            // Of the process, and not told before.
            let isDamaged = unsafe segment.is_damaged
            let isOwn = unsafe id >> 40 == UInt64(process) && isRecorder(segment.pid)
            if id != 0 && !isDamaged && isOwn && seen.insert(id).inserted {
                waiting += wait
                if clock != nil {
                    damaged += Int64(unsafe tt_left_silence(left, index, from, earliest, latest))
                }
                readable.append(index)
                unsafe headers[index] = segment.header
                continue
            }
            // Of one that does not even say how much it holds: one.
            if id != 0 || isDamaged { damaged += max(1, wait) }
            unsafe tt_left_drop(left, index)
        }
    }

    private func isRecorder(_ pid: UInt32) -> Bool {
        identity.map { UInt32(bitPattern: $0.pid) == pid } ?? true
    }

    private func readProgress(of process: Int64, in trace: Database) throws {
        drained = [:]
        let rows = try trace.prepare("SELECT id, drained FROM segment WHERE process = ?1")
        try rows.bind(process, at: 1)
        while try rows.step() {
            drained[UInt64(bitPattern: rows.integer(at: 0) ?? 0)] =
                UInt32(clamping: rows.integer(at: 1) ?? 0)
        }
    }

    var slots: UInt32 { UInt32(readable.count) }

    func segment(in slot: UInt32) -> UnsafePointer<tt_segment_header>? {
        unsafe headers[readable[Int(slot)]]
    }

    var lost: tt_lost {
        guard let control = unsafe tt_left_control(left) else { return tt_lost() }
        var lost = unsafe tt_lost_records(control)
        lost.records = min(lost.records, 1 << 60)
        (lost.first, lost.last) = (min(lost.first, latest), min(lost.last, latest))
        return lost
    }

    /// How many records the process could not keep.
    package var lostRecords: UInt64 { lost.records }
}

internal import CTaskProbe
package import TraceModel

/// Where the collector finds segments: in its own process, or in the files of another one's.
package enum SegmentSource {
    case thisProcess
    case otherProcess(SegmentFolderReader)
    /// What a process that is no more has left.
    case left(LeftSegments)

    var isThisProcess: Bool { if case .thisProcess = self { true } else { false } }

    var slots: UInt32 {
        switch self {
        case .thisProcess: tt_segment_slots()
        case .otherProcess(let reader): reader.slots
        case .left(let segments): segments.slots
        }
    }

    /// The segment in a slot if there is one to read.
    func segment(in slot: UInt32) -> UnsafePointer<tt_segment_header>? {
        switch self {
        case .thisProcess: unsafe tt_segment_at(slot)
        case .otherProcess(let reader): unsafe reader.segment(in: slot)
        case .left(let segments): unsafe segments.segment(in: slot)
        }
    }

    /// Gives a segment back; false if it must be tried again later.
    func recycle(_ slot: UInt32) -> Bool {
        switch self {
        case .thisProcess: return tt_segment_recycle(slot)
        case .otherProcess(let reader):
            reader.recycle(slot)
            return true
        case .left: return false  // nobody wants it back
        }
    }

    var lost: tt_lost {
        switch self {
        case .thisProcess: unsafe tt_lost_records(tt_control_page())
        case .otherProcess(let reader): reader.lost
        case .left(let segments): segments.lost
        }
    }
}

/// Reads the segments that another process writes.
///
/// Not `Sendable`: belongs to the thread of its collector.
@safe
package final class SegmentFolderReader {
    /// How far the other process has come with its probe.
    package enum State: Equatable {
        case starting
        case recording(String)
        case refused(String)
    }

    private let reader: OpaquePointer

    /// Nil if there is no such folder.
    package init?(folder: String) {
        guard let opened = unsafe tt_reader_open(folder) else { return nil }
        unsafe reader = opened
    }

    deinit { unsafe tt_reader_close(reader) }

    package var state: State {
        let state = unsafe tt_reader_state(reader)
        guard state != TT_CONTROL_STARTING, let control = unsafe tt_reader_control(reader) else {
            return .starting
        }
        let note = unsafe withUnsafeBytes(of: control.pointee.note) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return state == TT_CONTROL_RECORDING ? .recording(note) : .refused(note)
    }

    /// What the other process's self-check saw; nil while it has not said how it stands.
    package var runtime: RuntimeReport? {
        guard state != .starting, let control = unsafe tt_reader_control(reader) else { return nil }
        return unsafe withUnsafePointer(to: &UnsafeMutablePointer(mutating: control).pointee.runtime) {
            unsafe RuntimeReport($0)
        }
    }

    var slots: UInt32 { unsafe tt_reader_slots(reader) }

    func segment(in slot: UInt32) -> UnsafePointer<tt_segment_header>? { unsafe tt_reader_at(reader, slot) }

    func recycle(_ slot: UInt32) { unsafe tt_reader_drained(reader, slot) }

    var lost: tt_lost {
        guard let control = unsafe tt_reader_control(reader) else { return tt_lost() }
        return unsafe tt_lost_records(control)
    }

    /// The process and the one that started it, once it has told so.
    package var identity: Identity? {
        guard state != .starting, let control = unsafe tt_reader_control(reader) else { return nil }
        return unsafe Identity(
            pid: Int32(bitPattern: control.pointee.pid), parent: Int32(bitPattern: control.pointee.parent),
            bootTicks: control.pointee.boot_ticks, opened: control.pointee.opened)
    }

    package struct Identity {
        package let pid: Int32
        package let parent: Int32
        /// When it began, as /proc/PID/stat tells it.
        package let bootTicks: UInt64
        /// When it began to record, in ticks.
        package let opened: UInt64
    }

    /// How many segments it has in memory, and on disk.
    package var segmentsHeld: (memory: UInt32, disk: UInt32) {
        (unsafe tt_reader_held(reader, TT_MEMORY), unsafe tt_reader_held(reader, TT_DISK))
    }

    /// Tells the process that nobody reads any more.
    package func end() { unsafe tt_reader_end(reader) }

    /// How many records the process could not keep.
    package var lostRecords: UInt64 { lost.records }
}

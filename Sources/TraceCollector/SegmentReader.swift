internal import CTaskProbe

/// One segment, and how far it has been read.
@safe
struct SegmentCursor {
    let id: UInt64
    let slot: UInt32
    let tid: UInt32
    let threadName: String
    var position: UInt32 = 0
    /// How many records it is known to hold.
    var end: UInt32 = 0
    var isSealed = false
    /// The row of `thread`.
    var thread: Int64 = 0
    /// What the last commit has said of it.
    var committedPosition: UInt32 = 0

    private let header: UnsafePointer<tt_segment_header>
    private let records: UnsafePointer<tt_record>

    init(_ header: UnsafePointer<tt_segment_header>, slot: UInt32) {
        unsafe self.header = header
        unsafe records = tt_segment_records(header)
        id = unsafe tt_segment_id(header)
        tid = unsafe header.pointee.tid
        threadName = unsafe withUnsafeBytes(of: header.pointee.thread_name) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        self.slot = slot
    }

    /// Looks how far its thread has come. Sealed is read first: what is sealed grows no more.
    mutating func refresh() {
        isSealed = unsafe tt_segment_sealed(header)
        end = unsafe min(tt_segment_committed(header), UInt32(TT_SEGMENT_RECORDS))
    }

    var isDrained: Bool { position >= end }

    /// The record at the cursor.
    var current: tt_record { unsafe records[Int(position)] }

    var currentTicks: UInt64 { unsafe records[Int(position)].ticks }

    /// Goes to the next record that stands for itself; answers how many belonged to the current one.
    mutating func advance() {
        position += 1
        while position < end,
            unsafe tt_record_kind(records + Int(position)).rawValue >= TT_CONTINUATION.rawValue
        {
            position += 1
        }
    }

    /// The records that belong to the current one.
    var continuations: [tt_record] {
        var result: [tt_record] = []
        var at = position + 1
        while at < end, unsafe tt_record_kind(records + Int(at)).rawValue >= TT_CONTINUATION.rawValue {
            result.append(unsafe records[Int(at)])
            at += 1
        }
        return result
    }
}

extension tt_record {
    var kind: tt_kind { tt_kind(rawValue: UInt8(truncatingIfNeeded: word >> 48)) }
    var detail: UInt8 { UInt8(truncatingIfNeeded: word >> 56) }
    var code: UInt64 { word & 0xffff_ffff_ffff }
}

extension [tt_record] {
    /// The text with this number among the records that belong to one, nil if there is none.
    func text(_ which: UInt8 = 0) -> String? {
        var bytes: [UInt8] = []
        for record in self where record.kind == TT_TEXT && record.detail >> 6 == which {
            for word in [record.ticks, UInt64(record.task) | UInt64(record.other) << 32, record.arg] {
                for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * UInt64(shift)))) }
            }
        }
        guard !bytes.isEmpty else { return nil }
        while bytes.last == 0 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}

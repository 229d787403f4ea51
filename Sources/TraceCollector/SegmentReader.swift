internal import CTaskProbe

/// One segment, and how far it has been read.
@safe
struct SegmentCursor {
    let id: UInt64
    let slot: UInt32
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

    func record(at position: UInt32) -> tt_record { unsafe records[Int(position)] }

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
    var continuations: ContinuationRecords {
        var last = position + 1
        while last < end, unsafe tt_record_kind(records + Int(last)).rawValue >= TT_CONTINUATION.rawValue {
            last += 1
        }
        return unsafe ContinuationRecords(records, from: position + 1, to: last)
    }
}

/// The records that say more about the one before them, where they lie.
@safe
struct ContinuationRecords: RandomAccessCollection {
    private let records: UnsafePointer<tt_record>
    let startIndex: Int
    let endIndex: Int

    init(_ records: UnsafePointer<tt_record>, from start: UInt32, to end: UInt32) {
        unsafe self.records = records
        startIndex = Int(start)
        endIndex = Int(end)
    }

    subscript(index: Int) -> tt_record { unsafe records[index] }

    func first(_ kind: tt_kind) -> tt_record? {
        for record in self where record.kind == kind { return record }
        return nil
    }

    /// The first text where it is a short one: equal texts are equal, without making a string of them.
    var shortText: ShortText? {
        var found: ShortText?
        for record in self where record.kind == TT_TEXT {
            guard found == nil else { return nil }
            found = ShortText(
                first: record.ticks, second: record.wideOperand,
                third: record.arg)
        }
        return found
    }

    /// The text with this number, nil if there is none.
    func text(_ which: UInt8 = 0) -> String? {
        var bytes: [UInt8] = []
        for record in self where record.kind == TT_TEXT && record.detail >> 6 == which {
            for word in [record.ticks, record.wideOperand, record.arg] {
                for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * UInt64(shift)))) }
            }
        }
        guard !bytes.isEmpty else { return nil }
        while bytes.last == 0 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// The 24 bytes of a text that fits one record.
struct ShortText: Hashable {
    let first, second, third: UInt64
}

extension tt_record {
    var kind: tt_kind { tt_kind(rawValue: UInt8(truncatingIfNeeded: word >> 48)) }
    var detail: UInt8 { UInt8(truncatingIfNeeded: word >> 56) }
    var code: UInt64 { word & 0xffff_ffff_ffff }
    /// `task` and `other` as one, where they hold an address.
    var wideOperand: UInt64 { UInt64(task) | UInt64(other) << 32 }
}

import CTaskProbe
import Foundation

/// Writes segments into a folder as a traced process does, one round of them at a time.
///
/// A round is written into files that nobody reads, and becomes visible when the reader has asked for it.
struct SegmentFiles {
    private static let recordsPerSegment = Int(TT_SEGMENT_RECORDS)
    private let folder: Int32
    private let nanosecondsPerTick: Double
    private let base: UInt64
    private var descriptors: [Int32] = []
    private var lastID: UInt64 = 0
    private var round = 0
    private var unpublished: [(slot: Int, header: [UInt8])] = []

    init(_ folder: String, base: UInt64, nanosecondsPerTick: Double) throws {
        (self.base, self.nanosecondsPerTick) = (base, nanosecondsPerTick)
        self.folder = unsafe open(folder, O_RDONLY | O_DIRECTORY)
        try writeControl()
    }

    /// The files of every other round are the same.
    private static let slotsPerRound = ServerProgram.threads * (Producer.segmentsPerThread + 2)

    private func writeControl() throws {
        var control = [UInt8](repeating: 0, count: Int(TT_CONTROL_SIZE))
        control.replaceSubrange(0..<7, with: Array("STTCTL1".utf8))
        Self.put(UInt32(getpid()), at: 8, in: &control)
        Self.put(UInt32(2 * Self.slotsPerRound), at: 40, in: &control)
        Self.put(TT_CONTROL_RECORDING.rawValue, at: 44, in: &control)
        let file = unsafe openat(folder, "control", O_RDWR | O_CREAT, 0o600)
        Self.write(control, to: file, at: 0)
        close(file)
    }

    /// Takes what the threads have recorded before a time.
    mutating func prepare(_ program: inout ServerProgram, before time: Int64) {
        var slot = round % 2 * Self.slotsPerRound
        round += 1
        for thread in 0..<ServerProgram.threads {
            let count = Self.prefix(of: program.records[thread], before: time)
            var start = 0
            while start < count {
                let end = Self.wholeRecords(program.records[thread], from: start, upTo: count)
                add(program.records[thread][start..<end], of: thread, to: slot)
                slot += 1
                start = end
            }
            program.records[thread].removeFirst(count)
        }
        precondition(slot <= round % 2 * Self.slotsPerRound + 2 * Self.slotsPerRound)
    }

    /// Lets the reader see them.
    mutating func publish() {
        for (slot, header) in unpublished { Self.write(header, to: descriptors[slot], at: 0) }
        unpublished.removeAll()
    }

    private mutating func add(_ records: ArraySlice<tt_record>, of thread: Int, to slot: Int) {
        while descriptors.count <= slot {
            let name = String(format: "%04d.segment", descriptors.count)
            descriptors.append(unsafe openat(folder, name, O_RDWR | O_CREAT, 0o600))
            ftruncate(descriptors[descriptors.count - 1], off_t(TT_SEGMENT_SIZE))
        }
        let timed = records.map { record in
            var record = record
            if record.isHead {
                record.ticks = base + UInt64(Double(record.ticks) / nanosecondsPerTick)
            }
            return record
        }
        unsafe timed.withUnsafeBytes { bytes in
            let written = unsafe pwrite(
                descriptors[slot], bytes.baseAddress, bytes.count, off_t(TT_SEGMENT_HEADER))
            precondition(written == bytes.count, "A segment cannot be written: is the folder's disk full?")
        }
        lastID += 1
        var header = [UInt8](repeating: 0, count: Int(TT_SEGMENT_HEADER))
        header.replaceSubrange(0..<7, with: Array("STTSEG1".utf8))
        Self.put(lastID, at: 8, in: &header)
        Self.put(UInt32(getpid()), at: 16, in: &header)
        Self.put(UInt32(1000 + thread), at: 20, in: &header)
        Self.put(UInt32(records.count), at: 24, in: &header)
        Self.put(UInt32(1), at: 28, in: &header)
        header.replaceSubrange(44..<52, with: Array("thread-\(thread)".utf8))
        unpublished.append((slot, header))
    }

    private static func prefix(of records: [tt_record], before time: Int64) -> Int {
        var count = records.count
        while count > 0, !records[count - 1].isHead || records[count - 1].ticks >= UInt64(time) { count -= 1 }
        while count < records.count, !records[count].isHead { count += 1 }
        return count
    }

    private static func wholeRecords(_ records: [tt_record], from start: Int, upTo count: Int) -> Int {
        var end = min(start + recordsPerSegment, count)
        while end < count, !records[end].isHead { end -= 1 }
        return end
    }

    private static func put<Number: FixedWidthInteger>(
        _ number: Number, at offset: Int, in bytes: inout [UInt8]
    ) {
        for byte in 0..<Number.bitWidth / 8 {
            bytes[offset + byte] = UInt8(truncatingIfNeeded: number >> Number(8 * byte))
        }
    }

    private static func write(_ bytes: [UInt8], to file: Int32, at offset: off_t) {
        let written = unsafe pwrite(file, bytes, bytes.count, offset)
        precondition(written == bytes.count, "The folder of segments cannot be written.")
    }
}

extension tt_record {
    /// Whether it stands for itself.
    var isHead: Bool { word >> 48 & 0xff < UInt64(TT_CONTINUATION.rawValue) }
}

import CTaskProbe
import Foundation
import Synchronization
import TaskTracing
import Testing
import TraceCollector

/// Segments in a small memory and on a small disk, written while nobody reads.
private struct SpillingRecorder {
    let memory: SmallDisk
    let disk: SmallDisk
    var folder: String { memory.path + "/segments" }
    var spill: String { disk.path + "/trace.spill.segments" }

    init(memory: Int, disk: Int, bound: UInt32 = 64, diskBound: UInt32 = 64) throws {
        self.memory = try SmallDisk(kilobytes: memory)
        self.disk = try SmallDisk(kilobytes: disk)
        for folder in [folder, spill] {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        }
        try FileManager.default.createSymbolicLink(atPath: folder + "/spill", withDestinationPath: spill)
        let failure = unsafe tt_segments_open(folder, 1, bound, diskBound)
        try #require(failure == 0)
    }

    /// Records so many events on a thread of their own; answers its number.
    func record(segments: Int) -> UInt32 {
        tt_set_recording(true)
        defer { tt_set_recording(false) }
        let number = Mutex<UInt32>(0)
        let done = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            number.withLock { $0 = tt_thread_number() }
            for value in 0..<segments * Int(TT_SEGMENT_RECORDS) {
                tt_record_object(TT_EVENT_SET, 0, 1, 0, UInt64(value))
            }
            done.signal()
        }
        done.wait()
        return number.withLock { $0 }
    }

    func count(in folder: String) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: folder).count { $0.hasSuffix(".segment") }
    }

    /// What a reader in another process finds of a thread; it is given back.
    func drain(_ thread: UInt32) throws -> Int {
        let reader = unsafe try #require(tt_reader_open(folder))
        defer { unsafe tt_reader_close(reader) }
        var count = 0
        for slot in 0..<(unsafe tt_reader_slots(reader)) {
            guard let segment = unsafe tt_reader_at(reader, slot), unsafe segment.pointee.tid == thread else {
                continue
            }
            unsafe count += Int(tt_segment_committed(segment))
            unsafe tt_reader_drained(reader, slot)
        }
        return count
    }

    func close() { tt_segments_close(false) }
}

extension RecordingTests {
    @Test(
        "Segments go to disk when memory is full, and what exceeds the bound is counted.",
        .enabled(if: canMount))
    func spill() throws {
        // Of a memory of 3.5 MiB the fourth segment is refused by the file system.
        let recorder = try SpillingRecorder(memory: 3584, disk: 65_536, diskBound: 4)
        defer { recorder.close() }
        let thread = recorder.record(segments: 10)
        #expect(try recorder.count(in: recorder.folder) == 3)
        #expect(try recorder.count(in: recorder.spill) == 4)
        let lost = unsafe Int(tt_lost_records(tt_control_page()).records)
        #expect(lost == 3 * Int(TT_SEGMENT_RECORDS))
        #expect(try recorder.drain(thread) == 7 * Int(TT_SEGMENT_RECORDS))
        // The rush is over: the disk is given back, and memory is what is used again.
        for _ in 0..<1000 where try recorder.count(in: recorder.spill) > 0 {
            tt_segments_provision(8)
            usleep(10_000)
        }
        #expect(try recorder.count(in: recorder.spill) == 0)
        let next = recorder.record(segments: 1)
        #expect(try recorder.count(in: recorder.spill) == 0)
        #expect(try recorder.drain(next) == Int(TT_SEGMENT_RECORDS))
        #expect(unsafe Int(tt_lost_records(tt_control_page()).records) == lost)
    }

    @Test("A disk that fills while segments spill to it ends nothing.", .enabled(if: canMount))
    func spillToFullDisk() throws {
        let recorder = try SpillingRecorder(memory: 16_384, disk: 2560, bound: 2)
        defer { recorder.close() }
        let thread = recorder.record(segments: 6)
        #expect(try recorder.count(in: recorder.spill) == 2)
        let lost = unsafe Int(tt_lost_records(tt_control_page()).records)
        #expect(lost == 2 * Int(TT_SEGMENT_RECORDS))
        #expect(try recorder.drain(thread) + lost == 6 * Int(TT_SEGMENT_RECORDS))
    }

    @Test("What does not fit the smallest buffer is on disk meanwhile, and nothing is lost.")
    func spillOfRecording() async throws {
        var configuration = TaskTracingConfiguration()
        configuration.maximumBufferSize = 4 << 20
        configuration.capture = .probe
        configuration.findsSourceLines = false
        let folder = try TracedProgram.newFolder()
        let path = folder.appending(path: "trace.sqlite").path
        try await withTaskTracing(to: path, configuration: configuration) {
            for _ in 0..<40_000 { await Task(name: "drop") {}.value }
        }
        let trace = try TracedProgram.open(path)
        #expect(try trace.number("SELECT count(*) FROM losses") == 0)
        #expect(
            try trace.number("SELECT count(*) FROM tasks WHERE name = 'drop' AND outcome = 'ok'") == 40_000)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["trace.sqlite"])
    }
}

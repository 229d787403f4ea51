import Foundation
import Testing
import TraceStore

@Suite("The writer of traces")
struct TraceWriterTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

    private func newTrace() throws -> (TraceWriter, String) {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appending(path: "trace.sqlite").path
        return (try TraceWriter(TraceFile.create(path)), path)
    }

    /// A trace whose last step is only in its log, as a killed process leaves it.
    private func killedTrace() throws -> String {
        let (writer, open) = try newTrace()
        var rows = TraceRows()
        addStep(&rows, ended: 10)
        try writer.commit(&rows)
        let killed = folder.appending(path: "killed").path
        try FileManager.default.createDirectory(atPath: killed, withIntermediateDirectories: false)
        for part in ["", "-wal", "-shm"] {
            try FileManager.default.copyItem(atPath: open + part, toPath: killed + "/trace.sqlite" + part)
        }
        return killed
    }

    private func addStep(_ rows: inout TraceRows, ended: Int64, task: Int64 = 1) {
        let key = rows.steps.uniqueKey(ended)
        let null = RowBatch.null
        rows.steps.append(key, [10, task, 1, null, null, null, null, null, null, null, null])
    }

    private func ends(_ path: String) throws -> [Int64] {
        try TraceReader(path: path).rows("SELECT ended FROM step ORDER BY ended") { $0.integer("ended") ?? 0 }
    }

    @Test("Steps that end at the same time are kept apart by a nanosecond each.")
    func ties() throws {
        let (writer, path) = try newTrace()
        var rows = TraceRows()
        for _ in 0..<3 { addStep(&rows, ended: 500) }
        addStep(&rows, ended: 501)
        try writer.commit(&rows)
        #expect(try ends(path) == [500, 501, 502, 503])
    }

    @Test("A step that comes late keeps its time, or takes the next that is free.")
    func late() throws {
        let (writer, path) = try newTrace()
        var rows = TraceRows()
        addStep(&rows, ended: 1000)
        addStep(&rows, ended: 1_000_000)
        try writer.commit(&rows)
        addStep(&rows, ended: 1000)
        addStep(&rows, ended: 400)
        try writer.commit(&rows)
        #expect(try ends(path) == [400, 1000, 1001, 1_000_000])
    }

    @Test("A task that was open when a commit failed, and has ended when it is tried again, is not open.")
    func endedSinceAFailedCommit() throws {
        let (writer, path) = try newTrace()
        var rows = TraceRows()
        let null = RowBatch.null
        rows.openTasks.append(
            [5, 3, 100, 1, null, null, null, null, null, null, null, null, null, null, 0, null, null, null])
        rows.openTasks.append(
            [6, 3, 100, 1, null, null, null, null, null, null, null, null, null, null, 0, null, null, null])
        rows.endedTasks.append([5])
        try writer.commit(&rows)
        #expect(try TraceReader(path: path).rows("SELECT task FROM open_task") { $0.integer("task") } == [6])
    }

    @Test("Two processes of a trace may do something in the same nanosecond; their numbers stay apart.")
    func twoProcesses() throws {
        let (first, path) = try newTrace()
        try first.beginProcess(pid: 10, bootTicks: 1, executable: "a", started: 0)
        let second = TraceWriter(sharingFileOf: first)
        try second.beginProcess(3, pid: 11, bootTicks: nil, executable: "b", started: 5, parent: 10)
        #expect(second.identifierOffset == 2 << 32)
        #expect([first, second, first].map { $0.newID(in: .site) } == [1, 2, 3])
        #expect(try first.string("same") == second.string("same"))
        var (rows, others) = (TraceRows(), TraceRows())
        for time: Int64 in [100, 200, 300] {
            addStep(&rows, ended: time)
            addStep(&others, ended: time, task: second.identifierOffset + 1)
        }
        first.setMetaCount("records", 3)
        second.setMetaCount("records", 4)
        second.after("UPDATE step SET run_ns = 7 WHERE task = ?1", .integer(second.identifierOffset + 1))
        // What one of them has to say of its rows waits for these.
        try first.commit(&rows)
        try second.commit(&others)
        #expect(try ends(path) == [100, 101, 200, 201, 300, 301])
        let trace = try TraceReader(path: path)
        #expect(try trace.database.integer("SELECT count(*) FROM step WHERE run_ns = 7") == 3)
        #expect(try trace.database.integer("SELECT value FROM meta WHERE key = 'records'") == 7)
        #expect(try trace.database.integer("SELECT count(*) FROM string WHERE text = 'same'") == 1)
    }

    @Test("NULL goes through the batch as NULL, and the numbers as they are.")
    func nulls() throws {
        let (writer, path) = try newTrace()
        var rows = TraceRows()
        let key = rows.steps.uniqueKey(77)
        rows.steps.append(key, [1, 2, 3, RowBatch.null, -5, .max, 8, RowBatch.null, 10, 11, 12])
        try writer.commit(&rows)
        let stored = try TraceReader(path: path).rows("SELECT * FROM step") { row in
            ["ended", "ready_ns", "wait_ns", "reason", "object", "waker_thread"].map { row.integer($0) }
        }
        #expect(stored == [[77, nil, -5, .max, nil, 11]])
    }

    @Test("A text has one number, in this recording and in the next.")
    func strings() throws {
        let (writer, path) = try newTrace()
        var rows = TraceRows()
        let first = try writer.string("hello")
        #expect(try writer.string("hello") == first)
        #expect(try writer.text(first) == "hello")
        writer.setMeta("state", .text("live"))
        try writer.commit(&rows)
        let again = try TraceWriter(TraceFile.openForWriting(path))
        #expect(try again.string("hello") == first)
        #expect(try again.string("world") != first)
    }

    @Test("What a failed commit leaves is in the next one, once.")
    func failedCommit() throws {
        let (writer, path) = try newTrace()
        var rows = TraceRows()
        addStep(&rows, ended: 10)
        writer.before("INSERT INTO thread(id, process, tid) VALUES (1, 1, ?1)", .text("not a number"))
        #expect(throws: SQLiteError.self) { try writer.commit(&rows) }
        #expect(rows.count == 1)
        // The statement is refused by the table's types; what stands beside it stays pending.
        #expect(try ends(path) == [])
    }

    @Test("A recording moves an earlier trace out of the way, under the next number that is free.")
    func rotation() throws {
        let (_, path) = try newTrace()
        let (_, firstMoved) = try TraceFile.createForRecording(path)
        #expect(firstMoved == folder.appending(path: "trace.1.sqlite").path)
        let (_, secondMoved) = try TraceFile.createForRecording(path)
        #expect(secondMoved == folder.appending(path: "trace.2.sqlite").path)
    }

    // What was committed last is in the log beside the trace, and a log without its trace is thrown away by SQLite.
    @Test(
        "A move that was cut off at any point is completed by the next recording, and the trace keeps its log.",
        arguments: 0...6)
    func rotationCutOff(after operations: Int) throws {
        let killed = try killedTrace()
        let (path, moved) = (killed + "/trace.sqlite", killed + "/trace.1.sqlite")
        let parts = ["", "-wal", "-shm"]
        for part in parts.reversed().prefix(operations) {
            try FileManager.default.linkItem(atPath: path + part, toPath: moved + part)
        }
        for part in parts.prefix(max(operations - 3, 0)) {
            try FileManager.default.removeItem(atPath: path + part)
        }

        let (next, _) = try TraceFile.createForRecording(path)
        #expect(try next.integer("SELECT count(*) FROM step") == 0)
        #expect(try ends(moved) == [10])
        let names = try FileManager.default.contentsOfDirectory(atPath: killed)
        #expect(names.filter { $0.hasSuffix(".sqlite") }.sorted() == ["trace.1.sqlite", "trace.sqlite"])
        let numbers = try Set(
            names.map { name in
                try FileManager.default.attributesOfItem(atPath: killed + "/" + name)[.systemFileNumber]
                    as? UInt64
            })
        #expect(numbers.count == names.count)
    }

    @Test("A move that fails half-way leaves the trace whole where it was.")
    func rotationRefused() throws {
        let killed = try killedTrace()
        // Where the log is to go.
        try FileManager.default.createDirectory(
            atPath: killed + "/trace.1.sqlite-wal/full", withIntermediateDirectories: true)
        #expect(throws: RecordingFileError.self) {
            try TraceFile.createForRecording(killed + "/trace.sqlite")
        }
        #expect(try ends(killed + "/trace.sqlite") == [10])
    }

    @Test("A recording leaves alone what is not a trace.")
    func occupied() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.appending(path: "letter.txt").path
        try "Dear Sir".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: RecordingFileError.occupied(path)) { try TraceFile.createForRecording(path) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "Dear Sir")
    }
}

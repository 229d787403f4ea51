import Foundation
import Testing
import TraceFixtures
import TraceStore

@Suite("Large commits")
struct LargeCommitTests {
    private static let count: Int64 = 3000
    private let folder: TemporaryDirectory
    private let path: String
    private let writer: TraceWriter

    init() throws {
        folder = try TemporaryDirectory()
        path = folder.file("trace.sqlite")
        writer = try TraceWriter(TraceFile.create(path))
        try writer.beginProcess(pid: 10, bootTicks: 1, executable: "a", started: 0)
    }

    /// A step for each of many times, and its task, which is over with it.
    private func rows(from start: Int64, task: Int64, ascending: Bool = true) -> TraceRows {
        var rows = TraceRows()
        let null = RowBatch.null
        for number in 0..<Self.count {
            let key = rows.steps.uniqueKey(start + number * 1000)
            rows.steps.append(key, [10, task + number, 1, null, null, null, null, null, null, null, null])
            let id = task + (ascending ? number : Self.count - 1 - number)
            rows.newTasks.append([id, null, 1, null, null, null, null, 1, key, 0, 10, 0, 0, 1, null])
        }
        return rows
    }

    private func integer(_ sql: String) throws -> Int64 {
        try TraceReader(path: path).database.integer(sql)
    }

    @Test("Each commit brings its own rows, whichever way they go.")
    func commits() throws {
        var all: Int64 = 0
        for commit: Int64 in 0..<4 {
            var more = rows(from: commit * 100_000_000, task: commit * 10_000, ascending: commit % 2 == 0)
            // One that comes late, and in between a commit of a single row.
            more.steps.append(
                commit * 100_000_000 - 5000, [1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9])
            try writer.commit(&more)
            #expect(more.isEmpty)
            var single = TraceRows()
            let key = single.steps.uniqueKey(commit * 100_000_000 + 50_000_000)
            single.steps.append(key, [1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9])
            try writer.commit(&single)
            all += Self.count + 2
            #expect(try integer("SELECT count(*) FROM step") == all)
        }
        #expect(try integer("SELECT count(*) FROM task") == 4 * Self.count)
        #expect(
            try integer("SELECT count(*) FROM task JOIN step ON step.ended = task.ended") == 4 * Self.count)
        #expect(try integer("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'") == 1)
    }

    @Test("Two processes may do the same many times in the same nanoseconds.")
    func twoProcesses() throws {
        let second = TraceWriter(sharingFileOf: writer)
        try second.beginProcess(pid: 11, bootTicks: nil, executable: "b", started: 0)
        var (ones, others) = (rows(from: 0, task: 1), rows(from: 0, task: second.identifierOffset + 1))
        try writer.commit(&ones)
        try second.commit(&others)
        #expect(try integer("SELECT count(*) FROM step") == 2 * Self.count)
        #expect(try integer("SELECT count(*) FROM step WHERE ended % 1000 = 1") == Self.count)
    }

    @Test("A task that has a row already, as after a recovery, gets its last one.")
    func knownTask() throws {
        var alive = TraceRows()
        let null = RowBatch.null
        alive.tasks.append([7, null, 1, null, null, null, null, 1, null, null, 0, 0, 0, 0, null])
        try writer.commit(&alive)
        var ended = rows(from: 0, task: 1)
        try writer.commit(&ended)
        #expect(try integer("SELECT count(*) FROM task") == Self.count)
        #expect(try integer("SELECT count(*) FROM task WHERE ended IS NULL") == 0)
    }

    @Test("Where SQLite refuses the fast way, the rows go the other.")
    func refused() throws {
        // The name is taken.
        try writer.database.execute("ATTACH ':memory:' AS image")
        for start: Int64 in [0, 100_000_000] {
            var more = rows(from: start, task: start)
            try writer.commit(&more)
        }
        #expect(try integer("SELECT count(*) FROM step") == 2 * Self.count)
        #expect(try integer("SELECT count(*) FROM task") == 2 * Self.count)
    }

    @Test("What a failed large commit leaves is in the next one, once.")
    func failed() throws {
        var more = rows(from: 0, task: 1)
        // A task is never without a kind.
        more.tasks.append(RowBatch.rowWithoutKind)
        #expect(throws: SQLiteError.self) { try writer.commit(&more) }
        #expect(try integer("SELECT count(*) FROM step") == 0)
        more.tasks.removeAll()
        try writer.commit(&more)
        #expect(try integer("SELECT count(*) FROM step") == Self.count)
        #expect(try integer("SELECT count(*) FROM task") == Self.count)
    }
}

extension RowBatch {
    fileprivate static var rowWithoutKind: InlineArray<15, Int64> {
        var row = InlineArray<15, Int64>(repeating: 0)
        row[2] = null
        return row
    }
}

import Foundation
import Testing
import TraceFixtures

@testable import TraceStore

@Suite struct TraceFileTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// A small closed trace; its path.
    private func makeTrace(_ name: String = "trace.sqlite", _ change: String = "") throws -> String {
        let path = directory.file(name)
        let database = try TraceFile.create(path)
        try database.execute("INSERT INTO process(id, pid, started) VALUES (1, 7, 0)")
        try database.execute(change)
        return path
    }

    /// What is wrong with it; checks that looking at it did not change it.
    private func refusal(_ path: String) throws -> TraceFileError? {
        let before = try? Data(contentsOf: URL(filePath: path))
        let error = #expect(throws: TraceFileError.self) { try TraceReader(path: path) }
        #expect((try? Data(contentsOf: URL(filePath: path))) == before)
        return error
    }

    @Test("A new trace is a WAL database that says what it is, and reads back.")
    func create() throws {
        let reader = try TraceReader(path: makeTrace())
        #expect(try reader.database.integer("PRAGMA application_id") == 0x5354_5452)
        #expect(try reader.database.integer("PRAGMA user_version") == 1)
        #expect(try reader.database.integer("PRAGMA page_size") == 16384)
        let header = try Data(contentsOf: URL(filePath: reader.path)).prefix(20)
        #expect(header.suffix(2) == Data([2, 2]), "the header's file format numbers: 2 is WAL")
        #expect(try reader.rows("SELECT pid FROM process") { $0.integer("pid") } == [7])
    }

    @Test("A reader cannot write.")
    func readOnly() throws {
        let reader = try TraceReader(path: makeTrace())
        #expect(throws: SQLiteError.self) { try reader.database.execute("DELETE FROM process") }
    }

    @Test("Reading a closed trace leaves no file beside it.")
    func noLitter() throws {
        let path = try makeTrace()
        #expect(try directory.names == ["trace.sqlite"])
        do {
            let reader = try TraceReader(path: path)
            #expect(try reader.database.integer("SELECT count(*) FROM process") == 1)
        }
        #expect(try directory.names == ["trace.sqlite"])
    }

    @Test("A trace that is being written shows what is committed, and one snapshot stays as it is.")
    func live() throws {
        let path = directory.file("live.sqlite")
        let writer = try TraceFile.create(path)
        try writer.execute("INSERT INTO process(id, pid, started) VALUES (1, 7, 0)")
        let reader = try TraceReader(path: path)
        let count = "SELECT count(*) FROM process"
        try reader.snapshot {
            #expect(try reader.database.integer(count) == 1)
            try writer.execute("INSERT INTO process(id, pid, started) VALUES (2, 8, 0)")
            #expect(try reader.database.integer(count) == 1)
        }
        #expect(try reader.database.integer(count) == 2)
    }

    @Test("A trace is never made over an existing file.")
    func createOver() throws {
        let path = try makeTrace()
        #expect(throws: TraceFileError.alreadyExists(path)) { try TraceFile.create(path) }
    }

    @Test("Opening for writing makes the views anew.")
    func views() throws {
        let path = try makeTrace("trace.sqlite", "CREATE VIEW \"stra\"\"nge\" AS SELECT 1 AS one")
        let writer = try TraceFile.openForWriting(path)
        #expect(
            try writer.integer(
                "SELECT count(*) FROM sqlite_schema WHERE type = 'view' AND name LIKE 'stra%'") == 0)
    }

    @Test("A reader has the views of its own build, whatever views the file has.")
    func ownViews() throws {
        let path = try makeTrace(
            "old.sqlite", "DROP VIEW tasks; DROP VIEW trace; CREATE VIEW trace(id) AS SELECT 'old'")
        let reader = try TraceReader(path: path)
        #expect(try reader.rows("SELECT label FROM tasks") { $0.text("label") } == [])
        #expect(try reader.database.integer("SELECT threads FROM trace") == 0)
    }

    // MARK: What is not a trace

    @Test("A missing file is named.")
    func missing() throws {
        let path = directory.file("none.sqlite")
        #expect(try refusal(path) == .notFound(path))
        #expect(try directory.names.isEmpty)
    }

    @Test("A directory is named as one.")
    func isDirectory() throws {
        #expect(try refusal(directory.path) == .directory(directory.path))
    }

    @Test("An empty file is named as empty.")
    func empty() throws {
        let path = try directory.file("empty.sqlite", Data())
        #expect(try refusal(path) == .empty(path))
    }

    @Test(
        "A text file is not a trace, however short.",
        arguments: ["x", String(repeating: "text ", count: 99)])
    func text(_ text: String) throws {
        let path = try directory.file("text.txt", Data(text.utf8))
        #expect(try refusal(path) == .notATrace(path))
    }

    @Test("Somebody else's database is not a trace.")
    func foreign() throws {
        let path = directory.file("foreign.sqlite")
        do {
            let database = try Database(path, mode: .create)
            try database.execute("CREATE TABLE step(a)")
        }
        #expect(try refusal(path) == .foreignDatabase(path))
    }

    @Test("A trace that was cut is damaged, wherever the cut is.", arguments: [60, 16384, 100_000])
    func truncated(_ length: Int) throws {
        let whole = try Data(contentsOf: URL(filePath: makeTrace()))
        #expect(whole.count > length)
        let path = try directory.file("cut.sqlite", whole.prefix(length))
        guard case .damaged = try refusal(path) else {
            Issue.record("not damaged")
            return
        }
    }

    @Test("A trace whose first page is overwritten is damaged.")
    func overwritten() throws {
        var bytes = try Data(contentsOf: URL(filePath: makeTrace()))
        bytes.replaceSubrange(100..<2000, with: Data(repeating: 0xff, count: 1900))
        let path = try directory.file("broken.sqlite", bytes)
        guard case .damaged = try refusal(path) else {
            Issue.record("not damaged")
            return
        }
    }

    @Test("A newer format is refused with both numbers.")
    func newer() throws {
        let path = try makeTrace("new.sqlite", "PRAGMA user_version = 99")
        #expect(try refusal(path) == .newerFormat(path, found: 99, supported: 1))
    }

    @Test("A file that may not be read is refused with the reason.", .enabled(if: getuid() != 0))
    func unreadable() throws {
        let path = try makeTrace()
        unsafe chmod(path, 0)
        #expect(try refusal(path) == .unreadable(path, reason: "Permission denied"))
    }

    @Test("A closed trace in a directory that may not be written reads.", .enabled(if: getuid() != 0))
    func readOnlyDirectory() throws {
        let path = try makeTrace()
        unsafe chmod(directory.path, 0o555)
        defer { unsafe chmod(directory.path, 0o755) }
        let reader = try TraceReader(path: path)
        #expect(try reader.database.integer("SELECT count(*) FROM process") == 1)
    }
}

import Foundation
import Testing
import TraceFixtures
import TraceSchema
import TraceStore

/// A trace of each format that was ever released, as SQL text: what it was then must stay readable.
///
/// When a format is released, a dump of a small trace joins `Released`, and is never edited afterwards.
@Suite("Traces of released formats")
struct ReleasedFormatTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
        path: "Released")

    static let versions = Array(1...TraceSchema.currentVersion)

    private func make(_ version: Int, in folder: TemporaryDirectory) throws -> String {
        let path = folder.file("format-\(version).sqlite")
        let dump = try String(
            contentsOf: Self.folder.appending(path: "format-\(version).sql"), encoding: .utf8)
        let database = try Database(path, mode: .create)
        try database.execute(dump)
        try database.execute(
            "PRAGMA application_id = \(Migrator.applicationID); PRAGMA user_version = \(version)")
        return path
    }

    @Test("Every view answers over a trace of every released format.", arguments: versions)
    func reading(version: Int) throws {
        let folder = try TemporaryDirectory()
        let trace = try TraceReader(path: make(version, in: folder))
        let views = try trace.rows(
            "SELECT name FROM sqlite_schema WHERE type = 'view' UNION SELECT name FROM sqlite_temp_schema WHERE type = 'view'"
        ) { $0.text("name") ?? "" }
        #expect(views.contains("tasks") && views.contains("awaits"))
        for view in views { _ = try trace.rows("SELECT * FROM \(view)") { _ in () } }
        #expect(
            try trace.rows("SELECT name FROM tasks WHERE name = 'poller'") { $0.text("name") } == ["poller"])
    }

    @Test("Opened for writing it becomes the current format, and keeps its rows.", arguments: versions)
    func writing(version: Int) throws {
        let folder = try TemporaryDirectory()
        let path = try make(version, in: folder)
        let before = try TraceReader(path: path).database.integer("SELECT count(*) FROM step")
        let database = try TraceFile.openForWriting(path)
        #expect(try Int(database.integer("PRAGMA user_version")) == TraceSchema.currentVersion)
        #expect(try database.integer("SELECT count(*) FROM step") == before)
        #expect(before > 0)
    }
}

import Foundation
import Testing
import TraceModel
import TraceStore

/// The oldest details go in slices; what is left, and what was dropped, is what there was.
@Suite("Bounds of a trace")
struct RetentionTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    private var path: String { folder.appending(path: "trace.sqlite").path }

    private func newWriter(_ limits: RetentionLimits) throws -> TraceWriter {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let writer = try TraceWriter(TraceFile.create(path))
        try writer.beginProcess(pid: 1, bootTicks: 1, executable: "/test", started: 0)
        try writer.setRetention(limits)
        return writer
    }

    /// A task a microsecond, each with two steps; every hundredth goes on for ever, every tenth throws.
    private func addTasks(_ numbers: Range<Int64>, to rows: inout TraceRows) {
        let null = RowBatch.null
        for number in numbers {
            let (created, lives) = (number * 1000, number % 100 == 0)
            for end in [created + 300, created + 600] {
                rows.steps.append(
                    rows.steps.uniqueKey(end),
                    [100, number, 1, null, null, null, null, null, null, null, null])
            }
            rows.tasks.append([
                number, null, 1, null, null, null, null, created, lives ? null : created + 600,
                lives ? null : number % 10 == 5 ? 1 : 0, 200, 0, 0, 2, null,
            ])
        }
    }

    private func write(_ count: Int64, each: Int64, _ writer: TraceWriter) throws {
        var rows = TraceRows()
        for first in stride(from: Int64(0), to: count, by: Int64.Stride(each)) {
            addTasks(first..<first + each, to: &rows)
            try writer.commit(&rows, now: (first + each) * 1000)
        }
    }

    private func number(_ sql: String) throws -> Int64 {
        try TraceFile.openForReading(path).integer(sql)
    }

    private func dropped(_ what: String) throws -> Int64 {
        try number("SELECT rows FROM dropped_details WHERE what = '\(what)'")
    }

    private func expectConservation(of count: Int64) throws {
        #expect(try number("SELECT count(*) FROM step") + dropped("step") == 2 * count)
        #expect(try number("SELECT count(*) FROM task") + dropped("task") == count)
        #expect(try number("SELECT tasks FROM trace") == count)
        #expect(try number("SELECT steps FROM trace") == 2 * count)
        #expect(try number("SELECT failed FROM trace") == count / 10)
        let from = try number("SELECT details_from FROM trace")
        #expect(try number("SELECT min(ended) FROM step") >= from)
        // What ended since then is there, with its steps; what goes on is there in any case.
        #expect(try number("SELECT count(*) FROM task WHERE ended IS NULL") == count / 100)
        #expect(
            try number("SELECT count(*) FROM step WHERE task NOT IN (SELECT id FROM task)") == 0)
    }

    @Test(
        "By age: nothing older than the bound and a little stays, living tasks do, and every drop is counted."
    )
    func age() throws {
        let writer = try newWriter(RetentionLimits(nanoseconds: 10_000_000))
        try write(60_000, each: 2000, writer)
        try expectConservation(of: 60_000)
        let from = try number("SELECT details_from FROM trace")
        #expect((49_000_000...50_000_000).contains(from))
        #expect(try number("SELECT count(*) FROM task WHERE ended < \(from) - 2000") == 0)
        #expect(try number("SELECT first FROM kept_windows") == from)
    }

    @Test("By size: the file stops growing at the bound, and keeps the newest.")
    func size() throws {
        let limit: Int64 = 3_000_000
        let writer = try newWriter(RetentionLimits(bytes: limit))
        try write(160_000, each: 4000, writer)
        try expectConservation(of: 160_000)
        try writer.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        let size = try number("PRAGMA page_count") * number("PRAGMA page_size")
        #expect(size <= limit + limit / 10)
        // It is made use of, too.
        #expect(size > limit / 2)
        #expect(try number("SELECT max(ended) FROM step") == 159_999_600)
        #expect(try dropped("step") > 160_000)
    }

    @Test("A commit drops no more than twice what it writes, and a little, however much is due.")
    func slices() throws {
        var writer = try newWriter(RetentionLimits())
        try write(20_000, each: 20_000, writer)
        writer = try TraceWriter(TraceFile.openForWriting(path))
        try writer.setRetention(RetentionLimits(nanoseconds: 1_000_000))
        var rows = TraceRows()
        addTasks(40_000..<40_010, to: &rows)
        try writer.commit(&rows, now: 40_010_000)
        #expect(try dropped("step") == 4096)
    }

    @Test("A commit that fails has dropped nothing, and the next one goes on.")
    func failure() throws {
        let writer = try newWriter(RetentionLimits(nanoseconds: 1_000_000))
        try write(4000, each: 2000, writer)
        let before = try dropped("step")
        var rows = TraceRows()
        addTasks(6000..<7000, to: &rows)
        writer.after("INSERT INTO meta(key, value) VALUES ('format', 1), ('format', 1)")
        #expect(throws: SQLiteError.self) { try writer.commit(&rows, now: 7_000_000) }
        #expect(try dropped("step") == before)
        #expect(try number("SELECT count(*) FROM step") + before == 8000)
    }

    @Test("A trace that is opened again goes on dropping where it was.")
    func reopened() throws {
        try write(20_000, each: 2000, newWriter(RetentionLimits(nanoseconds: 5_000_000)))
        let writer = try TraceWriter(TraceFile.openForWriting(path))
        try writer.setRetention(RetentionLimits(nanoseconds: 5_000_000))
        var rows = TraceRows()
        addTasks(20_000..<30_000, to: &rows)
        try writer.commit(&rows, now: 30_000_000)
        try expectConservation(of: 30_000)
        #expect(try number("SELECT details_from FROM trace") >= 20_000_000)
    }

    @Test("Rates are kept in ever longer stretches, at most 4096, and add up to the same.")
    func rates() throws {
        let writer = try newWriter(RetentionLimits())
        var rows = TraceRows()
        for hour in Int64(0)..<4 {
            for second in hour * 3600..<(hour + 1) * 3600 {
                rows.totals.rates.append([second * 1_000_000_000, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0])
            }
            try writer.commit(&rows)
        }
        #expect(try number("SELECT count(*) FROM rates") == 3600)
        #expect(try number("SELECT count(*) FROM rates WHERE steps = 4 AND duration_ns = 4000000000") == 3600)
        #expect(try number("SELECT sum(run_ns) FROM rates") == 2 * 4 * 3600)
    }
}

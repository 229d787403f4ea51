import Foundation
import Testing
import TraceFixtures
import TraceStore

@Suite("Rows that are copied whole")
struct BatchImageTests {
    private let folder: TemporaryDirectory
    private let database: Database

    init() throws {
        folder = try TemporaryDirectory()
        database = try Database(folder.file("target.sqlite"), mode: .create)
        try database.execute("CREATE TABLE number(id INTEGER PRIMARY KEY, a INTEGER, b INTEGER) STRICT")
        try database.execute("CREATE TABLE other(id INTEGER PRIMARY KEY, a INTEGER) STRICT")
    }

    private func batch(_ rows: [[Int64?]]) -> RowBatch {
        var batch = RowBatch(columns: rows.first?.count ?? 1)
        for row in rows { batch.values += row.map { $0 ?? RowBatch.null } }
        return batch
    }

    private func rows(_ sql: String) throws -> [[Int64?]] {
        let statement = try database.prepare(sql)
        var rows: [[Int64?]] = []
        while try statement.step() {
            rows.append((0..<statement.columnNames.count).map { statement.integer(at: $0) })
        }
        return rows
    }

    private func integrity() throws -> String? {
        let check = try database.prepare("PRAGMA image.integrity_check")
        return try check.step() ? check.text(at: 0) : nil
    }

    /// Around every number of bytes that SQLite gives an integer, as a key and as a value.
    private static let widths: [Int64] = {
        var numbers: Set<Int64> = [0, .max, .min + 1]
        for bits in 0..<63 {
            for near: Int64 in [-2, -1, 0, 1, 2] {
                numbers.insert((1 << bits) + near)
                numbers.insert(-(1 << bits) + near)
            }
        }
        return numbers.sorted()
    }()

    @Test(
        "Integers of every width, NULL and negative keys are what they were, in a database that SQLite finds whole."
    )
    func everyWidth() throws {
        let image = try BatchImage(database, tables: ["number", "other"])
        let numbers = Self.widths.map { [$0, $0, nil] } + []
        #expect(image.fill([batch(numbers), batch(Self.widths.map { [$0, nil] })]))
        #expect(try integrity() == "ok")
        try database.execute("INSERT INTO main.number SELECT * FROM image.number")
        try database.execute("INSERT INTO main.other SELECT * FROM image.other")
        #expect(try rows("SELECT * FROM main.number ORDER BY id") == numbers)
        #expect(try rows("SELECT * FROM main.other ORDER BY id") == Self.widths.map { [$0, nil] })
        let check = try database.prepare("PRAGMA main.integrity_check")
        #expect(try check.step() && check.text(at: 0) == "ok")
    }

    @Test("Many rows take many pages, more than there were; few of the next commit take their place.")
    func pages() throws {
        let image = try BatchImage(database, tables: ["number", "other"])
        let many = (1...60_000).map { [$0 * 1_000_003, $0 * $0, -$0] as [Int64?] }
        #expect(image.fill([batch(many), batch([])]))
        #expect(try integrity() == "ok")
        #expect(try rows("SELECT * FROM image.number") == many)
        #expect(try rows("SELECT * FROM image.number WHERE id = 30000 * 1000003") == [many[29_999]])
        #expect(try rows("SELECT * FROM image.other") == [])

        // A leaf that is just full, and one row more, are where an error would lie. Pages may also be kept in a cache.
        for count in [1, 2, 1638, 1639, 1640, 1641, 1642, 2500, 3] {
            if count == 1640 { try database.execute("PRAGMA image.mmap_size = 0") }
            let few = (1...count).map { [Int64($0) + 100, 7, nil] as [Int64?] }
            #expect(image.fill([batch(few), batch([[5, 5]])]))
            #expect(try integrity() == "ok")
            #expect(try rows("SELECT * FROM image.number") == few)
        }
        #expect(image.fill([batch([]), batch([])]))
        #expect(try integrity() == "ok")
        #expect(try rows("SELECT * FROM image.number") == [])
    }

    @Test("Rows of the most columns, all of the widest numbers, go in as well.")
    func widest() throws {
        let columns = (1..<16).map { "c\($0) INTEGER" }.joined(separator: ", ")
        try database.execute("CREATE TABLE wide(id INTEGER PRIMARY KEY, \(columns)) STRICT")
        let image = try BatchImage(database, tables: ["wide"])
        let wide = (0..<500).map { row in (0..<16).map { Int64.max - 10_000 + row * 16 + $0 } as [Int64?] }
        #expect(image.fill([batch(wide)]))
        #expect(try integrity() == "ok")
        #expect(try rows("SELECT * FROM image.wide") == wide)
    }

    @Test("Keys that do not ascend are refused, and leave nothing.")
    func order() throws {
        let image = try BatchImage(database, tables: ["number", "other"])
        for keys: [Int64] in [[2, 1], [1, 1], [.min]] {
            #expect(!image.fill([batch(keys.map { [$0, 1, 1] }), batch([[1, 1]])]))
            #expect(try rows("SELECT * FROM image.number") + rows("SELECT * FROM image.other") == [])
        }
        #expect(try integrity() == "ok")
    }

    @Test("SQLite copies the rows without taking them apart.")
    func plan() throws {
        let trace = try TraceFile.create(folder.file("trace.sqlite"))
        let image = try BatchImage(trace, tables: ["step"])
        let plan = try trace.prepare("EXPLAIN INSERT INTO main.step SELECT * FROM image.step")
        var operations: Set<String> = []
        while try plan.step() { operations.insert(plan.text(at: 1) ?? "") }
        #expect(operations.contains("RowData") && !operations.contains("Column"))
        #expect(image.fill([batch([])]))
    }
}

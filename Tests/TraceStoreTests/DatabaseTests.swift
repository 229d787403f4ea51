import Testing
import TraceFixtures

@testable import TraceStore

@Suite struct DatabaseTests {
    let directory: TemporaryDirectory
    let database: Database

    init() throws {
        directory = try TemporaryDirectory()
        database = try Database(directory.file("a.sqlite"), mode: .create)
        try database.execute("CREATE TABLE t(a, b, c, d)")
    }

    @Test("Values come back as they were bound.")
    func roundTrip() throws {
        let insert = try database.prepare("INSERT INTO t VALUES (?1, ?2, ?3, ?4)")
        try insert.bind(Int64.min, at: 1)
        try insert.bind(1.5, at: 2)
        try insert.bind("zwölf\0!", at: 3)
        try insert.bind([0, 255] as [UInt8], at: 4)
        try insert.run()
        for index in 1...2 { try insert.bind(nil as Int64?, at: index) }
        try insert.bind("", at: 3)
        try insert.bind([] as [UInt8], at: 4)
        try insert.run()
        #expect(database.lastInsertRowID == 2)

        let select = try database.prepare("SELECT * FROM t")
        #expect(select.columnNames == ["a", "b", "c", "d"])
        #expect(try select.step())
        #expect(
            (0..<4).map(select.value) == [
                .integer(.min), .real(1.5), .text("zwölf\0!"), .blob([0, 255]),
            ])
        #expect(try select.step())
        #expect((0..<4).map(select.value) == [.null, .null, .text(""), .blob([])])
        #expect(select.integer(at: 0) == nil)
        #expect(try !select.step())
    }

    @Test("A transaction whose body throws leaves nothing behind.")
    func rollback() throws {
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try database.transaction {
                try database.execute("INSERT INTO t(a) VALUES (1)")
                throw Stop()
            }
        }
        try database.transaction { try database.execute("INSERT INTO t(a) VALUES (2)") }
        #expect(try database.integer("SELECT sum(a) FROM t") == 2)
    }

    @Test("An error carries SQLite's words and the statement.")
    func errors() throws {
        let error = #expect(throws: SQLiteError.self) { try database.prepare("SELECT absent FROM t") }
        #expect(error?.message == "no such column: absent")
        #expect(error?.sql == "SELECT absent FROM t")
    }

    @Test("A path with the characters of a URI opens as it is, immutable or not.")
    func oddPath() throws {
        let path = directory.file("50% a?b#c.sqlite")
        do {
            let odd = try Database(path, mode: .create)
            try odd.execute("CREATE TABLE odd(a)")
        }
        let reader = try Database(path, mode: .immutable)
        #expect(try reader.integer("SELECT count(*) FROM odd") == 0)
        #expect(try directory.names.contains("50% a?b#c.sqlite"))
    }
}

import Foundation
import Testing
import TraceStore
import TraceSymbols

@testable import TraceCollector

/// What the collector knows lies in the traced program's memory, which must not grow with time.
@Suite("A program that makes and ends things for ever")
struct LongRunMemoryTests {
    private func withWriter(_ body: (TraceWriter) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "memory-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let writer = try TraceWriter(TraceFile.create(directory.appending(path: "trace.sqlite").path))
        try writer.beginProcess(pid: 1, bootTicks: nil, executable: "program", started: 0)
        try body(writer)
    }

    @Test("Threads that are over are forgotten, those that live keep their rows.")
    func threads() {
        var table = ThreadTable(keepingAtMost: 100)
        var most = 0
        for tid in 1...10_000 as ClosedRange<UInt32> {
            table[tid] = Int64(tid) * 10
            table.forget(except: [10, 20])
            most = max(most, table.count)
        }
        #expect(most == 100)
        #expect(table[1] == 10 && table[2] == 20 && table[9_000] == nil)
    }

    @Test("Actors that were forgotten are found again in the trace, with the types that they had.")
    func actors() throws {
        try withWriter { writer in
            var ledger = ObjectLedger(writer)
            var rows = TraceRows()
            func hop(_ address: UInt64, told: String? = nil) throws -> Int64? {
                try ledger.executor(address, told: told.map { (true, $0) }, into: &rows)
            }
            let global = try ledger.executor(0, told: (false, nil), into: &rows)
            let first = try (1...1000).map { try hop($0, told: "program.Connection") }
            #expect(Set(first).count == 1000)
            ledger.forgetExecutors(keepingAtMost: 2000)
            #expect(ledger.executors.count == 1001)
            try writer.commit(&rows)
            ledger.forgetExecutors(keepingAtMost: 1000)
            #expect(ledger.executors.isEmpty)
            let again = try (1...1000).map { try hop($0, told: $0 % 2 == 0 ? "program.Connection" : nil) }
            #expect(again == first)
            #expect(try ledger.executor(0, told: (false, nil), into: &rows) == global)
            #expect(rows.objects.isEmpty)
            // Another type at the same address is another actor.
            try writer.commit(&rows)
            ledger.forgetExecutors(keepingAtMost: 0)
            let other = try hop(7, told: "program.Session")
            #expect(try #require(other) > first.compactMap(\.self).max() ?? .max)
            #expect(try hop(7) == other)
        }
    }

    @Test("What a rush of tasks took is given back, and those that live are what they were.")
    func rushOfTasks() {
        var table = TaskTable()
        for id in 1...100_000 as ClosedRange<UInt32> {
            let (index, _) = table.indexAddingIfNeeded(id)
            table[index].parent = id &* 3
        }
        for id in 1...100_000 as ClosedRange<UInt32> where id % 1000 != 0 { table.remove(id) }
        let before = table.capacity
        table.shrinkIfNeeded()
        #expect(before >= 100_000 && table.capacity <= 1024)
        #expect(table.count == 100)
        for id in 1...100_000 as ClosedRange<UInt32> {
            let parent = table.index(of: id).map { table[$0].parent }
            #expect(parent == (id % 1000 == 0 ? id &* 3 : nil))
        }
        let (index, isNew) = table.indexAddingIfNeeded(100_001)
        #expect(isNew && table[index].parent == 0)
    }

    @Test("So is what its rows took.")
    func rushOfRows() {
        var batch = RowBatch(columns: 2)
        for number in 0..<400_000 as Range<Int64> { batch.append([number, number]) }
        batch.removeAll()
        #expect(batch.values.capacity < 1000)
        for number in 0..<1000 as Range<Int64> { batch.append([number, number]) }
        batch.removeAll()
        #expect(batch.values.capacity >= 2000)
    }

    @Test("SQLite keeps more of the file only while many tasks live.")
    func cache() throws {
        try withWriter { (writer: TraceWriter) throws in
            #expect(try writer.database.integer("PRAGMA cache_size") == -1024)
            #expect(try writer.fitCache(livingTasks: 1_000_000) == 8192)
            #expect(try writer.database.integer("PRAGMA cache_size") == -8192)
            #expect(try writer.fitCache(livingTasks: 3000) == 2048)
            #expect(try writer.fitCache(livingTasks: 10) == 1024)
            #expect(try writer.database.integer("PRAGMA cache_size") == -1024)
        }
    }

    @Test("The files of symbols are closed once nobody asks, and are opened again for who does.")
    func symbols() throws {
        try withWriter { writer in
            var sites = try SiteTable(writer, findModules: Module.ofThisProcess, isOwnProcess: false)
            let core = try #require(Module.ofThisProcess().first { $0.path.contains("libswiftCore") })
            let table = try #require(SymbolTable(path: core.path))
            let codes = try ["swift_retain", "swift_release"].map {
                core.base &+ (try #require(table.symbol(named: $0))).start
            }
            #expect(try sites.place(codes[0])?.function != nil)
            #expect(sites.openFiles == 1)
            for _ in 0..<100 { sites.committed() }
            #expect(sites.openFiles == 0)
            #expect(try sites.place(codes[1])?.function != nil)
            #expect(sites.openFiles == 1)
        }
    }
}

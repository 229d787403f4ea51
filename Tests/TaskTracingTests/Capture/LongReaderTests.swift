import Foundation
import TaskTracing
import Testing
import TraceStore

@testable import TaskTracing

/// The stock shell in a transaction that does not end by itself.
private final class LongReader {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    static let shell = ["/usr/bin/sqlite3", "/usr/local/bin/sqlite3"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    init(_ trace: String, _ begin: String = "BEGIN") throws {
        process.executableURL = URL(filePath: LongReader.shell ?? "")
        process.arguments = [trace]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data("\(begin); SELECT count(*) FROM task;\n".utf8))
        _ = output.fileHandleForReading.availableData
    }

    var pid: Int32 { process.processIdentifier }

    func end() throws {
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}

extension RecordingTests {
    @Test(
        "A reader that never ends holds the file beside the trace at its limit; the program goes on, and is told who it is.",
        .enabled(if: LongReader.shell != nil, "sqlite3 is not installed"))
    func longReader() async throws {
        let log = LogCollector()
        var configuration = TaskTracingConfiguration()
        configuration.logger = log.logger
        configuration.findsSourceLines = false
        configuration.maximumBufferSize = 4 << 20
        configuration.maximumSpillSize = 0
        configuration.writeAheadLimit = 2 << 20
        let path = try TracedProgram.newFolder().appending(path: "trace.sqlite").path
        let tracer = try await TaskTracer.start(to: path, configuration: configuration)
        let reader = try LongReader(path)
        func warnings() -> [String] { log.all.filter { $0.contains("cannot be written for now") } }

        var count: Int64 = 0
        func work(_ most: Int64, until isDone: () -> Bool) async throws {
            let last = count + most
            while !isDone() && count < last {
                for _ in 0..<500 { await Task(name: "task") {}.value }
                count += 500
                try await Task.sleep(for: .milliseconds(10))
            }
        }
        try await work(400_000) { !warnings().isEmpty }
        #expect(warnings().count == 1)
        #expect(warnings().first?.contains("process \(reader.pid) ('sqlite3') has been reading") == true)
        // Beyond what the segments hold: that is lost, and the program does not wait for it.
        for _ in 0..<40_000 { await Task(name: "task") {}.value }
        count += 40_000
        // The limit, and one commit.
        #expect(size(path + "-wal") < 8 << 20)
        #expect(warnings().count == 1)
        try reader.end()
        await tracer.stop()

        let trace = try TracedProgram.open(path)
        #expect(try trace.table("SELECT DISTINCT reason FROM losses").contains("held_by_reader"))
        #expect(try trace.table("SELECT state FROM trace") == ["closed"])
        #expect(try trace.number("SELECT count(*) FROM tasks WHERE name = 'task'") < count)
        #expect(size(path + "-wal") == 0)
    }

    @Test(
        "A reader that is still there at the end does not hold it up, and sees the same as before.",
        .enabled(if: LongReader.shell != nil, "sqlite3 is not installed"))
    func readerAtTheEnd() async throws {
        var configuration = TaskTracingConfiguration()
        configuration.findsSourceLines = false
        configuration.writeAheadLimit = 1 << 20
        let path = try TracedProgram.newFolder().appending(path: "trace.sqlite").path
        let tracer = try await TaskTracer.start(to: path, configuration: configuration)
        let reader = try LongReader(path)
        for _ in 0..<10_000 { await Task(name: "task") {}.value }
        await tracer.stop()
        // All of it, though the limit is far below that.
        #expect(
            try TracedProgram.open(path).number("SELECT count(*) FROM tasks WHERE outcome = 'ok'") >= 10_000)
        #expect(size(path + "-wal") > 0)
        try reader.end()
        #expect(try TracedProgram.open(path).table("SELECT state FROM trace") == ["closed"])
    }

    @Test(
        "A program that holds the trace for writing is named, and what was recorded meanwhile comes when it lets go.",
        .enabled(if: LongReader.shell != nil, "sqlite3 is not installed"))
    func otherWriter() async throws {
        let log = LogCollector()
        var configuration = TaskTracingConfiguration()
        configuration.logger = log.logger
        configuration.findsSourceLines = false
        let path = try TracedProgram.newFolder().appending(path: "trace.sqlite").path
        let tracer = try await TaskTracer.start(to: path, configuration: configuration)
        let writer = try LongReader(path, "BEGIN IMMEDIATE")
        var count: Int64 = 0
        while !log.all.contains(where: { $0.contains("holds the trace for writing") }) && count < 100_000 {
            await Task(name: "task") {}.value
            count += 1
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(
            log.all.contains { $0.contains("process \(writer.pid) ('sqlite3') holds the trace for writing") })
        try writer.end()
        await tracer.stop()
        let trace = try TracedProgram.open(path)
        #expect(try trace.number("SELECT count(*) FROM tasks WHERE name = 'task'") == count)
        #expect(try trace.number("SELECT count(*) FROM losses") == 0)
    }

    private func size(_ path: String) -> Int {
        (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    }
}

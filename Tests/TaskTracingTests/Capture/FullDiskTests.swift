import Foundation
import TaskTracing
import Testing
import TraceStore

extension RecordingTests {
    @Test("A disk that is full at the start is an error to the caller.", .enabled(if: canMount))
    func fullAtStart() async throws {
        let disk = try SmallDisk(kilobytes: 16)
        let error = await #expect(throws: TaskTracingError.self) {
            try await withTaskTracing(to: disk.path + "/trace.sqlite") {}
        }
        #expect(error?.code == .cannotWrite)
        #expect(error?.description.contains(disk.path) == true)
    }

    @Test(
        "A disk that fills up stops nothing, and when there is space again nothing is missing.",
        .enabled(if: canMount))
    func fullForAWhile() async throws {
        let disk = try SmallDisk(kilobytes: 900)
        let log = LogCollector()
        var configuration = TaskTracingConfiguration()
        configuration.logger = log.logger
        configuration.findsSourceLines = false
        let path = disk.path + "/trace.sqlite"
        let tracer = try await TaskTracer.start(to: path, configuration: configuration)
        // How many fit depends on how many the collector writes at once, so on what else the machine does.
        var count: Int64 = 0
        while !log.all.contains(where: { $0.contains("cannot be written for now") }) && count < 100_000 {
            for _ in 0..<1_000 { await Task(name: "task") {}.value }
            count += 1_000
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(log.all.contains { $0.contains("cannot be written for now") })
        try disk.grow(toKilobytes: 65_536)
        await tracer.stop()
        let trace = try TracedProgram.open(path)
        #expect(
            try trace.number("SELECT count(*) FROM tasks WHERE name = 'task' AND outcome = 'ok'") == count)
        #expect(try trace.number("SELECT count(*) FROM losses") == 0)
    }

    @Test(
        "A disk that stays full until the end keeps the program whole, and the records where they are.",
        .enabled(if: canMount))
    func fullToTheEnd() async throws {
        let disk = try SmallDisk(kilobytes: 900)
        let log = LogCollector()
        var configuration = TaskTracingConfiguration()
        configuration.logger = log.logger
        let path = disk.path + "/trace.sqlite"
        let tracer = try await TaskTracer.start(to: path, configuration: configuration)
        for number in 0..<20_000 { await Task(name: "task \(number)") {}.value }
        await tracer.stop()
        #expect(log.all.contains { $0.hasPrefix("error: The end of the trace cannot be written") })
        // What was committed before is whole, and says where the rest is.
        let trace = try TracedProgram.open(path)
        #expect(try trace.table("PRAGMA integrity_check") == ["ok"])
        let folder = try #require(
            try trace.table("SELECT value FROM meta WHERE key = 'segments_folder'").first)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).contains("control"))
        try FileManager.default.removeItem(atPath: folder)
        // The next recording is not disturbed.
        _ = try await TracedProgram.run { await Task {}.value }
    }
}

import Foundation
import Synchronization
import TaskTracing
import Testing
import TraceStore

/// What becomes of a recording when somebody takes its files away.
extension RecordingTests {
    /// Records, does something to its files between two loads of tasks, and gives what was logged.
    private func record(
        to path: String, _ body: (TaskTracer) throws -> Void
    ) async throws -> [String] {
        let log = LogCollector()
        var configuration = TaskTracingConfiguration()
        configuration.logger = log.logger
        configuration.findsSourceLines = false
        let tracer = try await TaskTracer.start(to: path, configuration: configuration)
        for _ in 0..<1_000 { await Task(name: "before") {}.value }
        try body(tracer)
        for _ in 0..<20_000 { await Task(name: "after") {}.value }
        await tracer.stop()
        return log.all
    }

    private func expectOneWarning(_ log: [String]) {
        #expect(log.count { $0.contains("was removed or replaced while it is recorded") } == 1, "\(log)")
    }

    @Test("A trace that is removed while it is recorded is warned of once; the program goes on.")
    func traceRemoved() async throws {
        let folder = try TracedProgram.newFolder()
        let path = folder.appending(path: "trace.sqlite").path
        expectOneWarning(
            try await record(to: path) { _ in
                for suffix in ["", "-wal", "-shm"] {
                    try FileManager.default.removeItem(atPath: path + suffix)
                }
            })
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test("The directory of a trace may be removed while it is recorded.")
    func directoryRemoved() async throws {
        let folder = try TracedProgram.newFolder()
        expectOneWarning(
            try await record(to: folder.appending(path: "trace.sqlite").path) { _ in
                try FileManager.default.removeItem(at: folder)
            })
        #expect(!FileManager.default.fileExists(atPath: folder.path))
    }

    /// Btrfs does the same where a quota is used up in the wrong moment; that cannot be had at will.
    @Test("A trace whose mapped file is cut is written no more; the program goes on, and is told so once.")
    func mappedFileCut() async throws {
        let folder = try TracedProgram.newFolder()
        let path = folder.appending(path: "trace.sqlite").path
        var segments = ""
        let log = try await record(to: path) { _ in
            // Before: whoever reads has the same file mapped.
            segments =
                try TracedProgram.open(path)
                .table("SELECT value FROM meta WHERE key = 'segments_folder'").first ?? ""
            #expect(unsafe truncate(path + "-shm", 0) == 0)
        }
        #expect(log.count { $0.contains("cannot be written any more") } == 1, "\(log)")
        #expect(try !FileManager.default.contentsOfDirectory(atPath: segments).isEmpty)
        try FileManager.default.removeItem(atPath: segments)
    }

    @Test("What is put in the place of a trace while it is recorded is left alone, with the files beside it.")
    func traceReplaced() async throws {
        let folder = try TracedProgram.newFolder()
        let path = folder.appending(path: "trace.sqlite").path
        let names = ["", "-wal", "-shm"]
        expectOneWarning(
            try await record(to: path) { _ in
                for name in names {
                    try FileManager.default.removeItem(atPath: path + name)
                    try Data("mine\(name)".utf8).write(to: URL(filePath: path + name))
                }
            })
        for name in names {
            #expect(try String(contentsOfFile: path + name, encoding: .utf8) == "mine\(name)")
        }
    }

    @Test("A folder of segments that is removed while it is used costs what finds no room, and no more.")
    func segmentsRemoved() async throws {
        let path = try TracedProgram.newFolder().appending(path: "trace.sqlite").path
        _ = try await record(to: path) { _ in
            let trace = try TraceReader(path: path)
            let folder = try #require(
                try trace.table("SELECT value FROM meta WHERE key = 'segments_folder'").first)
            try FileManager.default.removeItem(atPath: folder)
        }
        let trace = try TracedProgram.open(path)
        #expect(try trace.table("SELECT state FROM trace") == ["closed"])
        #expect(try trace.number("SELECT count(*) FROM tasks WHERE name = 'before'") == 1_000)
        let lost = try trace.number("SELECT ifnull(sum(events), 0) FROM losses")
        if lost == 0 {
            #expect(try trace.number("SELECT count(*) FROM tasks WHERE name = 'after'") == 20_000)
        }
    }

    @Test("A file system that may only be read is an error to the caller.", .enabled(if: canMount))
    func readOnlyFileSystem() async throws {
        let disk = try SmallDisk(kilobytes: 64, readOnly: true)
        let error = await #expect(throws: TaskTracingError.self) {
            try await withTaskTracing(to: disk.path + "/trace.sqlite") {}
        }
        #expect(error?.code == .cannotWrite)
        #expect(error?.description.contains("Read-only file system") == true)
    }

    @Test("A second recording in the same program is refused, and the first one is as it was.")
    func secondRecorder() async throws {
        let path = try TracedProgram.newFolder().appending(path: "trace.sqlite").path
        try await withTaskTracing(to: path) {
            let error = await #expect(throws: TaskTracingError.self) {
                try await withTaskTracing(to: path) {}
            }
            #expect(error?.code == .alreadyTracing)
        }
        #expect(try TracedProgram.open(path).table("SELECT state FROM trace") == ["closed"])
    }

    @Test(
        "Where a file system cannot hold a database that is read while it is written, the recording is refused."
    )
    func noSharedMemory() async throws {
        let path = try TracedProgram.newFolder().appending(path: "trace.sqlite").path
        // As SQLite finds it where the file beside the trace cannot be mapped.
        try FileManager.default.createDirectory(atPath: path + "-shm", withIntermediateDirectories: false)
        let error = await #expect(throws: TaskTracingError.self) { try await withTaskTracing(to: path) {} }
        #expect(error?.code == .cannotWrite)
    }

    @Test("Trace, files beside it and segments are for their owner only, whatever the umask.")
    func modes() async throws {
        let folder = try TracedProgram.newFolder().path
        let before = umask(0)
        defer { umask(before) }
        for _ in 1...2 {
            try await withTaskTracing(to: folder + "/trace.sqlite") {
                await Task {}.value
                let reader = try TraceReader(path: folder + "/trace.sqlite")
                let segments = try #require(
                    try reader.table("SELECT value FROM meta WHERE key = 'segments_folder'").first)
                #expect(try mode(segments) == 0o700)
                // The folder behind the link lies beside the trace.
                for name in try FileManager.default.contentsOfDirectory(atPath: segments)
                where name != "spill" {
                    #expect(try mode(segments + "/" + name) == 0o600, "\(name)")
                }
                for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
                    let isFolder = name.hasSuffix(".segments")
                    #expect(try mode(folder + "/" + name) == (isFolder ? 0o700 : 0o600), "\(name)")
                }
            }
        }
        // Of two recordings: the trace, and the one that was moved aside.
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(names.count { $0.hasSuffix(".sqlite") } == 2)
    }

    private func mode(_ path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int ?? 0
    }
}

import Foundation
import TaskTracing
import Testing
import TraceStore

/// A directory with a quota, for as long as it is held. Needs root, and Btrfs.
final class QuotaDirectory {
    private let disk: String
    private let image: String
    var path: String { disk + "/limited" }

    init(kilobytes: Int) throws {
        disk = try TracedProgram.newFolder().path
        image = disk + ".image"
        try Data().write(to: URL(filePath: image))
        guard unsafe truncate(image, 256 << 20) == 0 else { throw CocoaError(.fileWriteOutOfSpace) }
        try Self.run("mkfs.btrfs", "-q", image)
        try Self.run("mount", "-o", "loop", image, disk)
        try Self.run("btrfs", "quota", "enable", disk)
        try Self.run("btrfs", "subvolume", "create", path)
        try setLimit(kilobytes: kilobytes)
    }

    func setLimit(kilobytes: Int) throws { try Self.run("btrfs", "qgroup", "limit", "\(kilobytes)K", path) }

    deinit {
        try? Self.run("umount", "-l", disk)
        try? FileManager.default.removeItem(atPath: image)
    }

    static let isPossible =
        geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/sbin/mkfs.btrfs")
        && (try? QuotaDirectory(kilobytes: 64)) != nil

    /// More than once: a loop device may be taken by somebody else first, and Btrfs may be counting.
    private static func run(_ arguments: String...) throws {
        for _ in 0..<20 {
            if (try? runOnce(arguments)) != nil { return }
            usleep(100_000)
        }
        try runOnce(arguments)
    }

    private static func runOnce(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
        (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteOutOfSpace) }
    }
}

extension RecordingTests {
    @Test("A quota that is used up is an error at the start.", .enabled(if: QuotaDirectory.isPossible))
    func quotaAtStart() async throws {
        let directory = try QuotaDirectory(kilobytes: 16)
        let error = await #expect(throws: TaskTracingError.self) {
            try await withTaskTracing(to: directory.path + "/trace.sqlite") {}
        }
        #expect(error?.code == .cannotWrite)
        #expect(error?.description.contains(directory.path) == true)
    }

    @Test(
        "A quota that is used up while recording stops nothing, and when there is more nothing is missing.",
        .enabled(if: QuotaDirectory.isPossible))
    func quotaForAWhile() async throws {
        let directory = try QuotaDirectory(kilobytes: 1500)
        let log = LogCollector()
        var configuration = TaskTracingConfiguration()
        configuration.logger = log.logger
        configuration.findsSourceLines = false
        let path = directory.path + "/trace.sqlite"
        let tracer = try await TaskTracer.start(to: path, configuration: configuration)
        var count: Int64 = 0
        while !log.all.contains(where: { $0.contains("cannot be written") }) && count < 100_000 {
            for _ in 0..<1_000 { await Task(name: "task") {}.value }
            count += 1_000
            try await Task.sleep(for: .milliseconds(20))
        }
        // Where the quota ends between the log and its mapped index, Btrfs refuses the page: see `mappedFileCut`.
        if log.all.contains(where: { $0.contains("cannot be written any more") }) {
            await tracer.stop()
            return
        }
        let warning = try #require(log.all.first { $0.contains("cannot be written for now") })
        #expect(warning.contains("quota"), "\(warning)")
        try directory.setLimit(kilobytes: 131_072)
        await tracer.stop()
        let trace = try TracedProgram.open(path)
        #expect(
            try trace.number("SELECT count(*) FROM tasks WHERE name = 'task' AND outcome = 'ok'") == count)
        #expect(try trace.number("SELECT count(*) FROM losses") == 0)
    }
}

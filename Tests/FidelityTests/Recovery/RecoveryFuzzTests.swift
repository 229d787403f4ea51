import Foundation
import Testing
import TraceRecovery
import TraceReporting
import TraceStore

/// What lies in a folder of segments, or in a trace that was cut off, may be anything: recovery takes in what makes
/// sense, counts what does not, and comes to an end.
///
/// Environment: `RECOVERY_FUZZ` is how many damaged copies are tried, `RECOVERY_FUZZ_SEED` the seed of the first.
extension FidelityTests {
    private static func smallRecording() async throws -> UncollectedRecording {
        try await UncollectedRecording(backtraces: true) {
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask(name: "task-\(number)") {
                        await Task.yield()
                        try? await Task.sleep(for: .microseconds(50))
                    }
                }
            }
        }
    }

    private static var quickly: Recovery.Options {
        var options = Recovery.Options()
        options.findsSourceLines = false
        return options
    }

    @Test("Damaged segments, control pages, module files and state neither crash nor hang a recovery.")
    func damagedCopies() async throws {
        let recording = try await Self.smallRecording()
        defer { recording.remove() }
        let first = FidelityTests.setting("RECOVERY_FUZZ_SEED", 1)
        var (recovered, refused) = (0, 0)
        for seed in first..<first + FidelityTests.setting("RECOVERY_FUZZ", 8) {
            let trace = try recording.copy("seed-\(seed)")
            defer {
                try? FileManager.default.removeItem(atPath: (trace as NSString).deletingLastPathComponent)
            }
            var damage = Damage(trace: trace, random: RandomSource(seed: UInt64(seed)))
            for _ in 0..<damage.random.number(1...4) { try damage.inflict() }
            do {
                _ = try Recovery.recover(trace, Self.quickly)
                recovered += 1
                // Readable as any other.
                _ = try TextReport(trace: TraceReader(path: trace), style: .plain).render()
            } catch let error as RecoveryError {
                #expect(error.description.contains(trace), "seed \(seed)")
                refused += 1
            } catch is TraceFileError, is SQLiteError {
                refused += 1
            }
        }
        #expect(recovered > 0)
        print("fuzzed recoveries: \(recovered) to the end, \(refused) refused")
    }

    @Test("Damaged records are left out and counted exactly, and the others are there.")
    func damagedRecords() async throws {
        let recording = try await Self.smallRecording()
        defer { recording.remove() }
        let (whole, damaged) = try (recording.copy("whole"), recording.copy("damaged"))
        let segment = try #require(Damage.segments(of: damaged).max { $0.records < $1.records })
        let file = try FileHandle(forUpdating: URL(filePath: segment.path))
        // Kinds that do not exist, in the last three records.
        for record in segment.records - 3..<segment.records {
            try file.seek(toOffset: UInt64(128 + record * 32 + 14))
            try file.write(contentsOf: [99])
        }
        try file.close()
        let (good, bad) = try (
            #require(try Recovery.recover(whole, Self.quickly)),
            #require(try Recovery.recover(damaged, Self.quickly))
        )
        #expect(good.damaged == 0)
        #expect(bad.damaged == 3)
        let trace = try TraceReader(path: damaged)
        #expect(try trace.database.integer("SELECT events FROM losses WHERE reason = 'damaged'") == 3)
        let names = "SELECT count(*) FROM tasks WHERE name LIKE 'task-%'"
        #expect(try trace.database.integer(names) == TraceReader(path: whole).database.integer(names))
    }

    @Test("A segment that is cut short counts as many records as it held.")
    func truncatedSegment() async throws {
        let recording = try await Self.smallRecording()
        defer { recording.remove() }
        let trace = try recording.copy("short")
        let segment = try #require(Damage.segments(of: trace).max { $0.records < $1.records })
        #expect(unsafe truncate(segment.path, 4096) == 0)
        let outcome = try #require(try Recovery.recover(trace, Self.quickly))
        #expect(outcome.damaged == Int64(segment.records))
    }

    @Test(
        "Where the folder is gone, as memory is after a restart, the trace says so and is complete from then on."
    )
    func folderGone() async throws {
        let recording = try await Self.smallRecording()
        defer { recording.remove() }
        let trace = try recording.copy("gone")
        try FileManager.default.removeItem(atPath: trace + ".segments")
        let outcome = try #require(try Recovery.recover(trace, Self.quickly))
        #expect(outcome.isFolderMissing)
        #expect(try Recovery.recover(trace, Self.quickly) == nil)
        let notes = "SELECT count(*) FROM processes WHERE note LIKE '%folder of segments is gone%'"
        #expect(try TraceReader(path: trace).database.integer(notes) == 1)
    }

    @Test("A folder that is not the tracer's is neither read nor removed, whatever the trace says.")
    func foreignFolder() async throws {
        let recording = try await Self.smallRecording()
        defer { recording.remove() }
        let trace = try recording.copy("foreign")
        let foreign = (trace as NSString).deletingLastPathComponent + "/documents"
        try FileManager.default.moveItem(atPath: trace + ".segments", toPath: foreign)
        // Also by a way that begins as the tracer's own do.
        let own = "/dev/shm/task-trace-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: own) }
        for name in [foreign, own + "/../../.." + foreign] {
            try TraceFile.openForWriting(trace).execute(
                "UPDATE meta SET value = '\(name)' WHERE key = 'segments_folder'")
            #expect(throws: RecoveryError.foreignFolder(trace, folder: name)) {
                try Recovery.recover(trace, Self.quickly)
            }
            #expect(FileManager.default.fileExists(atPath: foreign + "/control"))
        }
    }
}

/// Damages a copy of a recording that was cut off.
struct Damage {
    let trace: String
    var random: RandomSource
    private var folder: String { trace + ".segments" }

    static func segments(of trace: String) throws -> [(path: String, records: Int)] {
        try FileManager.default.contentsOfDirectory(atPath: trace + ".segments").filter {
            $0.hasSuffix(".segment")
        }
        .map { name in
            let path = trace + ".segments/" + name
            let header = try FileHandle(forReadingFrom: URL(filePath: path)).read(upToCount: 128) ?? Data()
            guard header.count == 128 else { return (path, 0) }
            return (path, (0..<4).reduce(0) { $0 | Int(header[24 + $1]) << (8 * $1) })
        }
    }

    private static let extremes: [Int64] = [.min, .max, -1, 0, 1, 1 << 62, -(1 << 62), 1 << 32, 255]

    mutating func inflict() throws {
        switch random.number(0...9) {
        case 0...3: try flipBytes()
        case 4: _ = unsafe truncate(try someFile(), off_t(random.number(0...1 << 20)))
        case 5: try replaceFile()
        case 6:
            let noise = Data((0..<8192).map { _ in UInt8.random(in: 0...255, using: &random) })
            try write(noise, to: folder + "/control")
        case 7: try writeModules()
        default: try changeState()
        }
    }

    private mutating func someFile() throws -> String {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        // Nothing else may be left by now.
        return folder + "/" + (names.isEmpty ? "0000.segment" : random.one(of: names))
    }

    /// Most of a segment is empty: rather where something is.
    private mutating func flipBytes() throws {
        let path = try someFile()
        guard let file = try? FileHandle(forUpdating: URL(filePath: path)) else { return }
        for _ in 0..<random.number(1...30) {
            let at = random.isTrue(oneIn: 3) ? random.number(0...127) : random.number(128...16_000)
            let byte = UInt8.random(in: 0...255, using: &random)
            // By now it may be a pipe.
            guard (try? file.seek(toOffset: UInt64(at))) != nil else { break }
            try file.write(contentsOf: [byte])
        }
        try file.close()
    }

    private mutating func replaceFile() throws {
        let path = try someFile()
        try? FileManager.default.removeItem(atPath: path)
        switch random.number(0...4) {
        case 0: _ = unsafe mkfifo(path, 0o600)
        case 1: try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        case 2: try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/dev/zero")
        case 3: try Data(count: 1 << 20).write(to: URL(filePath: path))
        default:
            // All of it said to be published, and nothing in it.
            var bytes = Data("STTSEG1\0".utf8)
            bytes += [7, 0, 0, 0, 0, 1, 0, 0] + Data(count: 8) + [0xfc, 0x7f, 0, 0]
            bytes += Data(count: (1 << 20) - bytes.count)
            try bytes.write(to: URL(filePath: path))
        }
    }

    private mutating func writeModules() throws {
        let pipe = folder + "/pipe"
        _ = unsafe mkfifo(pipe, 0o600)
        let paths = [pipe, "/dev/zero", "/proc/self/mem", "/", "", trace, "/etc/passwd"]
        let lines = (0..<20).map { _ in
            "\(String(random.next(), radix: 16)) 0 ffffffffffffffff 1 1 - \(random.one(of: paths))\n"
        }
        try write(Data(lines.joined().utf8), to: folder + "/modules")
    }

    /// By now there may be a directory of that name, or a pipe that would wait for a reader.
    private func write(_ bytes: Data, to path: String) throws {
        try? FileManager.default.removeItem(atPath: path)
        try bytes.write(to: URL(filePath: path))
    }

    private mutating func changeState() throws {
        let columns = [
            ("collector", "anchor_ticks"), ("collector", "anchor_ns"), ("collector", "records"),
            ("collector", "anomalies"), ("collector", "flags"), ("collector", "first_task"),
            ("process", "started"), ("meta", "value"), ("site", "function"), ("module", "base"),
        ]
        let (table, column) = random.one(of: columns)
        let value = random.one(of: Self.extremes)
        let database = try TraceFile.openForWriting(trace)
        let condition = table == "meta" ? " WHERE key IN ('slow_callback_ns', 'backtraces')" : ""
        try database.execute("UPDATE \(table) SET \(column) = \(value)\(condition)")
        try database.execute(
            """
            INSERT OR REPLACE INTO segment(id, process, drained) VALUES (\(Int64(1) << 40 | 1), 1, \(value));
            INSERT OR REPLACE INTO open_task(task, state, since, thread, reason, wait_ns, memory)
            VALUES (\(random.number(1...40)), \(random.number(0...9)), \(value), 1, \(value), \(value), \(value));
            INSERT OR REPLACE INTO code_site(process, code, site, traits) VALUES (1, \(value), \(value), \(value));
            INSERT OR REPLACE INTO executor_address(process, address, object) VALUES (1, \(value), \(value))
            """)
    }
}

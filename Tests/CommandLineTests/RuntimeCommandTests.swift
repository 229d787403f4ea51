import Foundation
import Testing
import TraceFixtures
import TraceStore

/// What is said of a Swift runtime, and what happens on one that the probe does not know.
///
/// The strange runtimes are copies of the toolchain's own library, changed in the file: nothing in the tracer knows
/// that it is being tested.
@Suite struct RuntimeCommandTests {
    private let directory: TemporaryDirectory
    private static let folder = CommandUnderTest.executable.deletingLastPathComponent()
    private static let recorded = folder.appending(path: "recorded-program").path

    init() throws { directory = try TemporaryDirectory() }

    private struct Described: Decodable {
        struct Check: Decodable, Equatable {
            let name, result, detail: String
        }
        struct Limit: Decodable {
            let what, why: String
        }
        let library: String?
        let task_size: Int?
        let accepted: Bool
        let checks: [Check]
        let not_captured: [Limit]

        func result(_ name: String) -> String? { checks.first { $0.name == name }?.result }
    }

    private func describe(
        _ words: String..., environment: [String: String] = [:], status: Int32 = 0
    ) async throws -> Described {
        let result = try await CommandUnderTest.run(
            "info", ["--runtime", "--format", "json"] + words, environment: environment)
        #expect(result.status == status, "\(result.error)")
        return try #require(try JSONDecoder().decode([Described].self, from: Data(result.output.utf8)).first)
    }

    private func rows(_ sql: String, of trace: String) async throws -> [String] {
        let result = try await CommandUnderTest.run("query", trace, "--format", "csv", sql)
        return result.output.split(whereSeparator: \.isNewline).dropFirst().map(String.init)
    }

    /// The environment in which programs get a changed copy of the concurrency library.
    private func environment(_ change: (inout Data) throws -> Void) async throws -> [String: String] {
        let library = try #require(try await describe().library)
        var bytes = try Data(contentsOf: URL(filePath: library))
        try change(&bytes)
        _ = try directory.file("libswift_Concurrency.so", bytes)
        // Its own dependencies are beside the original.
        let others = URL(filePath: library).deletingLastPathComponent().path
        return ["LD_LIBRARY_PATH": "\(directory.path):\(others)"]
    }

    /// Another name for an export, of the same length.
    private func withoutExport(_ name: String) async throws -> [String: String] {
        try await environment { bytes in
            var from = bytes.startIndex
            while let range = bytes.range(of: Data((name + "\0").utf8), in: from..<bytes.endIndex) {
                bytes[range.lowerBound] = UInt8(ascii: "X")
                from = range.upperBound
            }
            #expect(from != bytes.startIndex)
        }
    }

    @Test("Of the toolchain's own runtime every check is told, and none fails.")
    func ownRuntime() async throws {
        let described = try await describe()
        #expect(described.accepted)
        #expect(described.library?.hasSuffix("libswift_Concurrency.so") == true)
        #expect(
            described.checks.map(\.name) == [
                "hooks", "layout", "library", "run_site", "functions", "propagation", "waits",
                "reasons", "outcomes",
                "test_task",
            ])
        #expect(described.checks.allSatisfy { $0.result == "passed" })
        #expect(described.not_captured.contains { $0.what == "awaits that do not suspend" })
    }

    @Test("The runtime of a program is looked at without running the program.")
    func program() async throws {
        let described = try await describe(Self.recorded)
        #expect(described.accepted)
        #expect(described.result("test_task") == "skipped")
        #expect(described.checks.dropLast().allSatisfy { $0.result == "passed" })
    }

    @Test("A trace holds the checks and limits of its runtime, and info shows them.")
    func trace() async throws {
        let trace = directory.file("trace.sqlite")
        _ = try await CommandUnderTest.run("record", "--output", trace, "--", Self.recorded)
        #expect(
            try await rows("SELECT name FROM runtime_checks WHERE result <> 'passed'", of: trace) == [
                "test_task"
            ])
        #expect(try await rows("SELECT count(*) > 3 FROM capture_limits", of: trace) == ["1"])
        #expect(try await describe(trace).checks == describe(Self.recorded).checks)
        let info = try await CommandUnderTest.run("info", trace)
        #expect(info.output.contains("Self-check") && info.output.contains("Not captured"))
    }

    @Test(
        "A runtime without an export that is needed is refused by name; from outside the program runs untraced.",
        arguments: ["_swift_concurrency_debug_jobMetadata", "_swift_concurrency_debug_asyncTaskMetadata"])
    func missingExport(_ name: String) async throws {
        let environment = try await withoutExport(name)
        let described = try await describe(Self.recorded, environment: environment, status: 1)
        #expect(described.checks.first?.result == "failed")
        #expect(described.checks.first?.detail.hasSuffix(name) == true)
        #expect(described.checks.dropFirst().allSatisfy { $0.result == "skipped" })

        let trace = directory.file("trace.sqlite")
        let result = try await CommandUnderTest.run(
            "record", ["--output", trace, "--", Self.recorded], environment: environment)
        #expect(result.status == 3 && result.output == "done\n")
        #expect(result.error.contains("nothing was recorded: this Swift runtime does not export"))
        #expect(
            try await rows("SELECT what FROM capture_limits", of: trace) == ["tasks"])
        #expect(
            try await rows(
                "SELECT value LIKE '%' || '\(name)' FROM meta WHERE key = 'capture_note'", of: trace)
                == ["1"])
    }

    @Test(
        "A runtime with tasks of another size is refused; a program that traces itself falls back to the executor."
    )
    func otherLayout() async throws {
        // What the runtime says of itself: the word behind the exported name of the task's size.
        let environment = try await environment { bytes in
            let offset = try sizeOffset(in: bytes)
            #expect(bytes[offset] == 0xd0)
            bytes[offset] = 0xe0
        }
        let described = try await describe(environment: environment, status: 1)
        #expect(described.result("hooks") == "passed")
        #expect(described.result("layout") == "failed")
        #expect(described.result("test_task") == "skipped")

        let program = Process()
        program.executableURL = Self.folder.appending(path: "quick-start")
        program.currentDirectoryURL = URL(filePath: directory.path)
        program.environment = environment
        try program.run()
        program.waitUntilExit()
        #expect(program.terminationStatus == 0)
        let trace = directory.file("quick-start.sqlite")
        #expect(try await rows("SELECT capture FROM trace", of: trace) == ["executor"])
        #expect(
            try await rows(
                "SELECT value LIKE '%laid out differently%' FROM meta WHERE key = 'capture_note'", of: trace)
                == ["1"])
        #expect(
            try await rows("SELECT name FROM runtime_checks WHERE result = 'failed'", of: trace) == ["layout"]
        )
        #expect(try await CommandUnderTest.run("verify", trace).status == 0)
    }

    @Test("A stripped runtime is accepted, and what it costs is told.")
    func stripped() async throws {
        let environment = try await environment { _ in }
        let strip = try await CommandUnderTest.run(
            URL(filePath: "/usr/bin/env"), ["strip", directory.file("libswift_Concurrency.so")])
        try #require(strip.status == 0)
        let described = try await describe(environment: environment)
        #expect(described.accepted)
        #expect(described.result("propagation") == "limited")
        #expect(described.result("reasons") == "limited")
        #expect(described.result("test_task") == "passed")
        #expect(described.not_captured.contains { $0.what == "some cancels passed on to children" })

        let trace = directory.file("trace.sqlite")
        let result = try await CommandUnderTest.run(
            "record", ["--output", trace, "--", Self.recorded], environment: environment)
        #expect(result.error.contains("6 tasks"))
        #expect(try await CommandUnderTest.run("verify", trace).status == 0)
    }

    /// Where `_swift_concurrency_debug_asyncTaskSize` lies in the file, by its dynamic symbol.
    private func sizeOffset(in bytes: Data) throws -> Int {
        func number<Number: FixedWidthInteger>(_ offset: Int, as: Number.Type) -> Number {
            bytes[offset..<offset + MemoryLayout<Number>.size].reversed().reduce(0) { $0 << 8 | Number($1) }
        }
        let sections = Int(number(0x28, as: UInt64.self))
        let headers = (0..<Int(number(0x3c, as: UInt16.self))).map { sections + 64 * $0 }
        let dynamic = try #require(headers.first { number($0 + 4, as: UInt32.self) == 11 })
        let names = Int(number(headers[Int(number(dynamic + 0x28, as: UInt32.self))] + 0x18, as: UInt64.self))
        let wanted = Data("_swift_concurrency_debug_asyncTaskSize\0".utf8)
        for at in stride(
            from: Int(number(dynamic + 0x18, as: UInt64.self)),
            to: Int(number(dynamic + 0x18, as: UInt64.self) + number(dynamic + 0x20, as: UInt64.self)), by: 24
        ) {
            let name = names + Int(number(at, as: UInt32.self))
            guard bytes[name..<min(name + wanted.count, bytes.count)] == wanted else { continue }
            let address = number(at + 8, as: UInt64.self)
            // From the address to the file, by the section that holds it.
            let holder = try #require(
                headers.first {
                    let start = number($0 + 0x10, as: UInt64.self)
                    return start != 0 && address >= start
                        && address < start + number($0 + 0x20, as: UInt64.self)
                })
            return Int(
                address - number(holder + 0x10, as: UInt64.self) + number(holder + 0x18, as: UInt64.self))
        }
        throw CocoaError(.fileReadCorruptFile)
    }

    @Test("A program is not run where the library that looks at its runtime is missing or is none.")
    func missingLibrary() async throws {
        for library in ["/no/such/library.so", try directory.file("library.so", Data("no library".utf8))] {
            let result = try await CommandUnderTest.run(
                "info", "--runtime", Self.recorded, "--preload", library)
            #expect(result.status == 2)
            #expect(result.output == "")
            #expect(result.error.contains(library) && result.error.contains("TaskTracingPreload"))
        }
    }
}

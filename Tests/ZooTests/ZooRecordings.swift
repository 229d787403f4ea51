import Foundation
import TraceFixtures

/// Runs the programs of the zoo, each under the real recorder: the next ones while a test looks at one.
actor ZooRecordings {
    static let shared = ZooRecordings()

    struct Program: Hashable {
        let rule: String
        let isHealthy: Bool
    }

    /// A trace, and what was said while it was made.
    struct Recording: Sendable {
        let directory: TemporaryDirectory
        let status: Int32
        let output: String
        var trace: String { directory.file("trace.sqlite") }
    }

    private var running: [Program: Task<Recording, any Error>] = [:]
    private static let ahead = 2

    /// The trace of a program; those that follow it in the list are begun.
    func recording(of program: Program, in list: [Program]) async throws -> Recording {
        let index = list.firstIndex(of: program) ?? 0
        for next in [program] + list[index...].dropFirst().prefix(Self.ahead) where running[next] == nil {
            running[next] = Task { try await Self.record(next) }
        }
        return try await running[program, default: Task { try await Self.record(program) }].value
    }

    static func record(_ program: Program) async throws -> Recording {
        let directory = try TemporaryDirectory()
        let words = [program.rule] + (program.isHealthy ? ["--healthy"] : [])
        let trace = directory.file("trace.sqlite")
        let result =
            if try await selfTracing.contains(program.rule) {
                try await Command.run("zoo", words + ["--trace", trace])
            } else {
                try await Command.run(
                    "task-trace", ["record", "--output", trace, "--", Command.executable("zoo").path] + words)
            }
        return Recording(directory: directory, status: result.status, output: result.output)
    }

    /// Programs that use the library, and so trace themselves.
    private static var selfTracing: Set<String> {
        get async throws { Set(try await listed.filter { $0.value }.keys) }
    }

    /// The programs that there are, and whether they trace themselves.
    static var listed: [String: Bool] {
        get async throws {
            let lines = try await list.value.output.split(separator: "\n")
            return Dictionary(
                lines.map { line in
                    let words = line.split(separator: " ")
                    return (String(words[0]), words.last == "traces-itself")
                }, uniquingKeysWith: { first, _ in first })
        }
    }

    private static let list = Task { try await Command.run("zoo", ["--list"]) }
}

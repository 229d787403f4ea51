import Foundation
import TaskTracing
import Testing

extension RecordingTests {
    /// What a process still has of recordings that are over.
    @Suite("Leftovers") struct LeftoverTests {
        private func mappings(_ part: String) throws -> Int {
            let maps = try String(contentsOfFile: "/proc/self/maps", encoding: .utf8)
            return maps.split(separator: "\n").count { $0.contains(part) }
        }

        private func descriptors() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        }

        // Each recording used to leave the mapping of its control file: 65,530 of them are the system's limit.
        @Test(
            "Recordings that are over leave no mapping but the segments of threads that live, and no descriptor."
        )
        func manyRecordings() async throws {
            var configuration = TaskTracingConfiguration()
            configuration.findsSourceLines = false
            for _ in 0..<2 { _ = try await TracedProgram.run(configuration) { await Task {}.value } }
            let before = try (control: mappings("/control"), all: mappings(""), descriptors: descriptors())
            for _ in 0..<20 { _ = try await TracedProgram.run(configuration) { await Task {}.value } }
            #expect(before.control == 0)
            #expect(try mappings("/control") == 0)
            #expect(try mappings("") < before.all + 20)
            #expect(try descriptors() < before.descriptors + 10)
        }
    }
}

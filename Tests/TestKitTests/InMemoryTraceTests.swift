import Foundation
import TaskTracingTestKit
import Testing

struct SomeError: Error, Equatable {}

/// Waits, a while at most, until `condition` holds.
func eventually(_ condition: () -> Bool) async throws -> Bool {
    for _ in 0..<2000 {
        if condition() { return true }
        try await Task.sleep(for: .milliseconds(5))
    }
    return condition()
}

// Not serialized: whoever records waits for the turn.
@Suite("InMemoryTrace")
struct InMemoryTraceTests {
    @Test("It has the tasks of the code, with their names, creators and ends, and no others.")
    func tasks() async throws {
        let noise = Task(name: "noise") {
            while !Task.isCancelled { try await Task.sleep(for: .milliseconds(1)) }
        }
        defer { noise.cancel() }
        let trace = try await InMemoryTrace.record {
            let child = Task(name: "parent") {
                await Task(name: "grandchild") {}.value
                throw SomeError()
            }
            _ = await child.result
        }
        let parent = try #require(trace.tasks(named: "parent").first)
        let grandchild = try #require(trace.tasks(named: "grandchild").first)
        #expect(parent.outcome == .threw && grandchild.outcome == .ok)
        #expect(grandchild.parent == parent.id && parent.parent == trace.tasks.first?.id)
        #expect(trace.tasks(named: "noise").isEmpty)
        #expect(trace.waits.contains { $0.reason == "task" && $0.task == parent.id })
        #expect(trace.lost == 0)
    }

    @Test("Two recordings at once follow each other, and each has its own.")
    func turns() async throws {
        try await withThrowingTaskGroup { group in
            for number in 0..<4 {
                group.addTask {
                    let trace = try await InMemoryTrace.record { await Task(name: "only \(number)") {}.value }
                    let names = trace.tasks.map(\.name).filter { $0.hasPrefix("only") }
                    #expect(names == ["only \(number)"])
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("Who is cancelled while waiting for the turn does not record, and holds nobody up.")
    func cancelledTurn() async throws {
        let isHeld = TracedEvent()
        let holder = Task {
            try await InMemoryTrace.record {
                isHeld.set()
                while !Task.isCancelled { await Task.yield() }
            }
        }
        try await isHeld.wait()
        let waiting = Task { try await InMemoryTrace.record { Issue.record("it recorded") } }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        holder.cancel()
        _ = try await holder.value
        _ = try await InMemoryTrace.record {}
    }

    @Test("What the code throws is thrown, or given beside the trace.")
    func errors() async throws {
        await #expect(throws: SomeError.self) { try await InMemoryTrace.record { throw SomeError() } }
        let (trace, outcome) = try await InMemoryTrace.recordOutcome { () async throws -> Int in
            await Task(name: "before") {}.value
            throw SomeError()
        }
        #expect(throws: SomeError.self) { try outcome.get() }
        #expect(trace.tasks(named: "before").count == 1)
    }

    @Test("Objects, operations and marks come with names and places; SQL and the report answer as well.")
    func objects() async throws {
        let trace = try await InMemoryTrace.record {
            let queue = TracedQueue<Int>(name: "kit objects")
            try queue.putNowait(1)
            _ = try queue.getNowait()
            TracedEvent(name: "kit event").set()
        }
        let operations = trace.queueOperations(onQueueNamed: "kit objects")
        #expect(operations.map(\.operation) == [.put, .get] && operations.map(\.depth) == [1, 0])
        #expect(operations[1].dwell == operations[1].at - operations[0].at)
        let queue = try #require(trace.objects.first { $0.name == "kit objects" })
        #expect(queue.kind == "queue" && queue.place.file?.hasSuffix("InMemoryTraceTests.swift") == true)
        #expect(trace.marks.contains { $0.kind == "event_set" && $0.objectName == "kit event" })
        let rows = try trace.rows(
            "SELECT count(*) AS n FROM queue_operations WHERE queue_name = 'kit objects'")
        #expect(rows == [["n": "2"]])
        #expect(throws: (any Error).self) { try trace.rows("SELECT nothing FROM nowhere") }
        #expect(try trace.report().contains("kit objects"))
    }

    @Test("A saved trace is a file of its own, which replaces none; without one, nothing is left.")
    func saving() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "kit-\(UUID().uuidString).sqlite")
            .path
        defer { try? FileManager.default.removeItem(atPath: path) }
        var folder = ""
        do {
            let trace = try await InMemoryTrace.record { await Task(name: "kept") {}.value }
            folder =
                URL(
                    filePath: try trace.rows("SELECT file FROM pragma_database_list WHERE name = 'main'")[0][
                        "file"] ?? ""
                )
                .deletingLastPathComponent().path
            #expect(FileManager.default.fileExists(atPath: folder))
            try trace.save(to: path)
            #expect(throws: (any Error).self) { try trace.save(to: path) }
        }
        #expect(!FileManager.default.fileExists(atPath: folder))
        #expect(try Data(contentsOf: URL(filePath: path)).starts(with: Data("SQLite format 3".utf8)))
    }
}

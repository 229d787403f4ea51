import DocumentPrograms
import Foundation
import Synchronization
import Testing

/// The lines of one run, each with its time in seconds of the unscaled program.
struct ProgramOutput {
    struct Line {
        let time: Double
        let text: String
    }

    let lines: [Line]

    /// Runs the program until it has kept the pace: where the machine let all sleeps end at once, there is no
    /// order to be judged.
    static func run(_ number: Int, timeScale: Double = 0.1) async throws -> ProgramOutput {
        let program = try #require(DocumentPrograms.all.first { $0.number == number })
        let giveUp = ContinuousClock.now + .seconds(60)
        while true {
            let output = try await run(program, timeScale)
            if output.hasKeptPace || ContinuousClock.now > giveUp { return output }
        }
    }

    private static func run(_ program: DocumentProgram, _ timeScale: Double) async throws -> ProgramOutput {
        let lines = Mutex<[Line]>([])
        let start = ContinuousClock.now
        try await program.run(timeScale: timeScale) { text in
            let elapsed = start.duration(to: .now) / .seconds(1)
            lines.withLock { $0.append(Line(time: elapsed / timeScale, text: text)) }
        }
        return ProgramOutput(lines: lines.withLock { $0 })
    }

    /// The longest program takes 3.6 seconds, and what must be told apart lies 0.6 seconds apart at least.
    private var hasKeptPace: Bool { lines.allSatisfy { $0.time < 4.1 } }

    /// The messages without time and place, and without the warnings for slow steps, which depend on the
    /// machine.
    var messages: [String] {
        lines.map(\.text).filter { !$0.contains("Executing <") }.map(Self.message)
    }

    func time(of message: String) throws -> Double {
        try #require(lines.first { Self.message($0.text) == message }).time
    }

    /// Expects that the message came no earlier than it should.
    func expect(_ message: String, at time: Double, sourceLocation: SourceLocation = #_sourceLocation) throws
    {
        #expect(try self.time(of: message) >= time * 0.99, sourceLocation: sourceLocation)
    }

    private static func message(_ line: String) -> String {
        guard let match = line.firstMatch(of: #/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \S+:\d+ /#) else {
            return line
        }
        return String(line[match.range.upperBound...])
    }
}

private let opening = ["start", "enabling debugging", "entering event loop"]

// Under the suite that records, for it is serialized: a recording of these programs must not see them twice.
extension RecordingTests {
    @Suite("The programs of the documents")
    struct DocumentProgramTests {
        @Test("There are seven programs, numbered in the order of the documents.")
        func numbers() {
            #expect(DocumentPrograms.all.map(\.number) == Array(1...7))
        }

        @Test("Programs 1 and 2 handle each result as soon as it is there.", arguments: [1, 2])
        func completionOrder(_ number: Int) async throws {
            let output = try await ProgramOutput.run(number)
            #expect(output.messages == ["now in test2.", "test2", "now in test1.", "test1"])
            try output.expect("test2", at: 1)
            try output.expect("test1", at: 3)
        }

        @Test("Program 3 calls the callback after the setter has returned to the loop.")
        func future() async throws {
            let output = try await ProgramOutput.run(3)
            #expect(
                output.messages == opening + [
                    "start operation", "operation1", "start operationsub", "operationsub10", "operation2",
                    "operationsub11", "operation is done!", "operation3",
                ])
            try output.expect("operation2", at: 0.2)
            try output.expect("operation is done!", at: 1)
            try output.expect("operation3", at: 3.2)
        }

        @Test("Program 4 calls the callback of the cancelled future, and sets no result.")
        func cancelledFuture() async throws {
            let output = try await ProgramOutput.run(4)
            #expect(
                output.messages == opening + [
                    "start operation", "operation1", "start operationsub", "operationsub10", "operation2",
                    "stop_operation", "operationsub11", "operation3",
                ])
            try output.expect("stop_operation", at: 0.2)
            try output.expect("operationsub11", at: 1)
            try output.expect("operation3", at: 3.2)
        }

        @Test("Program 5 goes on after the InvalidStateError, which is reported with task and place.")
        func settingCancelledFuture() async throws {
            let output = try await ProgramOutput.run(5)
            let messages = output.messages
            #expect(
                messages.filter { !$0.contains("\n") } == opening + [
                    "start operation", "operation1", "start operationsub", "operationsub10", "operation2",
                    "stop_operation", "operationsub11", "operation3",
                ])
            let reports = messages.filter { $0.hasPrefix("Task exception was never retrieved\n") }
            let report = try #require(reports.first)
            #expect(reports.count == 1)
            #expect(report.contains("InvalidStateError(invalid state)"))
            #expect(report.contains("name='operationsub'"))
            #expect(report.contains("created at DocumentPrograms/Program5"))
            try output.expect("operation3", at: 3.2)
        }

        @Test("Program 6 wakes the waiting task when the event is set, in the next iteration.")
        func event() async throws {
            let output = try await ProgramOutput.run(6)
            #expect(
                output.messages == opening + [
                    "start operation", "operation1", "start operationsub", "operationsub10", "operation2",
                    "operationsub11", "operation3",
                ])
            try output.expect("operationsub11", at: 0.2)
            try output.expect("operation3", at: 3.2)
        }

        @Test("Program 7 gets the three lists in the order of their puts.")
        func queue() async throws {
            let output = try await ProgramOutput.run(7)
            let lists = [
                #"queuedata:["start", 1, 2, 3]"#, #"queuedata:["next", 4, 5, 6]"#,
                #"queuedata:["stop", 7, 8, 9]"#,
            ]
            #expect(output.messages.filter { $0.hasPrefix("queuedata") } == lists)
            #expect(
                output.messages.filter { $0.hasPrefix("operation") && !$0.hasPrefix("operationsub") } == [
                    "operation1", "operation2", "operation3", "operation4",
                ])
            #expect(output.messages.contains("operationsub11"))
            try output.expect("operation2", at: 0.2)
            try output.expect("operation3", at: 0.4)
            try output.expect("operation4", at: 3.6)
        }

        @Test("Log lines open with the date, the time with milliseconds, the file and the line.")
        func logLines() async throws {
            let output = try await ProgramOutput.run(6, timeScale: 0.01)
            let pattern = #/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} Program6Event.swift:\d+ operation1$/#
            #expect(output.lines.contains { $0.text.wholeMatch(of: pattern) != nil })
        }
    }
}

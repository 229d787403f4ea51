import Foundation
import Testing
import TraceFixtures

/// What cannot be recorded is refused in a sentence with the remedy, status 2, and leaves nothing behind.
@Suite(.timeLimit(.minutes(2)))
struct RecordRefusalTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func expectRefusal(_ command: String, _ words: String...) async throws {
        let trace = directory.file("trace.sqlite")
        let result = try await CommandUnderTest.run("record", "--output", trace, "--", command)
        #expect(result.status == 2)
        #expect(result.output == "")
        #expect(result.error.hasPrefix("task-trace: ") && result.error.count { $0 == "\n" } == 1)
        for word in words { #expect(result.error.contains(word), "\(result.error)") }
        #expect(try directory.names.filter { $0.hasPrefix("trace") }.isEmpty)
    }

    private func make(_ content: Data, mode: Int = 0o755) throws -> String {
        let path = try directory.file("program", content)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }

    private func programBytes() throws -> Data { try Data(contentsOf: URL(filePath: Recordings.program)) }

    @Test("A command that does not exist.")
    func missing() async throws {
        try await expectRefusal("no-such-command", "was not found", "check PATH")
        try await expectRefusal(directory.file("nothing"), "was not found")
    }

    @Test("A directory.")
    func aDirectory() async throws {
        try await expectRefusal(directory.path, "is a directory: give the program in it")
    }

    @Test("A file that may not be executed.")
    func notExecutable() async throws {
        try await expectRefusal(try make(programBytes(), mode: 0o644), "may not be executed", "chmod +x")
    }

    @Test("A program without tasks.")
    func noSwift() async throws {
        try await expectRefusal("/bin/ls", "does not load the Swift concurrency library", "--follow")
    }

    @Test("A script, which --follow would take.")
    func script() async throws {
        try await expectRefusal(try make(Data("#!/bin/sh\n".utf8)), "is a script", "--follow")
    }

    @Test(
        "A text, an empty file, and the first part of an executable.", arguments: [Data("text".utf8), Data()])
    func noExecutable(_ content: Data) async throws {
        try await expectRefusal(try make(content), "is not an executable")
        try await expectRefusal(try make(programBytes().prefix(60)), "is not an executable")
    }

    @Test("A program of another machine, and one of another word size.")
    func otherMachine() async throws {
        var bytes = try programBytes()
        bytes[18] = 243  // the machine: RISC-V
        try await expectRefusal(try make(bytes), "another kind of machine", "build it for this one")
        bytes = try programBytes()
        bytes[4] = 1  // the class: 32 bits
        try await expectRefusal(try make(bytes), "another kind of machine")
    }

    @Test("A program with its owner's or its group's rights.", arguments: [0o4755, 0o2755])
    func privileged(_ mode: Int) async throws {
        try await expectRefusal(try make(programBytes(), mode: mode), "rights of its own", "record a copy")
    }

    private static let setcap = ["/usr/sbin/setcap", "/sbin/setcap"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    @Test(
        "A program with capabilities.",
        .enabled(
            if: setcap != nil && geteuid() == 0, "setting capabilities takes setcap and the rights to do so"))
    func capabilities() async throws {
        let program = try make(programBytes())
        let set = try await CommandUnderTest.run(
            URL(filePath: #require(Self.setcap)), ["cap_net_bind_service+ep", program])
        // Not every file system keeps them.
        guard set.status == 0 else { return }
        try await expectRefusal(program, "rights of its own", "capabilities")
    }

    private static let compiler = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":")
        .map { URL(filePath: String($0)).appending(path: "swiftc") }
        .first { FileManager.default.isExecutableFile(atPath: $0.path) }

    @Test(
        "A program with the Swift runtime within it, and one that is linked statically.",
        .enabled(if: compiler != nil, "swiftc is not in PATH, which builds them"),
        arguments: [
            ("-static-stdlib", "has the Swift runtime within it", "build it without -static-stdlib"),
            ("-static-executable", "is linked statically", "link TaskTracing into it"),
        ])
    func linked(_ option: String, _ reason: String, _ remedy: String) async throws {
        let source = try directory.file("main.swift", Data("await Task {}.value\n".utf8))
        let program = directory.file("program")
        let built = try await CommandUnderTest.run(
            #require(Self.compiler), [option, source, "-o", program])
        try #require(built.status == 0, "\(built.error)")
        try await expectRefusal(program, reason, remedy)
    }
}

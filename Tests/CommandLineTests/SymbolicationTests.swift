import Foundation
import Testing
import TraceFixtures
import TraceStore

/// Names and lines of programs that are really compiled, stripped, moved, and recorded.
@Suite struct SymbolicationTests {
    private let directory: TemporaryDirectory
    private var trace: String { directory.file("trace.sqlite") }

    init() throws { directory = try TemporaryDirectory() }

    private func record(
        _ program: String, _ arguments: [String] = [], options: [String] = [],
        environment: [String: String] = [:]
    ) async throws {
        let result = try await CommandUnderTest.run(
            "record", ["--output", trace] + options + ["--", program] + arguments, environment: environment)
        #expect(result.status == 0, "\(result.error)")
        let verified = try await CommandUnderTest.run("verify", trace)
        #expect(verified.status == 0, "\(verified.output)")
    }

    /// A copy of the program, to be changed.
    private func copy(of program: String, as name: String = "program") throws -> String {
        let path = directory.file(name)
        try FileManager.default.copyItem(atPath: program, toPath: path)
        return path
    }

    private func rows(_ sql: String) throws -> [String] {
        let reader = try TraceReader(path: trace)
        let statement = try reader.database.prepare(sql)
        var rows: [String] = []
        while try statement.step() {
            rows.append(
                (0..<statement.columnNames.count).map { statement.text(at: $0) ?? "-" }.joined(separator: "|")
            )
        }
        return rows
    }

    private func note() throws -> String? {
        try rows("SELECT value FROM meta WHERE key = 'symbols_note'").first
    }

    private static let places = """
        SELECT DISTINCT reason, function, line FROM awaits
        WHERE reason IN ('sleep', 'task', 'stream') ORDER BY line, function
        """

    @Test("In optimised code the author's function is named, and not the one that it was inlined into.")
    func inlined() async throws {
        try await record(CompiledProgram.optimised.value, options: ["--backtraces"])
        #expect(try note() == nil)
        let places = try rows(Self.places)
        #expect(places.contains("sleep|closure #1 in launch(_:)|5"), "\(places)")
        #expect(places.contains("sleep|pause(_:)|9"), "\(places)")
        #expect(places.contains("task|outer(_:)|14"), "\(places)")
        #expect(places.contains("stream|AsyncSequence<>.total()|33"), "\(places)")
        // `launch` is a plain function, which makes its task within `outer`.
        let creations = try rows(
            """
            SELECT DISTINCT stacks.function, stacks.line, is_inlined FROM tasks JOIN stacks ON stack = created_stack
            WHERE created_function = 'launch(_:)' AND stacks.line IS NOT NULL ORDER BY depth
            """)
        #expect(creations == ["launch(_:)|5|1", "outer(_:)|14|0"])
        // `pause` is asynchronous, and waits within `outer`.
        let frames = try rows(
            """
            SELECT function, line, is_inlined FROM stacks WHERE line IS NOT NULL AND stack = (
              SELECT stack FROM awaits WHERE reason = 'sleep' AND function = 'pause(_:)' ORDER BY at LIMIT 1)
              AND function NOT LIKE '%sleep%' ORDER BY depth
            """)
        #expect(frames.starts(with: ["pause(_:)|9|1", "outer(_:)|13|0"]), "\(frames)")
        #expect(frames.contains("static Program.main()|47|0"), "\(frames)")
    }

    @Test("Each distinct stack is stored once, is bounded, and says when it was cut.")
    func stacks() async throws {
        try await record(CompiledProgram.fixed.value, options: ["--backtraces"])
        let deep = try rows(
            """
            SELECT count(*) BETWEEN 12 AND 16, max(is_cut), sum(function = 'deep(_:)') > 5 FROM stacks WHERE stack =
              (SELECT stack FROM awaits WHERE reason = 'sleep' AND task = (SELECT id FROM tasks WHERE name = 'deep'))
            """)
        #expect(deep == ["1|1|1"])
        #expect(try rows("SELECT count(*) FROM awaits WHERE stack IS NULL") == ["0"])
        // The sites of a stack, one after the other, are those of no other.
        let twice = """
            SELECT count(*) - count(DISTINCT sites) FROM (
              SELECT group_concat(site) AS sites FROM (SELECT stack, site FROM stack_frame ORDER BY stack, depth)
              JOIN stack ON stack.id = stack WHERE is_cut = 0 GROUP BY stack)
            """
        #expect(try rows(twice) == ["0"])
        #expect(try rows("SELECT count(*) FROM stack WHERE is_cut IS NULL") == ["0"])
    }

    @Test("Without --backtraces no wait has a stack, while a task's creation has one.")
    func withoutBacktraces() async throws {
        try await record(CompiledProgram.optimised.value)
        #expect(try rows("SELECT count(*) FROM awaits WHERE stack IS NOT NULL") == ["0"])
        let creations = try rows(
            """
            SELECT stacks.function, stacks.line FROM stacks JOIN tasks ON created_stack = stack
            WHERE name = 'deep' AND stacks.line IS NOT NULL
            """)
        #expect(creations == ["static Program.main()|65"])
    }

    @Test("Tasks are named after the closure behind the thunks, an async let after its own.")
    func entries() async throws {
        for program in [CompiledProgram.optimised, CompiledProgram.fixed] {
            try await record(program.value)
            #expect(try rows("SELECT function FROM tasks WHERE function LIKE '%thunk%'") == [])
            #expect(
                try rows("SELECT function FROM tasks WHERE kind = 'async_let'") == [
                    "implicit closure #1 in static Program.main()"
                ])
            let functions = try rows("SELECT DISTINCT function FROM tasks")
            for expected in [
                "main", "closure #1 in inTask<A>(_:_:)", "closure #2 in static Program.main()",
                "closure #1 in launch(_:)",
            ] {
                #expect(functions.contains(expected), "\(functions)")
            }
        }
    }

    @Test("A program that is not position-independent has its names and lines.")
    func fixedAddresses() async throws {
        try await record(CompiledProgram.fixed.value)
        #expect(
            try rows(Self.places) == [
                "sleep|closure #1 in launch(_:)|5", "sleep|pause(_:)|9", "task|outer(_:)|14",
                "task|inTask<A>(_:_:)|23", "task|detached<A>(_:)|27", "stream|AsyncSequence<>.total()|33",
                "task|static Program.main()|64", "task|static Program.main()|65",
            ])
        #expect(try note() == nil)
    }

    @Test("Without debug information there are functions and no lines, and the trace says so.")
    func withoutDebugInformation() async throws {
        let program = try await copy(of: CompiledProgram.fixed.value)
        try await CompiledProgram.run("strip", ["--strip-debug", program])
        try await record(program, options: ["--backtraces"])
        #expect(try rows("SELECT count(*) FROM sites WHERE line IS NOT NULL") == ["0"])
        let functions = try rows("SELECT DISTINCT function FROM awaits WHERE reason = 'sleep' ORDER BY 1")
        #expect(functions == ["closure #1 in launch(_:)", "pause(_:)"])
        #expect(
            try note() == "'\(program)' has no debug information: its functions have names, but no lines.")
    }

    @Test("A stripped program has no names that are made up, and the trace says so.")
    func stripped() async throws {
        let program = try await copy(of: CompiledProgram.optimised.value)
        try await CompiledProgram.run("strip", [program])
        try await record(program, options: ["--backtraces"])
        #expect(
            try rows("SELECT count(function), count(line) FROM sites WHERE module = '\(program)'") == ["0|0"])
        #expect(try rows("SELECT symbols FROM modules WHERE path = '\(program)'") == ["none"])
        #expect(try note() == "'\(program)' is stripped: its functions have no names and no lines.")
        // What they waited for is known all the same.
        #expect(try rows("SELECT count(*) > 3 FROM awaits WHERE reason = 'sleep'") == ["1"])
        #expect(try rows("SELECT count(*) FROM awaits WHERE stack IS NULL") == ["0"])
    }

    @Test("Debug information in a file of its own is found where the program names it.")
    func separateDebugFile() async throws {
        let program = try await copy(of: CompiledProgram.fixed.value)
        let debug = directory.file("program.debug")
        try await CompiledProgram.run("objcopy", ["--only-keep-debug", program, debug])
        try await CompiledProgram.run("strip", [program])
        try await CompiledProgram.run("objcopy", ["--add-gnu-debuglink=\(debug)", program])
        try await record(program)
        let places = try rows(Self.places)
        #expect(places.contains("sleep|pause(_:)|9"), "\(places)")
        #expect(places.contains("task|outer(_:)|14"), "\(places)")
        #expect(try note() == nil)
    }

    @Test("A program that is removed while it runs keeps the names that were found, and gets no lines.")
    func removed() async throws {
        let program = try await copy(of: CompiledProgram.fixed.value)
        try await record(program, ["remove", program])
        #expect(try rows("SELECT count(*) FROM sites WHERE line IS NOT NULL") == ["0"])
        #expect(try rows("SELECT symbols FROM modules WHERE path = '\(program)'") == ["missing"])
        let told = try #require(try note())
        #expect(told.hasPrefix("'\(program)' is not there any more"))
    }

    @Test("Another file in the place of the program names nothing.")
    func replaced() async throws {
        let program = try await copy(of: CompiledProgram.fixed.value)
        let other = try await copy(of: CompiledProgram.optimised.value, as: "other")
        try await record(program, ["replace", program, other])
        #expect(try rows("SELECT count(*) FROM sites WHERE line IS NOT NULL") == ["0"])
        #expect(try rows("SELECT symbols FROM modules WHERE path = '\(program)'") == ["changed"])
        let told = try #require(try note())
        #expect(told.hasPrefix("'\(program)' is not the file that was loaded"))
        // What has a name has the right one.
        let functions = try rows(
            "SELECT DISTINCT function FROM awaits WHERE reason = 'sleep' AND function NOT NULL")
        #expect(Set(functions).isSubset(of: ["closure #1 in launch(_:)", "pause(_:)"]), "\(functions)")
    }

    @Test("Without llvm-symbolizer there are functions and no lines, and the trace says so.")
    func withoutSymbolizer() async throws {
        try await record(
            CompiledProgram.fixed.value, environment: ["TASKTRACING_SYMBOLIZER": directory.file("nothing")])
        #expect(try rows("SELECT count(*) FROM sites WHERE line IS NOT NULL") == ["0"])
        #expect(try rows("SELECT DISTINCT function FROM awaits WHERE reason = 'sleep'").contains("pause(_:)"))
        #expect(try note() == "llvm-symbolizer was not found: functions have names, but no lines.")
    }

    @Test(
        "A program that cannot be recorded from outside is refused with the remedy.",
        arguments: ["-static-stdlib", "-static-executable"])
    func staticPrograms(_ option: String) async throws {
        let source = try directory.file("static.swift", Data("await Task {}.value".utf8))
        let program = directory.file("static")
        try await CompiledProgram.run("swiftc", [source, "-o", program, option])
        let result = try await CommandUnderTest.run("record", "--output", trace, "--", program)
        #expect(result.status == 2)
        #expect(result.error.contains("link TaskTracing into it"), "\(result.error)")
    }
}

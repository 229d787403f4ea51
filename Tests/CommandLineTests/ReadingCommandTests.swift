import Foundation
import Testing
import TraceFixtures
import TraceStore

@Suite struct ReadingCommandTests {
    private let shop: ShopFile
    private var directory: TemporaryDirectory { shop.directory }
    private var path: String { shop.path }

    init() throws { shop = try ShopFile() }

    @Test("The report goes to standard output, without colours where that is no terminal.")
    func report() async throws {
        let result = try await CommandUnderTest.run("report", path)
        #expect(result.status == 0)
        #expect(result.error == "")
        #expect(result.output.hasPrefix("Tasks of shop\n"))
        #expect(!result.output.contains("\u{1B}"))
        #expect(try directory.names == ["shop.sqlite"], "reading leaves nothing behind")
    }

    @Test("Colours come when they are asked for, and NO_COLOR does not forbid what was asked for.")
    func color() async throws {
        let result = try await CommandUnderTest.run(
            "report", path, "--color", "always", environment: ["NO_COLOR": "1"])
        #expect(result.output.contains("\u{1B}[1m"))
    }

    @Test("An existing output file is replaced by force only, and a database not even then.")
    func output() async throws {
        let report = directory.file("report.json")
        #expect(
            try await CommandUnderTest.run("report", path, "--format", "json", "--output", report).status == 0
        )
        let first = try Data(contentsOf: URL(filePath: report))

        let second = try await CommandUnderTest.run("report", path, "--output", report)
        #expect(second.status == 2)
        #expect(second.error.contains("--force") && second.error.contains(report))
        #expect(try Data(contentsOf: URL(filePath: report)) == first)

        #expect(try await CommandUnderTest.run("report", path, "--output", report, "--force").status == 0)
        #expect(try Data(contentsOf: URL(filePath: report)) != first)

        let trace = try Data(contentsOf: URL(filePath: path))
        #expect(try await CommandUnderTest.run("report", path, "--output", path, "--force").status == 2)
        #expect(try Data(contentsOf: URL(filePath: path)) == trace)
    }

    @Test("Findings fail only when asked to, and only for what is severe enough.")
    func findings() async throws {
        #expect(try await CommandUnderTest.run("findings", path).status == 0)
        #expect(try await CommandUnderTest.run("findings", path, "--fail-on", "error").status == 1)
        #expect(
            try await CommandUnderTest.run("findings", path, "--rule", "starvation", "--fail-on", "error")
                .status
                == 0)
        #expect(
            try await CommandUnderTest.run("findings", path, "--rule", "starvation", "--fail-on", "warning")
                .status
                == 1)
        let unknown = try await CommandUnderTest.run("findings", path, "--rule", "nonsense")
        #expect(unknown.status == 2)
        #expect(unknown.error.contains("There is no rule 'nonsense': give one of loss,"))
    }

    @Test("Findings in the formats for programs; the page of a rule.")
    func findingFormats() async throws {
        let json = try await CommandUnderTest.run("findings", path, "--format", "json").output
        #expect(json.contains("\"page\": \"Documentation/Findings/slow-callback.md\""))
        let csv = try await CommandUnderTest.run("findings", path, "--format", "csv").output
        #expect(csv.hasPrefix("id,rule,severity,message,function,file,line,"))
        let page = try await CommandUnderTest.run("findings", "--explain", "slow-callback")
        #expect(page.status == 0 && page.output.hasPrefix("# slow-callback\n"))
        #expect(try await CommandUnderTest.run("findings").error.contains("Missing expected argument"))
    }

    @Test("Suppressions of a file hold for findings and reports; a bad one is one sentence and status 2.")
    func suppressions() async throws {
        let file = try directory.file("known", Data("* # all is fine\n".utf8))
        let found = try await CommandUnderTest.run(
            "findings", path, "--suppress", file, "--fail-on", "note")
        #expect(found.status == 0)
        #expect(found.output.contains("7 findings suppressed"))
        for format in ["text", "json", "html"] {
            let report = try await CommandUnderTest.run(
                "report", path, "--suppress", file, "--format", format)
            #expect(report.output.contains("all is fine"), "\(format)")
        }
        let bad = try directory.file("bad", Data("nonsense\n".utf8))
        for words in [["findings", path, "--suppress", bad], ["report", path, "--suppress", bad]] {
            let refused = try await CommandUnderTest.run(words[0], Array(words.dropFirst()))
            #expect(refused.status == 2)
            #expect(refused.error.hasPrefix("task-trace: \(bad):1: there is no rule 'nonsense'"))
            #expect(refused.error.count { $0 == "\n" } == 1)
        }
        for missing in [directory.file("missing"), directory.path] {
            #expect(try await CommandUnderTest.run("findings", path, "--suppress", missing).status == 2)
        }
    }

    @Test("A query gives rows in the format that was asked for.")
    func query() async throws {
        let sql = "SELECT name, outcome FROM tasks WHERE outcome = 'threw'"
        #expect(
            try await CommandUnderTest.run("query", path, sql).output == "name    outcome\nimport  threw\n")
        #expect(
            try await CommandUnderTest.run("query", path, sql, "--format", "csv").output
                == "name,outcome\nimport,threw\n")
        #expect(
            try await CommandUnderTest.run("query", path, sql, "--format", "json").output
                == "[\n{\"name\":\"import\",\"outcome\":\"threw\"}\n]\n")
    }

    @Test(
        "A query cannot change anything, in the trace or elsewhere.",
        arguments: [
            "DELETE FROM step", "DROP VIEW tasks", "ATTACH 'other.sqlite' AS other",
            "VACUUM INTO 'copy.sqlite'",
            "PRAGMA user_version = 5", "CREATE TEMP TABLE t(a)", "BEGIN IMMEDIATE",
        ])
    func queryOnly(_ sql: String) async throws {
        let before = try Data(contentsOf: URL(filePath: path))
        let result = try await CommandUnderTest.run("query", path, sql)
        #expect(result.status == 2)
        #expect(result.error == "task-trace: Only reading is allowed: give a SELECT.\n")
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test(
        "A query that is wrong says what SQLite says of it.",
        arguments: ["SELECT absent FROM tasks", "SELEC 1", ""])
    func wrongQuery(_ sql: String) async throws {
        let result = try await CommandUnderTest.run("query", path, sql)
        #expect(result.status == 2)
        #expect(result.error.hasPrefix("task-trace: The query failed ("))
    }

    @Test("Two statements are refused, rather than the second forgotten.")
    func twoStatements() async throws {
        let result = try await CommandUnderTest.run("query", path, "SELECT 1; SELECT 2")
        #expect(result.status == 2)
        #expect(result.error.contains("more than one statement"))
        #expect(try await CommandUnderTest.run("query", path, "SELECT 1 AS one; ").output == "one\n  1\n")
    }

    @Test("A sound trace verifies; a broken one shows the rows and fails.")
    func verify() async throws {
        let sound = try await CommandUnderTest.run("verify", path)
        #expect(sound.status == 0)
        #expect(sound.output.contains("invariants hold"))
        try Database(path, mode: .readWrite).execute("UPDATE task SET run_ns = 1 WHERE id = 3")
        let broken = try await CommandUnderTest.run("verify", path)
        #expect(broken.status == 1)
        #expect(broken.output.contains("task_sums"))
    }

    @Test("Info tells the format, the sizes and what the recorder wrote down.")
    func info() async throws {
        let result = try await CommandUnderTest.run("info", path)
        #expect(result.status == 0)
        for text in ["format", "capture", "nothing was lost", "queue operations"] {
            #expect(result.output.contains(text))
        }
    }

    @Test("A reader that goes away early is no error.")
    func brokenPipe() async throws {
        // More than a pipe holds, into a reader that reads one line.
        let sql =
            "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n LIMIT 200000) SELECT i FROM n"
        _ = try await CommandUnderTest.run(
            URL(filePath: "/bin/sh"),
            [
                "-c", "{ \"$0\" query \"$1\" \"$2\"; echo $? >\"$3\"; } | head -n 1 >/dev/null",
                CommandUnderTest.executable.path, path, sql, directory.file("status"),
            ])
        #expect(try String(contentsOfFile: directory.file("status"), encoding: .utf8) == "0\n")
    }

    @Test(
        "Help of every subcommand has an example.",
        arguments: [
            "report", "findings", "query", "verify", "info", "why", "diff", "latency", "cancellations",
            "objects", "export", "timeline", "top",
        ])
    func help(_ subcommand: String) async throws {
        let result = try await CommandUnderTest.run(subcommand, "--help")
        #expect(result.status == 0)
        #expect(result.output.contains("Example: task-trace \(subcommand) trace.sqlite"))
    }

    @Test("Wrong usage is status 2 with the usage.")
    func usage() async throws {
        for arguments in [["nonsense"], ["report"], ["report", path, "--format", "nonsense"]] {
            let result = try await CommandUnderTest.run(arguments[0], Array(arguments.dropFirst()))
            #expect(result.status == 2)
            #expect(result.error.contains("Usage:"))
        }
    }
}

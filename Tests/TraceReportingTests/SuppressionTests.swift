import Testing
import TraceFixtures
import TraceModel
import TraceReporting
import TraceStore

/// Findings that somebody has declared to be none.
@Suite struct SuppressionTests {
    let trace: TestTrace

    init() throws { trace = try TestTrace() }

    private func diagnosis(_ text: String, only rule: String? = nil) throws -> Diagnosis {
        try Diagnosis(
            of: TraceReader(path: trace.path), only: rule,
            suppressions: Suppressions(parsing: text, source: "known"))
    }

    /// A slow callback of `A.hash(of:)` in A/Hash.swift, and a task `poller-1` that has not ended.
    private func fill() throws {
        let site = try trace.site("A.hash(of: Swift.Int) -> ()", "A/Hash.swift", 7)
        try trace.task(1, "hasher", created: 0, ended: ms(300))
        try trace.slow(at: ms(300), took: ms(200), threshold: ms(100), task: 1, site: site)
        try trace.task(2, "poller-1", created: ms(1))
    }

    @Test("Nothing is suppressed without a file, nor by an empty one.")
    func none() throws {
        try fill()
        for text in ["", "\n\n", "# all is told\r\n"] {
            let diagnosis = try diagnosis(text)
            #expect(diagnosis.findings.map(\.rule) == ["slow-callback", "never-ended"])
            #expect(diagnosis.suppressed.isEmpty && diagnosis.unused.isEmpty)
        }
    }

    @Test(
        "A line suppresses what all its patterns match; the finding is counted with its reason.",
        arguments: [
            "slow-callback", "slow-callback function=A.hash(of:)", "* function=*hash*", "* file=Hash.swift",
            "slow-callback file=A/Hash.swift", "slow-callback function=\"A.hash(of: Swift.Int)*\"",
            "slow-callback   function=A.hash(??:) file=*.swift  ", "* name=hasher",
        ])
    func matches(_ line: String) throws {
        try fill()
        let diagnosis = try diagnosis("\n\(line) # it is meant so \n")
        #expect(diagnosis.findings.map(\.rule) == ["never-ended"])
        #expect(diagnosis.suppressed.map(\.finding.rule) == ["slow-callback"])
        #expect(diagnosis.suppressed.map(\.reason) == ["known:2: it is meant so"])
        #expect(diagnosis.unused.isEmpty)
    }

    @Test(
        "A line that no finding needs is told, and suppresses nothing.",
        arguments: [
            "starvation", "slow-callback function=hash", "slow-callback file=ash.swift",
            "slow-callback function=* name=hash", "never-ended name=poller", "* file=B/*",
        ])
    func unused(_ line: String) throws {
        try fill()
        let diagnosis = try diagnosis(line + " # as if")
        #expect(diagnosis.findings.count == 2)
        #expect(diagnosis.unused.map(\.words) == [line])
    }

    @Test("Of one rule, lines of other rules are not called unused.")
    func oneRule() throws {
        try fill()
        let diagnosis = try diagnosis("starvation # a\n* name=nobody # b\n", only: "slow-callback")
        #expect(diagnosis.findings.count == 1)
        #expect(diagnosis.unused.isEmpty)
    }

    @Test("The name of the task is matched as the finding tells it.")
    func name() throws {
        try fill()
        let diagnosis = try diagnosis("never-ended name=poller-* # as long as the process")
        #expect(diagnosis.findings.map(\.rule) == ["slow-callback"])
    }

    @Test(
        "A bad line is one sentence with its place.",
        arguments: [
            ("nonsense # x", "there is no rule 'nonsense': give one of "),
            ("slow-callback", "no reason is given"), ("slow-callback #", "no reason is given"),
            ("slow-callback line=3 # x", "'line=3' is not understood"),
            ("slow-callback function # x", "'function' is not understood"),
            ("slow-callback function= # x", "function= has no pattern"),
            ("slow-callback function=\"a b # x", "function= has no pattern"),
            ("slow-callback file=a file=b # x", "file= stands there twice"),
        ])
    func bad(_ line: String, _ message: String) {
        let error = #expect(throws: SuppressionError.self) {
            try Suppressions(parsing: "# first\n\(line)\n", source: "known")
        }
        #expect(error?.description.hasPrefix("known:2: \(message)") == true, "\(error as Any)")
        #expect(error?.description.hasSuffix(".") == true)
    }

    @Test("A pattern of many stars is matched in no time.")
    func manyStars() {
        #expect(!Glob(String(repeating: "*a", count: 200)).matches(String(repeating: "a", count: 199)))
        #expect(Glob(String(repeating: "*a", count: 200)).matches(String(repeating: "a", count: 5000)))
        #expect(Glob("").matches("") && Glob("**").matches("") && !Glob("?").matches(""))
    }

    @Test("In text, JSON and rows what is suppressed is counted with its reason.")
    func told() throws {
        try fill()
        let diagnosis = try diagnosis(
            "slow-callback # meant\nnever-ended # meant too\nstarvation name=\"a b\" # no more\n")
        let text = FindingsText(diagnosis: diagnosis, style: .plain).lines
        #expect(text.contains("  None: no rule found trouble."))
        #expect(text.contains("  1 finding suppressed, known:1: meant"))
        #expect(text.contains("  no finding needs known:3: starvation name=\"a b\""))
        let json = diagnosis.json.text()
        #expect(json.contains("\"because\":\"known:2: meant too\""))
        #expect(json.contains("\"findings\":[]"))
        #expect(diagnosis.table.rows.map(\.last) == [.text("known:1: meant"), .text("known:2: meant too")])
    }
}

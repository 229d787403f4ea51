import Testing
import TraceReporting
import TraceStore

/// Programs with a planted trouble, recorded as users record theirs, and what the rules say of them.
@Suite(.timeLimit(.minutes(5)))
struct ZooTests {
    @Test("Every rule has a program in the zoo, or a reason why it has none; every program has a rule.")
    func complete() async throws {
        let listed = Set(try await ZooRecordings.listed.keys)
        #expect(listed == Set(ZooCatalog.rules))
        #expect(Set(ZooCatalog.exceptions.keys).isSubset(of: FindingRules.identifiers))
    }

    @Test("A planted program is diagnosed first, with its function and line.", arguments: ZooCatalog.rules)
    func planted(_ rule: String) async throws {
        let places = try ZooCatalog.culprits(of: rule)
        #expect(places.count == 1, "mark one line with // culprit: \(rule)")
        try await eventually(rule, isHealthy: false) { findings in
            guard let first = findings.first, first.rule == rule else { return "another comes first" }
            guard let place = places.first else { return nil }
            guard let culprit = first.culprit, culprit.function?.contains(place.function) == true,
                culprit.file?.hasSuffix(place.file) == true, culprit.line == place.line
            else { return "\(place) is to blame" }
            return nil
        }
    }

    @Test("Where all is well no rule says anything.", arguments: ZooCatalog.rules)
    func healthy(_ rule: String) async throws {
        try await eventually(rule, isHealthy: true) { $0.isEmpty ? nil : "there should be none" }
    }

    /// What is wrong with the findings of a program: nothing, in one of three recordings. On a machine that is busy
    /// with other things, a program that is well can really starve.
    private func eventually(
        _ rule: String, isHealthy: Bool, _ complaint: ([Finding]) -> String?,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let program = ZooRecordings.Program(rule: rule, isHealthy: isHealthy)
        let list = ZooCatalog.rules.map { ZooRecordings.Program(rule: $0, isHealthy: isHealthy) }
        var complaints: [String] = []
        for attempt in 1...3 {
            let recording =
                attempt == 1
                ? try await ZooRecordings.shared.recording(of: program, in: list)
                : try await ZooRecordings.record(program)
            try #require(recording.status == 0, "\(recording.output)", sourceLocation: sourceLocation)
            let trace = try TraceReader(path: recording.trace)
            let findings = try FindingRules.findings(in: trace)
            for finding in findings {
                let rows = try QueryTable(finding.query, in: trace).rows
                #expect(!rows.isEmpty, "\(finding.query)", sourceLocation: sourceLocation)
            }
            guard let wrong = complaint(findings) else { return }
            let found = findings.map { "\($0.rule): \($0.message) at \($0.culprit?.sentence ?? "no place")" }
            complaints.append("\(wrong), found:\n" + found.joined(separator: "\n"))
        }
        Issue.record("\(complaints.joined(separator: "\n"))", sourceLocation: sourceLocation)
    }
}

package import TraceStore

/// What the rules say of a trace: findings, and those that somebody has declared to be none.
package struct Diagnosis: Sendable {
    /// A finding that is counted, and not told.
    package struct Suppressed: Sendable {
        package let finding: Finding
        /// Why, and who said so: `task-trace.suppressions:3: drawn on purpose`.
        package let reason: String
    }

    package let findings: [Finding]
    package let suppressed: [Suppressed]
    /// Lines of the file that no finding needed, though their rule was asked.
    package let unused: [Suppression]

    package init(
        of trace: TraceReader, _ digest: TraceDigest? = nil, only rule: String? = nil,
        suppressions: Suppressions = .none
    ) throws {
        self.init(
            try FindingRules.findings(in: trace, digest, only: rule), suppressions,
            asked: { $0 == "*" ? rule == nil : rule == nil || $0 == rule })
    }

    /// `asked`: whether a rule has been asked at all.
    init(_ all: [Finding], _ suppressions: Suppressions, asked: (String) -> Bool) {
        var findings: [Finding] = []
        var suppressed: [Suppressed] = []
        var used: Set<String> = []
        for finding in all {
            let covering = suppressions.lines.filter { $0.covers(finding) }
            used.formUnion(covering.map(\.place))
            if let intention = finding.intention {
                suppressed.append(Suppressed(finding: finding, reason: "declared in the code: \(intention)"))
            } else if let line = covering.first {
                suppressed.append(Suppressed(finding: finding, reason: "\(line.place): \(line.reason)"))
            } else {
                findings.append(finding)
            }
        }
        self.findings = findings
        self.suppressed = suppressed
        unused = suppressions.lines.filter { asked($0.rule) && !used.contains($0.place) }
    }
}

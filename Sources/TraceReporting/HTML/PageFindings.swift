internal import TraceStore

/// The diagnoses, most severe first.
struct PageFindings {
    let digest: TraceDigest

    func value() throws -> PageValue {
        let findings = try FindingRules.findings(in: digest.trace, digest)
        return .object([
            ("rows", .list(findings.map(Self.value))), ("total", .integer(Int64(findings.count))),
        ])
    }

    private static func value(_ finding: Finding) -> PageValue {
        .object([
            ("rule", .text(finding.rule)), ("severity", .text(finding.severity.word)),
            ("message", .text(finding.message)), ("evidence", .list(finding.evidence.map(PageValue.text))),
            ("remedy", .text(finding.remedy)), ("task", .optional(finding.task)),
            ("at", .optional(finding.at)), ("view", .text(finding.view)),
        ])
    }
}

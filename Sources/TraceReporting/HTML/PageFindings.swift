/// The diagnoses, most severe first.
struct PageFindings {
    let diagnosis: Diagnosis

    var value: PageValue {
        .object([
            ("rows", .list(diagnosis.findings.map(Self.value))),
            ("total", .integer(Int64(diagnosis.findings.count))),
            (
                "suppressed",
                .list(diagnosis.suppressed.map { .text("\($0.finding.message) (\($0.reason))") })
            ),
            ("unused", .list(diagnosis.unused.map { .text("\($0.place): \($0.words)") })),
        ])
    }

    private static func value(_ finding: Finding) -> PageValue {
        .object([
            ("rule", .text(finding.rule)), ("severity", .text(finding.severity.word)),
            ("message", .text(finding.message)), ("evidence", .list(finding.evidence.map(PageValue.text))),
            ("remedy", .text(finding.remedy)), ("task", .optional(finding.task)),
            ("at", .optional(finding.at)), ("view", .text(finding.view)),
            ("place", .optional(finding.culprit.map { DisplayText.clean($0.sentence) })),
            ("page", .text(finding.page)),
        ])
    }
}

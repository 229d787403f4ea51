internal import TraceStore

extension Diagnosis {
    /// A row for each finding, then for each that is suppressed, in columns that stay.
    package var table: QueryTable {
        QueryTable(
            columns: [
                "id", "rule", "severity", "message", "function", "file", "line", "subject", "task", "at_ns",
                "evidence", "remedy", "query", "page", "suppressed_because",
            ],
            rows: findings.map { Self.row($0, nil) } + suppressed.map { Self.row($0.finding, $0.reason) })
    }

    private static func row(_ finding: Finding, _ reason: String?) -> [SQLiteValue] {
        func text(_ value: String?) -> SQLiteValue { value.map(SQLiteValue.text) ?? .null }
        func integer(_ value: Int64?) -> SQLiteValue { value.map(SQLiteValue.integer) ?? .null }
        return [
            .text(finding.id), .text(finding.rule), .text(finding.severity.word), .text(finding.message),
            text(finding.culprit?.function), text(finding.culprit?.file), integer(finding.culprit?.line),
            text(finding.subject), integer(finding.task), integer(finding.at),
            .text(finding.evidence.joined(separator: " ")), .text(finding.remedy), .text(finding.query),
            .text(finding.page), text(reason),
        ]
    }
}

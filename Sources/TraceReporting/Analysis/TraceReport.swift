package import TraceStore

/// Everything the report says, read from one state of the trace.
package struct TraceReport: Sendable {
    package let overview: TraceOverview
    package let findings: [Finding]
    package let sections: [SectionRows]
    package let timeline: Timeline

    package init(
        _ trace: TraceReader, rows: Int = 10, cells: Int = 46, lanes: Int = 16, isExact: Bool = false
    )
        throws
    {
        self = try trace.snapshot {
            let digest = TraceDigest(trace, isExact: isExact)
            let overview = try TraceOverview(digest)
            return TraceReport(
                overview: overview,
                findings: try FindingRules.findings(in: trace, digest),
                sections: try ReportSection.all.map { try SectionRows($0, in: digest, limit: rows) }
                    .filter { !$0.rows.isEmpty || !$0.section.empty.isEmpty },
                timeline: try Timeline(digest, duration: overview.duration, cells: cells, lanes: lanes))
        }
    }

    private init(
        overview: TraceOverview, findings: [Finding], sections: [SectionRows], timeline: Timeline
    ) {
        self.overview = overview
        self.findings = findings
        self.sections = sections
        self.timeline = timeline
    }
}

package import TraceStore

/// Everything the report says, read from one state of the trace.
package struct TraceReport: Sendable {
    package let overview: TraceOverview
    package let diagnosis: Diagnosis
    package let sections: [SectionRows]
    package let timeline: Timeline

    package init(
        _ trace: TraceReader, rows: Int = 10, cells: Int = 46, lanes: Int = 16, isExact: Bool = false,
        suppressions: Suppressions = .none
    )
        throws
    {
        self = try trace.snapshot {
            let digest = TraceDigest(trace, isExact: isExact)
            try digest.scanSteps()
            let overview = try TraceOverview(digest)
            return TraceReport(
                overview: overview,
                diagnosis: try Diagnosis(of: trace, digest, suppressions: suppressions),
                sections: try ReportSection.all.map { try SectionRows($0, in: digest, limit: rows) }
                    .filter { !$0.rows.isEmpty || !$0.section.empty.isEmpty },
                timeline: try Timeline(digest, duration: overview.duration, cells: cells, lanes: lanes))
        }
    }

    private init(
        overview: TraceOverview, diagnosis: Diagnosis, sections: [SectionRows], timeline: Timeline
    ) {
        self.overview = overview
        self.diagnosis = diagnosis
        self.sections = sections
        self.timeline = timeline
    }
}

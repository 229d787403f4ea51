internal import Foundation
internal import ReportLibrary
package import TraceStore

/// The report as one HTML file that needs nothing else: no network, no other file.
///
/// What a program named is data on the page and never part of it.
package struct HTMLReport {
    /// How much of a trace goes onto the page. What the timeline leaves out is said on top, with its numbers;
    /// a table says how many rows it has in all.
    package struct Limits: Sendable {
        package var tasks = 20_000
        package var steps = 200_000
        package var callbacks = 20_000
        /// Rows of each table.
        package var rows = 500

        package init() {}
    }

    private let trace: TraceReader
    private let limits: Limits
    private let isExact: Bool
    private let suppressions: Suppressions

    package init(
        trace: TraceReader, limits: Limits = Limits(), isExact: Bool = false,
        suppressions: Suppressions = .none
    ) {
        self.trace = trace
        self.suppressions = suppressions
        self.isExact = isExact
        self.limits = limits
    }

    /// The whole file.
    package func render() throws -> String {
        try trace.snapshot {
            let digest = TraceDigest(
                trace, isExact: isExact, lanes: TaskDigest.Lanes(report: 1, page: limits.tasks))
            let overview = try PageOverview(digest)
            var timeline = try PageTimeline(digest, limits: limits)
            var members = overview.members()
            members += try timeline.members()
            members += try PageSections(digest: digest, limits: limits).members()
            members.append(("findings", try PageFindings(digest: digest, suppressions: suppressions).value()))
            members.append(("left_out", .list(overview.leftOut(of: timeline).map(PageValue.text))))
            members += timeline.tables.members()
            return PageTemplate.page(
                title: "\(overview.name) · task trace", data: PageValue.object(members).json)
        }
    }
}

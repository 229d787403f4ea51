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
        package var tasks = 900_000
        /// Different names, functions, places and outcomes among them.
        package var taskKinds = 120_000
        package var steps = 220_000
        package var callbacks = 20_000
        /// Of the sums over time, where not every step is on the page.
        package var sumBytes = 4_000_000
        /// Rows of each table.
        package var rows = 500

        package init() {}
    }

    /// Where the timeline is when the page is opened without an address of its own.
    package struct Start: Sendable {
        package var interval: (from: Int64, to: Int64)?
        package var task: Int64?
        package var name: String?

        package init() {}
    }

    private let trace: TraceReader
    private let start: Start
    private let limits: Limits
    private let isExact: Bool
    private let suppressions: Suppressions
    /// Is told, now and then, how much of the work is done: from 0 to 1.
    package var progress: (Double) -> Void = { _ in }

    package init(
        trace: TraceReader, limits: Limits = Limits(), start: Start = Start(), isExact: Bool = false,
        suppressions: Suppressions = .none
    ) {
        self.trace = trace
        self.start = start
        self.suppressions = suppressions
        self.isExact = isExact
        self.limits = limits
    }

    /// The whole file.
    package func render() throws -> String {
        try trace.snapshot {
            let sizes = try PageTimeline.Sizes(trace)
            let lanes = sizes.tasks > Int64(limits.tasks) ? limits.tasks : 0
            let digest = TraceDigest(trace, isExact: isExact, lanes: TaskDigest.Lanes(report: 1, page: lanes))
            try digest.scanSteps()
            let overview = try PageOverview(digest)
            let diagnosis = try Diagnosis(of: trace, digest, suppressions: suppressions)
            var timeline = try PageTimeline(
                digest, limits: limits, sizes: sizes, asked: start.interval,
                moments: try moments(diagnosis.findings))
            var members = overview.members()
            // The findings come before the steps, the writing after them.
            members += try timeline.members { progress(0.3 + 0.6 * $0) }
            members += try PageSections(digest: digest, limits: limits).members()
            members.append(("start", startValue))
            members.append(("findings", PageFindings(diagnosis: diagnosis).value))
            members.append(("left_out", .list(overview.leftOut(of: timeline).map(PageValue.text))))
            members += timeline.tables.members()
            return PageTemplate.page(
                title: "\(overview.name) · task trace", data: PageValue.object(members).json)
        }
    }

    private var startValue: PageValue {
        .object([
            ("from", .optional(start.interval?.from)), ("to", .optional(start.interval?.to)),
            ("task", .optional(start.task)), ("name", .optional(start.name)),
        ])
    }

    /// What the timeline is to show step by step before all else: where something was found, and the slow callbacks.
    private func moments(_ findings: [Finding]) throws -> [PageTimeline.Moment] {
        let found = findings.compactMap { finding in finding.at.map { (from: $0, to: $0) } }
        let slow = try trace.rows(ReportLibrary.sql("page/slow_callbacks"), ["limit": .integer(200)]) { row in
            let (at, length) = (row.integer("at") ?? 0, row.integer("duration_ns") ?? 0)
            return (from: at.clampedSubtracting(length), to: at)
        }
        return found + slow
    }
}

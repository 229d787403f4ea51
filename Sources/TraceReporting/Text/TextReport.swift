package import TraceStore

/// The report as text, for a terminal or a file.
package struct TextReport {
    private let report: TraceReport
    private let style: TextStyle

    package init(
        trace: TraceReader, style: TextStyle, isExact: Bool = false, suppressions: Suppressions = .none
    ) throws {
        self.style = style
        report = try TraceReport(
            trace, cells: TextTimeline.cells(in: style.width), isExact: isExact, suppressions: suppressions)
    }

    package func render() -> String {
        var parts = [OverviewText(overview: report.overview, style: style).lines]
        parts.append(FindingsText(diagnosis: report.diagnosis, style: style, limit: 12).lines)
        parts += report.sections.filter { !$0.rows.isEmpty }.map {
            SectionText(section: $0, style: style).lines
        }
        parts.append(TextTimeline(timeline: report.timeline, style: style).lines)
        let empty = report.sections.filter(\.rows.isEmpty).map(\.section.empty)
        if !empty.isEmpty {
            parts.append(
                DisplayText.wrap(empty.joined(separator: " "), to: style.width).map { style.paint($0, .dim) })
        }
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
            + "\n"
    }
}

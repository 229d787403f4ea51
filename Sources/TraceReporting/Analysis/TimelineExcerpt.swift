internal import ReportLibrary
package import TraceStore

/// What some tasks did in a part of a trace, in lines of text.
package struct TimelineExcerpt {
    /// Which tasks: one and those that it created, or all of a name; nil is all.
    package enum Subject: Sendable, Hashable {
        case task(Int64)
        case name(String)
    }

    /// Wider than in a report: lanes of one name say which task they are of.
    private static let labelWidth = 30

    package let timeline: Timeline
    private let style: TextStyle

    /// Without bounds: from the beginning, to the end of the trace.
    package init(
        _ trace: TraceReader, from: Int64? = nil, to: Int64? = nil, subject: Subject? = nil, lanes: Int = 40,
        style: TextStyle
    ) throws {
        self.style = style
        timeline = try trace.snapshot {
            let from = from ?? 0
            let to = try to ?? max(TraceDigest(trace).duration, from)
            var parameters: [String: SQLiteValue] = [
                "from": .integer(from), "to": .integer(to), "limit": .integer(Int64(lanes)),
            ]
            switch subject {
            case .task(let id): parameters["id"] = .integer(id)
            case .name(let name): parameters["name"] = .text(name)
            case nil: break
            }
            func tasks(isBad: Bool) throws -> (ids: [Int64], total: Int64) {
                var total: Int64 = 0
                parameters["bad"] = .integer(isBad ? 1 : 0)
                let ids = try trace.rows(ReportLibrary.sql("timeline/lanes"), parameters) { row in
                    total = row.integer("total_rows") ?? 0
                    return row.integer("id") ?? 0
                }
                return (ids, total)
            }
            let (longest, total) = try tasks(isBad: false)
            // Where there are more than lanes, half of those are for what did not end well.
            let bad = total > lanes ? try tasks(isBad: true).ids.prefix(lanes / 2) : []
            var seen = Set(bad)
            let chosen = bad + longest.filter { seen.insert($0).inserted }.prefix(lanes - bad.count)
            return try Timeline(
                trace, chosen: Array(chosen), of: total, from: from, to: to,
                cells: TextTimeline.cells(in: style.width, labels: Self.labelWidth))
        }
    }

    /// Where no task was there, that is said.
    package var text: String {
        let lines = TextTimeline(timeline: timeline, style: style, labelWidth: Self.labelWidth).lines
        return (lines.isEmpty ? ["No task lived in this time."] : lines).joined(separator: "\n") + "\n"
    }
}

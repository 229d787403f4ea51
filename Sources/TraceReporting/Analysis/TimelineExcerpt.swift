internal import ReportLibrary
package import TraceStore

/// What some tasks did in a part of a trace, in lines of text.
package struct TimelineExcerpt {
    /// Which tasks: one and those that it created, or all of a name; nil is all.
    package enum Subject: Sendable, Hashable {
        case task(Int64)
        case name(String)
    }

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
            var total: Int64 = 0
            let chosen = try trace.rows(ReportLibrary.sql("timeline/lanes"), parameters) { row in
                total = row.integer("total_rows") ?? 0
                return row.integer("id") ?? 0
            }
            return try Timeline(
                trace, chosen: chosen, of: total, from: from, to: to,
                cells: TextTimeline.cells(in: style.width))
        }
    }

    /// Where no task was there, that is said.
    package var text: String {
        let lines = TextTimeline(timeline: timeline, style: style).lines
        return (lines.isEmpty ? ["No task lived in this time."] : lines).joined(separator: "\n") + "\n"
    }
}

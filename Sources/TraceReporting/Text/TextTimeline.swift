/// The timeline in characters: a line for each lane under an axis.
struct TextTimeline {
    let timeline: Timeline
    let style: TextStyle

    static let labelWidth = 22
    static let outcomeWidth = 10

    /// Cells for the time in a line of this width.
    static func cells(in width: Int) -> Int { width - labelWidth - outcomeWidth - 2 }

    var lines: [String] {
        guard !timeline.lanes.isEmpty else { return [] }
        let cells = Self.cells(in: style.width)
        var lines = [style.paint("Timeline", .heading), axis(cells)]
        for lane in timeline.lanes { lines.append(line(lane)) }
        let hidden = timeline.tasks - Int64(timeline.lanes.count)
        lines.append(style.paint("  █ running  ▄ ran for a part  ░ ready, no thread  · waiting", .dim))
        let more = hidden > 0 ? "\(Units.count(hidden, "task")) more; all of it: " : "more: "
        lines.append(style.paint("  \(more)SELECT * FROM task_states", .dim))
        return lines
    }

    private func axis(_ cells: Int) -> String {
        let end = Units.duration(timeline.duration)
        let middle = Units.duration(timeline.duration / 2)
        let left = DisplayText.pad("0", to: (cells - DisplayText.width(middle)) / 2) + middle
        let all = left + DisplayText.pad(end, to: cells - DisplayText.width(left), right: true)
        return style.paint(String(repeating: " ", count: Self.labelWidth) + all, .dim)
    }

    private func line(_ lane: Timeline.Lane) -> String {
        let name = DisplayText.clean(CodeName.function(lane.label))
        let label = DisplayText.pad(
            "  " + CodeName.shorten(name, to: Self.labelWidth - 3), to: Self.labelWidth)
        // Equal neighbours are painted as one.
        var bar = ""
        var rest = lane.cells[...]
        while let first = rest.first {
            let equal = rest.prefix { $0 == first }
            bar += paint(first, times: equal.count)
            rest = rest.dropFirst(equal.count)
        }
        return label + bar + "  " + paint(outcome: lane.outcome)
    }

    private func paint(_ cell: Timeline.Cell, times count: Int) -> String {
        switch cell {
        case .absent: String(repeating: " ", count: count)
        case .waiting: style.paint(String(repeating: "·", count: count), .dim)
        case .ready: style.paint(String(repeating: "░", count: count), .warning)
        case .ranSome: style.paint(String(repeating: "▄", count: count), .running)
        case .running: style.paint(String(repeating: "█", count: count), .running)
        }
    }

    private func paint(outcome: String) -> String {
        switch outcome {
        case "threw": style.paint(outcome, .error)
        case "cancelled": style.paint(outcome, .warning)
        default: style.paint(outcome, .dim)
        }
    }
}

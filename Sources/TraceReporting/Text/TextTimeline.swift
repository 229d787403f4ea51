/// The timeline in characters: a line for each lane under an axis.
struct TextTimeline {
    let timeline: Timeline
    let style: TextStyle

    var labelWidth = Self.reportWidth

    /// What the labels of a report have.
    static let reportWidth = 22
    static let outcomeWidth = 10

    /// Cells for the time in a line of this width.
    static func cells(in width: Int, labels: Int = reportWidth) -> Int { width - labels - outcomeWidth - 2 }

    var lines: [String] {
        guard !timeline.lanes.isEmpty else { return [] }
        let cells = Self.cells(in: style.width, labels: labelWidth)
        var lines = [style.paint("Timeline", .heading), axis(cells)]
        let shared = shared
        for lane in timeline.lanes { lines.append(line(lane, isShared: shared.contains(lane.label))) }
        let hidden = timeline.tasks - Int64(timeline.lanes.count)
        lines.append(style.paint("  █ running  ▄ ran for a part  ░ ready, no thread  · waiting", .dim))
        let more = hidden > 0 ? "\(Units.count(hidden, "task")) more; all of it: " : "more: "
        lines.append(style.paint("  \(more)SELECT * FROM task_states", .dim))
        return lines
    }

    private func axis(_ cells: Int) -> String {
        let length = timeline.duration
        // Deep in a trace only the first says where that is.
        let sign = timeline.from == 0 ? "" : "+"
        let end = sign + Units.duration(length)
        let middle = sign + Units.duration(length / 2)
        let begin = timeline.from == 0 ? "0" : Self.instant(timeline.from)
        let left = DisplayText.pad(begin, to: (cells - DisplayText.width(middle)) / 2) + middle
        let all = left + DisplayText.pad(end, to: cells - DisplayText.width(left), right: true)
        return style.paint(String(repeating: " ", count: labelWidth) + all, .dim)
    }

    /// To the microsecond: `12.345678 s`.
    private static func instant(_ time: Int64) -> String {
        let microseconds = String(time / 1000 % 1_000_000)
        return
            "\(time / 1_000_000_000).\(String(repeating: "0", count: 6 - microseconds.count))\(microseconds) s"
    }

    /// Names that several lanes have: those say the number of their task as well.
    private var shared: Set<String> {
        var seen: Set<String> = []
        return Set(timeline.lanes.map(\.label).filter { !seen.insert($0).inserted })
    }

    private func line(_ lane: Timeline.Lane, isShared: Bool) -> String {
        let name = DisplayText.clean(CodeName.function(lane.label))
        let number = isShared ? " #\(lane.task)" : ""
        let room = max(labelWidth - 3 - number.count, 4)
        let label = DisplayText.pad(
            "  " + CodeName.shorten(name, to: room) + number, to: labelWidth)
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

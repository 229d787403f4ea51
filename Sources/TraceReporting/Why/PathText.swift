/// The critical path as text: a picture with a lane for each name, what it adds up to, and its longest stretches in order.
struct PathText {
    let why: TaskWhy
    let style: TextStyle

    private static let lanes = 8
    private static let labelWidth = 22

    var parts: [[String]] {
        why.path.segments.isEmpty ? [] : [picture, shares, stretches]
    }

    private var picture: [String] {
        var strips: [LifeStrip] = []
        var order: [(name: String, total: Int64)] = []
        var names: [String: Int] = [:]
        var tasks: [Int64: Int] = [:]
        for segment in why.path.segments {
            let index = tasks[segment.task] ?? names[why.segmentNames.task(segment.task)] ?? order.count
            if index == order.count {
                names[why.segmentNames.task(segment.task)] = index
                order.append((why.segmentNames.task(segment.task), 0))
                strips.append(LifeStrip(from: why.from, to: why.to, cells: style.width - Self.labelWidth))
            }
            tasks[segment.task] = index
            // A trace of a thousand names has lanes for the first of them.
            guard index < 200 else { continue }
            strips[index].add(segment.kind, from: segment.from, to: segment.to)
            order[index].total = order[index].total.clampedAdding(segment.duration)
        }
        // Those with most of the path, in the order in which the path comes to them.
        let chosen = order.indices.sorted { (order[$1].total, $0) < (order[$0].total, $1) }.prefix(Self.lanes)
        var lines = [
            style.paint("The critical path", .heading)
                + style.paint("  its runs, and of its waits what those did who ended them", .dim)
        ]
        for index in chosen.sorted() {
            let name = DisplayText.clean(CodeName.function(order[index].name))
            let label = CodeName.shorten(name, to: Self.labelWidth - 3)
            lines.append(DisplayText.pad("  " + label, to: Self.labelWidth) + strips[index].text(style))
        }
        let hidden = Int64(order.count - chosen.count)
        if hidden > 0 {
            lines.append(style.paint("  and those of \(Units.count(hidden, "other name"))", .dim))
        }
        return lines + [
            style.paint("  █ running  ▄ ran for a part  ░ ready  · waiting  = in a queue  ? unknown", .dim)
        ]
    }

    private var shares: [String] {
        let shown = why.shares.prefix(10)
        let table = TextTable(
            columns: [
                .init("took", isRight: true), .init("of life", isRight: true), .init("times", isRight: true),
                .init("what", fit: .flexible), .init("task", fit: .function), .init("in", fit: .function),
                .init("at", fit: .place),
            ],
            rows: shown.map { share in
                [
                    Units.shortDuration(share.total), TaskWhy.percent(share.total, of: why.duration),
                    Units.count(share.count), Self.what(share.example, share.object),
                    CodeName.function(share.label),
                ] + Self.cells(share.place)
            })
        var lines = [style.paint("What the path adds up to", .heading)] + table.lines(style)
        let hidden = why.shares.dropFirst(shown.count)
        if !hidden.isEmpty {
            let rest = hidden.reduce(Int64(0)) { $0.clampedAdding($1.total) }
            lines.append(
                style.paint("  \(hidden.count) more, \(Units.duration(rest)) together: --format json", .dim))
        }
        return lines + notes
    }

    private var notes: [String] {
        let unknown = why.path.unknown
        let reason = why.unknownReason.map { ": \($0)" } ?? ""
        var lines = [
            style.paint("  unknown: \(Units.duration(unknown)) of it\(reason)", unknown > 0 ? .warning : .dim)
        ]
        if why.path.shortest > 0 {
            let shortest = Units.duration(why.path.shortest)
            lines.append(
                style.paint("  It waits so often that waits below \(shortest) are not followed.", .dim))
        }
        if why.path.isCut {
            lines.append(
                style.paint(
                    "  The path is too long: its last \(Units.count(Int64(CriticalPath.most))) stretches are followed.",
                    .dim))
        }
        return lines
    }

    private var stretches: [String] {
        let longest = why.longest(16)
        let table = TextTable(
            columns: [
                .init("from", isRight: true), .init("took", isRight: true), .init("what", fit: .flexible),
                .init("task", fit: .function), .init("in", fit: .function), .init("at", fit: .place),
            ],
            rows: longest.map { segment in
                let indent = String(repeating: "· ", count: min(segment.depth, 4))
                let name = CodeName.function(why.segmentNames.task(segment.task))
                return [
                    Units.shortDuration(segment.from), Units.shortDuration(segment.duration),
                    Self.what(segment, why.segmentNames.object(of: segment)) + Self.link(segment.link),
                    indent + name,
                ] + Self.cells(why.segmentNames.place(segment.site))
            })
        let isWhole = longest.count == why.path.segments.count
        let title = isWhole ? "The path, in the order of time" : "Its longest stretches, in the order of time"
        let more = "  all \(Units.count(Int64(why.path.segments.count))): --format csv"
        return [style.paint(title, .heading)] + table.lines(style)
            + (isWhole ? [] : [style.paint(more, .dim)])
    }

    private static func cells(_ place: PathNames.Place) -> [String] {
        [
            place.function.map(CodeName.function) ?? "–",
            CodeName.place(file: place.file, line: place.line) ?? "–",
        ]
    }

    /// `run`, `queue 'orders'`, `sleep`.
    static func what(_ segment: PathSegment, _ object: String?) -> String {
        switch segment.kind {
        case .run, .ready: return segment.kind.rawValue
        case .queue: return "in \(object ?? "a queue")"
        case .unknown: return "unknown"
        case .wait:
            let target = object ?? PathNames.reason(segment.reason)
            return switch segment.note {
            case .timer: PathNames.reason(segment.reason)
            case .cycle: "\(target), in a circle"
            case .outside: "\(target), by a thread"
            case .lost: "\(target), by unknown"
            case .stillWaiting: "\(target), still"
            case .untold, .short, .cut, nil: "\(target)"
            }
        }
    }

    private static func link(_ link: PathSegment.Link?) -> String {
        switch link {
        case .woke: " → wakes"
        case .ended: " → ends"
        case .created: " → creates"
        case .put: " → puts"
        case .awaited, nil: ""
        }
    }
}

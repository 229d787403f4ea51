/// A stretch of time in a few cells, each with what took most of it.
struct LifeStrip: Sendable, Hashable {
    private let from: Int64
    private let width: Double
    /// Of each cell the time of each kind, in the order of the kinds.
    private var times: [Double]
    private let cells: Int

    init(from: Int64, to: Int64, cells: Int) {
        self.from = from
        self.cells = max(cells, 1)
        width = max(Double(to) - Double(from), 1) / Double(self.cells)
        times = Array(repeating: 0, count: self.cells * Self.kinds)
    }

    mutating func add(_ kind: PathSegment.Kind, from begin: Int64, to end: Int64) {
        let begin = max(Double(begin) - Double(from), 0)
        let end = min(Double(end) - Double(from), width * Double(cells))
        guard begin < end else { return }
        let (first, last) = (Int(begin / width), min(Int(end / width), cells - 1))
        guard first <= last else { return }
        for cell in first...last {
            let share = min(end, Double(cell + 1) * width) - max(begin, Double(cell) * width)
            if share > 0 { times[cell * Self.kinds + Self.number(kind)] += share }
        }
    }

    /// A character a cell: a run is shown even where it was short.
    func text(_ style: TextStyle) -> String {
        var result = ""
        var rest = looks[...]
        while let first = rest.first {
            let equal = rest.prefix { $0 == first }
            result += paint(first, times: equal.count, style)
            rest = rest.dropFirst(equal.count)
        }
        return result
    }

    private var looks: [String] {
        (0..<cells).map { cell in
            func time(_ kind: PathSegment.Kind) -> Double { times[cell * Self.kinds + Self.number(kind)] }
            if time(.run) > 0 { return time(.run) * 2 >= width ? "█" : "▄" }
            let most = PathSegment.Kind.allCases.max { time($0) < time($1) }
            return most.map { time($0) > 0 ? Self.sign($0) : " " } ?? " "
        }
    }

    private static let kinds = PathSegment.Kind.allCases.count

    private static func number(_ kind: PathSegment.Kind) -> Int {
        switch kind {
        case .run: 0
        case .ready: 1
        case .wait: 2
        case .queue: 3
        case .unknown: 4
        }
    }

    static func sign(_ kind: PathSegment.Kind) -> String {
        switch kind {
        case .run: "█"
        case .ready: "░"
        case .wait: "·"
        case .queue: "="
        case .unknown: "?"
        }
    }

    private func paint(_ sign: String, times: Int, _ style: TextStyle) -> String {
        let text = String(repeating: sign, count: times)
        return switch sign {
        case "█", "▄": style.paint(text, .running)
        case "░": style.paint(text, .warning)
        case "?": style.paint(text, .error)
        case " ": text
        default: style.paint(text, .dim)
        }
    }
}

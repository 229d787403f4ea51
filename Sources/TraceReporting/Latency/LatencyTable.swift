internal import ReportLibrary
internal import TraceModel
package import TraceStore

/// How long something took, by what it was: tasks by name; waits by place, by reason, or by what was waited for.
package struct LatencyTable: Sendable {
    package enum Grouping: String, Sendable, CaseIterable {
        /// Tasks of one name, from creation to end.
        case name
        /// Waits at one place, for one reason.
        case site
        /// Waits for one reason.
        case reason
        /// Waits for one object, or for tasks of one name.
        case object
    }

    package struct Row: Sendable {
        package let name: String
        package let reason: String?
        package let place: PathNames.Place
        package let distribution: Distribution
        /// As asked for; nil of nothing.
        package let percentiles: [Int64?]
    }

    package let grouping: Grouping
    package let percents: [Double]
    /// Those that took longest together come first.
    package let rows: [Row]
    /// Whether percentiles come from histograms.
    package let isApproximate: Bool

    /// From this many durations on percentiles come from histograms, unless exact ones are asked for.
    private static let mostExact = 50_000

    package init(
        _ trace: TraceReader, by grouping: Grouping, percents: [Double] = [50, 95, 99], isExact: Bool = false
    ) throws {
        (self.grouping, self.percents) = (grouping, percents)
        let steps = grouping == .name ? "task" : "step"
        let count = try trace.database.integer("SELECT count(*) FROM \(steps)")
        let keepsAll = isExact || count <= Self.mostExact
        var groups = Groups(keepsAll: keepsAll)
        try grouping == .name ? groups.addTasks(trace) : groups.addWaits(trace, grouping)
        isApproximate = !keepsAll
        rows = try groups.rows(trace, grouping, percents).sorted {
            ($1.distribution.total, $0.name, $0.place.line ?? 0) < (
                $0.distribution.total, $1.name, $1.place.line ?? 0
            )
        }
    }

    /// Percentiles as users write them: 50, 99.9.
    package static func percents(_ text: String) -> [Double]? {
        let percents = text.split(separator: ",", omittingEmptySubsequences: false).map {
            Double($0.filter { $0 != " " })
        }
        guard percents.count <= 6, percents.allSatisfy({ $0.map { $0 > 0 && $0 <= 100 } ?? false }) else {
            return nil
        }
        return percents.compactMap(\.self)
    }
}

/// Durations as they come, by the numbers of what they belong to.
private struct Groups {
    struct Key: Hashable {
        var name: Int64?
        var site: Int64?
        var reason: Int64?
        var object: Int64?
    }

    let keepsAll: Bool
    private var places: [Key: Int] = [:]
    private var last: (key: Key, index: Int)?
    private var groups: [(key: Key, distribution: Distribution, all: [Int64])] = []

    init(keepsAll: Bool) { self.keepsAll = keepsAll }

    private mutating func add(_ duration: Int64, _ key: Key) {
        let index = last?.key == key ? last?.index ?? 0 : places[key] ?? groups.count
        if index == groups.count {
            groups.append((key, Distribution(), []))
            places[key] = index
        }
        last = (key, index)
        groups[index].distribution.add(duration)
        if keepsAll { groups[index].all.append(duration) }
    }

    mutating func addTasks(_ trace: TraceReader) throws {
        let functions = try Self.functions(trace)
        try trace.run(ReportLibrary.sql("digest/durations")) { row in
            add(
                row.number(at: 2),
                Key(name: row.integer(at: 0) ?? row.integer(at: 1).flatMap { functions[$0] }))
        }
    }

    mutating func addWaits(_ trace: TraceReader, _ grouping: LatencyTable.Grouping) throws {
        let functions = try Self.functions(trace)
        try trace.run(ReportLibrary.sql("latency/waits")) { row in
            var key = Key(reason: row.number(at: 1))
            switch grouping {
            case .name, .reason: break
            case .site: key.site = row.integer(at: 2)
            case .object:
                key.name = row.integer(at: 4) ?? row.integer(at: 5).flatMap { functions[$0] }
                if key.name == nil { key.object = row.integer(at: 3) }
                // A queue is one, whether one waits to put or to get; what has no number is a reason.
                if key.object != nil, !PathNames.isForTask(key.reason) {
                    key.reason = Self.family(key.reason)
                }
            }
            add(row.number(at: 0), key)
        }
    }

    func rows(
        _ trace: TraceReader, _ grouping: LatencyTable.Grouping, _ percents: [Double]
    ) throws -> [LatencyTable.Row] {
        let names = try PathNames(trace)
        let text = try PreparedQuery(ReportLibrary.sql("digest/text"), ["id"], in: trace)
        struct Shown: Hashable {
            let name: String
            let reason: String?
            let place: PathNames.Place
        }
        var merged: [Shown: (distribution: Distribution, all: [Int64])] = [:]
        for group in groups {
            let key = group.key
            let place = try names.place(key.site)
            let reason = PathNames.reason(key.reason)
            let name: String =
                switch grouping {
                case .name:
                    try key.name.flatMap { try text.first($0) { $0.text(at: 0) } }.flatMap(\.self)
                        ?? "(unknown)"
                case .site: place.function ?? "(unknown)"
                case .reason: reason
                case .object:
                    if let name = key.name {
                        "task '\(CodeName.function(try text.first(name) { $0.text(at: 0) }.flatMap(\.self) ?? "(unknown)"))'"
                    } else {
                        try names.object(key.object, reason: key.reason) ?? reason
                    }
                }
            // Several addresses may be one line, and objects of one name are one.
            let shown = Shown(name: name, reason: grouping == .site ? reason : nil, place: place)
            merged[shown, default: (Distribution(), [])].distribution.add(group.distribution)
            merged[shown]?.all += group.all
        }
        return merged.map { shown, durations in
            let sorted = durations.all.sorted()
            return LatencyTable.Row(
                name: shown.name, reason: shown.reason, place: shown.place,
                distribution: durations.distribution,
                percentiles: percents.map { percent in
                    keepsAll
                        ? Percentile.exact(percent: percent, of: sorted)
                        : durations.distribution.percentile(percent)
                })
        }
    }

    /// Waits that an object is waited for by: put, get and join of a queue.
    private static func family(_ reason: Int64?) -> Int64? {
        let queue = [WaitReason.queueGet, .queuePut, .queueJoin].map { Int64($0.rawValue) }
        return reason.map { queue.contains($0) ? queue[0] : $0 }
    }

    private static func functions(_ trace: TraceReader) throws -> [Int64: Int64] {
        var functions: [Int64: Int64] = [:]
        try trace.run(ReportLibrary.sql("digest/entries")) { row in
            if let site = row.integer(at: 0) { functions[site] = row.integer(at: 1) }
        }
        return functions
    }
}

internal import ReportLibrary
internal import TraceStore

/// Lanes of tasks over time, in a fixed number of cells: what each task was mostly doing in each.
package struct Timeline: Sendable, Hashable {
    package enum Cell: Sendable, Hashable {
        /// Before the task was created, or first seen if that was before the trace; or after it had ended.
        case absent
        case waiting
        case ready
        /// Ran, but for less than half of the time.
        case ranSome
        case running
    }

    package struct Lane: Sendable, Hashable {
        package let task: Int64
        package let label: String
        /// Unknown of a task that is older than the trace.
        package let created: Int64?
        package let ended: Int64?
        package let outcome: String
        package var cells: [Cell]

        fileprivate var length: Int64? {
            if let created, let ended { ended - created } else { nil }
        }
    }

    /// The stretch of time that the cells are parts of.
    package let from: Int64
    package let to: Int64
    package var duration: Int64 { to.clampedSubtracting(from) }
    package let lanes: [Lane]
    /// How many tasks there are in it, with a lane or without.
    package let tasks: Int64

    /// The tasks most worth seeing of the whole trace, in the order of their creation.
    init(_ digest: TraceDigest, duration: Int64, cells: Int, lanes limit: Int) throws {
        try self.init(
            digest.trace, chosen: Self.chosen(digest.tasks, limit: limit), of: digest.tasks.tasks, from: 0,
            to: duration, cells: cells)
    }

    /// The lanes of these tasks, and what they did in a stretch of time.
    init(_ trace: TraceReader, chosen: [Int64], of tasks: Int64, from: Int64, to: Int64, cells: Int) throws {
        (self.from, self.to, self.tasks) = (from, to, tasks)
        let lanes = try trace.rows(
            ReportLibrary.sql("report/timeline_lanes"), ["tasks": Self.list(chosen)]
        ) { row in
            Lane(
                task: row.integer("task") ?? 0, label: row.text("label") ?? "(unknown)",
                created: row.integer("created"), ended: row.integer("ended"),
                outcome: row.text("outcome") ?? "alive", cells: [])
        }
        var grids = Dictionary(
            lanes.map { ($0.task, Grid(cells: cells, from: from, to: to)) },
            uniquingKeysWith: { first, _ in first })
        for stretch in Stretch.all(of: lanes, from: from, to: to) {
            let parameters: [String: SQLiteValue] = [
                "tasks": Self.list(stretch.tasks), "from": .integer(stretch.from), "to": .integer(stretch.to),
            ]
            _ = try trace.rows(ReportLibrary.sql("report/timeline_steps"), parameters) { row in
                let ended = row.integer("ended") ?? 0
                grids[row.integer("task") ?? 0]?.add(
                    running: ended.clampedSubtracting(row.integer("run_ns") ?? 0), to: ended,
                    ready: row.integer("ready_ns"),
                    wait: row.integer("wait_ns"))
            }
        }
        _ = try trace.rows(ReportLibrary.sql("report/timeline_open"), ["tasks": Self.list(chosen)]) { row in
            let (task, since) = (row.integer("task") ?? 0, row.integer("since") ?? 0)
            let state = row.text("state") ?? ""
            grids[task]?.add(state, from: since, to: max(to, since))
            grids[task]?.add(before: since, ready: row.integer("ready_ns"), wait: row.integer("wait_ns"))
        }
        self.lanes = lanes.map { lane in
            var lane = lane
            lane.cells = grids[lane.task]?.cells(from: lane.created, to: lane.ended ?? .max) ?? []
            return lane
        }
    }

    /// Those that did not end well, then those that ran most. If there are more tasks than lanes, a name has a fifth of
    /// them at most: a mix says more than many lanes of the same.
    private static func chosen(_ digest: TaskDigest, limit: Int) -> [Int64] {
        guard digest.tasks > Int64(limit) else { return digest.busiest.map(\.id) }
        var left: [Int64?: Int] = [:]
        var chosen: Set<Int64> = []
        // Behind those that were kept come the first of each name: those may all be of a few.
        for candidate in digest.busiest + digest.names.compactMap(\.first).sorted()
        where chosen.count < limit && !chosen.contains(candidate.id) {
            guard left[candidate.name, default: max(limit / 5, 1)] > 0 else { continue }
            left[candidate.name, default: max(limit / 5, 1)] -= 1
            chosen.insert(candidate.id)
        }
        return Array(chosen)
    }

    static func list(_ numbers: [Int64]) -> SQLiteValue {
        .text("[" + numbers.map { String($0) }.joined(separator: ",") + "]")
    }
}

extension Timeline {
    /// A part of the trace in which the steps of some lanes are: steps are found by time, not by task.
    private struct Stretch {
        var tasks: [Int64]
        var from: Int64
        var to: Int64

        /// Each short life by itself, as long as that is less than to go through the trace once for all others.
        static func all(of lanes: [Lane], from: Int64, to: Int64) -> [Stretch] {
            var left = to.clampedSubtracting(from) / 4
            var stretches: [Stretch] = []
            var others = Stretch(tasks: [], from: .max, to: 0)
            for lane in lanes.sorted(by: { $0.length ?? .max < $1.length ?? .max }) {
                // Ends that were equal are kept apart by a few nanoseconds.
                // A wait that reaches into the stretch may end long after it.
                let (from, to) = (max(lane.created ?? 0, from), (lane.ended ?? .max / 2).clampedAdding(2000))
                guard from <= to else { continue }
                if let length = lane.length, length <= left {
                    left -= max(length, 0)
                    stretches.append(Stretch(tasks: [lane.task], from: from, to: to))
                } else {
                    others.tasks.append(lane.task)
                    (others.from, others.to) = (min(others.from, from), max(others.to, to))
                }
            }
            return others.tasks.isEmpty ? stretches : stretches + [others]
        }
    }

    /// How much of each cell a task spent in which state.
    private struct Grid {
        private var run: [Int64]
        private var ready: [Int64]
        private var firstSeen: Int64?
        private let from: Int64
        private let to: Int64
        private let cellLength: Double

        init(cells: Int, from: Int64, to: Int64) {
            run = Array(repeating: 0, count: cells)
            ready = run
            (self.from, self.to) = (from, to)
            cellLength = Double(max(to.clampedSubtracting(from), 1)) / Double(cells)
        }

        mutating func add(_ state: String, from: Int64, to: Int64) {
            firstSeen = min(firstSeen ?? from, from)
            guard state == "running" || state == "ready", to >= from, to >= self.from, from <= self.to else {
                return
            }
            for cell in cell(at: from)...cell(at: to) {
                let begin = max(from, start(of: cell))
                let end = min(to, start(of: cell + 1))
                // An instant counts, so that a task that ran is seen to have run.
                let amount = max(end.clampedSubtracting(begin), from == to ? 1 : 0)
                if state == "running" {
                    run[cell] = run[cell].clampedAdding(amount)
                } else {
                    ready[cell] = ready[cell].clampedAdding(amount)
                }
            }
        }

        /// A run, and what came before it.
        mutating func add(running from: Int64, to: Int64, ready: Int64?, wait: Int64?) {
            add("running", from: from, to: to)
            add(before: from, ready: ready, wait: wait)
        }

        mutating func add(before end: Int64, ready: Int64?, wait: Int64?) {
            let readyFrom = end.clampedSubtracting(ready ?? 0)
            if let ready, ready > 0 { add("ready", from: readyFrom, to: end) }
            if let wait { add("waiting", from: readyFrom.clampedSubtracting(wait), to: readyFrom) }
        }

        func cells(from created: Int64?, to ended: Int64) -> [Cell] {
            let began = created ?? firstSeen ?? ended
            let first = cell(at: began)
            let life = began > self.to || ended < self.from ? 0..<0 : first..<max(first, cell(at: ended)) + 1
            return run.indices.map { cell in
                if Double(run[cell]) >= cellLength / 2 { return .running }
                if run[cell] > 0, run[cell] >= ready[cell] / 2 { return .ranSome }
                if Double(ready[cell]) >= cellLength / 4 { return .ready }
                return run[cell] > 0 ? .ranSome : life.contains(cell) ? .waiting : .absent
            }
        }

        private func cell(at time: Int64) -> Int {
            Int(min(max(Double(time.clampedSubtracting(from)) / cellLength, 0), Double(run.count - 1)))
        }

        private func start(of cell: Int) -> Int64 {
            from.clampedAdding(Int64(clamping: Double(cell) * cellLength))
        }
    }
}

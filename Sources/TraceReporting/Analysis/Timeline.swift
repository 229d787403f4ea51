internal import ReportLibrary
package import TraceStore

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
    }

    package let duration: Int64
    package let lanes: [Lane]
    /// How many tasks there are, with a lane or without.
    package let tasks: Int64

    /// The tasks most worth seeing, in the order of their creation.
    package init(_ trace: TraceReader, duration: Int64, cells: Int, lanes limit: Int) throws {
        self.duration = duration
        var tasks: Int64 = 0
        // A mix says more than many lanes of the same.
        let parameters: [String: SQLiteValue] = [
            "limit": .integer(Int64(limit)), "each": .integer(Int64(max(limit / 5, 1))),
        ]
        let lanes = try trace.rows(ReportLibrary.sql("report/timeline_lanes"), parameters) { row in
            tasks = row.integer("total_rows") ?? 0
            return Lane(
                task: row.integer("task") ?? 0, label: row.text("label") ?? "(unknown)",
                created: row.integer("created"), ended: row.integer("ended"),
                outcome: row.text("outcome") ?? "alive", cells: [])
        }
        self.tasks = tasks
        var grids = Dictionary(
            uniqueKeysWithValues: lanes.map { ($0.task, Grid(cells: cells, duration: duration)) })
        let numbers = "[" + lanes.map { String($0.task) }.joined(separator: ",") + "]"
        _ = try trace.rows(ReportLibrary.sql("report/timeline_states"), ["tasks": .text(numbers)]) { row in
            let at = row.integer("at") ?? 0
            let end = row.integer("duration_ns").map { at + $0 } ?? duration
            grids[row.integer("task") ?? 0]?.add(row.text("state") ?? "", from: at, to: end)
        }
        self.lanes = lanes.map { lane in
            var lane = lane
            lane.cells = grids[lane.task]?.cells(from: lane.created, to: lane.ended ?? duration) ?? []
            return lane
        }
    }
}

extension Timeline {
    /// How much of each cell a task spent in which state.
    private struct Grid {
        private var run: [Int64]
        private var ready: [Int64]
        private var firstSeen: Int64?
        private let cellLength: Double

        init(cells: Int, duration: Int64) {
            run = Array(repeating: 0, count: cells)
            ready = run
            cellLength = Double(max(duration, 1)) / Double(cells)
        }

        mutating func add(_ state: String, from: Int64, to: Int64) {
            firstSeen = min(firstSeen ?? from, from)
            guard state == "running" || state == "ready", to >= from else { return }
            for cell in cell(at: from)...cell(at: to) {
                let begin = max(from, Int64(Double(cell) * cellLength))
                let end = min(to, Int64(Double(cell + 1) * cellLength))
                // An instant counts, so that a task that ran is seen to have run.
                let amount = max(end - begin, from == to ? 1 : 0)
                if state == "running" { run[cell] += amount } else { ready[cell] += amount }
            }
        }

        func cells(from created: Int64?, to ended: Int64) -> [Cell] {
            let first = cell(at: created ?? firstSeen ?? ended)
            let life = first...max(first, cell(at: ended))
            return run.indices.map { cell in
                if Double(run[cell]) >= cellLength / 2 { return .running }
                if run[cell] > 0, run[cell] >= ready[cell] / 2 { return .ranSome }
                if Double(ready[cell]) >= cellLength / 4 { return .ready }
                return run[cell] > 0 ? .ranSome : life.contains(cell) ? .waiting : .absent
            }
        }

        private func cell(at time: Int64) -> Int {
            min(max(Int(Double(time) / cellLength), 0), run.count - 1)
        }
    }
}

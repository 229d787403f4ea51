internal import ReportLibrary
internal import TraceStore

/// All tasks of a trace, gone through once: sums by name, and the tasks that get lanes.
///
/// Grouping in SQL would sort every task, here a name is found by its number. Memory is for names, not for tasks.
struct TaskDigest: Sendable {
    struct Row {
        var id: Int64 = 0
        var created, ended, outcome: Int64?
        var run: Int64 = 0
        var ready: Int64 = 0
        var wait: Int64 = 0
        var steps: Int64 = 0
    }

    /// How many tasks are kept as lanes of a report and of the page.
    struct Lanes: Sendable {
        var report = 1024
        var page = 0
    }

    private(set) var names: [NameTotals] = []
    /// Those that did not end well, then those that ran most: for the report's timeline.
    private(set) var busiest: [TopTasks.Candidate] = []
    /// Those that did not end well or not at all, then those that took longest: for the page.
    private(set) var longest: [TopTasks.Candidate] = []
    /// By where they were created.
    private(set) var creations: CreationDigest
    private(set) var tasks: Int64 = 0
    private(set) var steps: Int64 = 0
    /// When the last of them was made or ended.
    private(set) var last: Int64 = 0
    private let functions: [Int64: Int64]
    private var numbers: [Int64?: Int] = [:]
    /// The same for the first texts of the trace, without a look into a table of hashes for each task.
    private var firstNumbers = [Int32](repeating: -1, count: 4096)

    init(_ trace: TraceReader, lanes: Lanes) throws {
        functions = try Self.functions(trace)
        creations = CreationDigest(until: try trace.database.integer(ReportLibrary.sql("digest/end")))
        var busiest = TopTasks(limit: lanes.report)
        var longest = TopTasks(limit: lanes.page)
        try trace.run(ReportLibrary.sql("digest/tasks")) { statement in
            var task = Row()
            task.id = statement.number(at: 0)
            task.created = statement.integer(at: 3)
            task.ended = statement.integer(at: 4)
            task.outcome = statement.integer(at: 5)
            task.run = statement.number(at: 6)
            task.ready = statement.number(at: 7)
            task.wait = statement.number(at: 8)
            task.steps = statement.number(at: 9)
            let name = Self.name(statement, functions)
            let index = number(of: name)
            names[index].add(task)
            creations.add(
                task, parent: statement.integer(at: 10), site: statement.integer(at: 11))
            tasks += 1
            steps = steps.clampedAdding(task.steps)
            last = max(last, task.ended ?? 0, task.created ?? 0)
            let isBad = task.ended != nil && (task.outcome == 1 || task.outcome == 2)
            let candidate = TopTasks.Candidate(
                id: task.id, name: name, isBad: isBad, weight: task.run.clampedAdding(task.ready),
                steps: task.steps)
            busiest.add(candidate)
            if names[index].first.map({ candidate < $0 }) ?? true { names[index].first = candidate }
            guard lanes.page > 0 else { return }
            longest.add(
                TopTasks.Candidate(
                    id: task.id, name: name, isBad: isBad || task.ended == nil,
                    weight: task.run.clampedAdding(task.ready).clampedAdding(task.wait), steps: 0))
        }
        creations.finish()
        self.busiest = busiest.sorted
        self.longest = lanes.page > 0 ? longest.sorted : []
        numbers = [:]
        firstNumbers = []
    }

    /// How long each ended task of these names took, sorted.
    func durations(of wanted: Set<Int64?>, in trace: TraceReader) throws -> [Int64?: [Int64]] {
        guard !wanted.isEmpty else { return [:] }
        var durations: [Int64?: [Int64]] = [:]
        try trace.run(ReportLibrary.sql("digest/durations")) { statement in
            let name = Self.name(statement, functions, entry: 1, name: 0)
            guard wanted.contains(name) else { return }
            durations[name, default: []].append(statement.integer(at: 2) ?? 0)
        }
        return durations.mapValues { $0.sorted() }
    }

    var alive: Int64 { names.reduce(0) { $0.clampedAdding($1.alive) } }
    var failed: Int64 { names.reduce(0) { $0.clampedAdding($1.failed) } }
    var cancelled: Int64 { names.reduce(0) { $0.clampedAdding($1.cancelled) } }
    var run: Int64 { names.reduce(0) { $0.clampedAdding($1.run) } }
    var ready: Int64 { names.reduce(0) { $0.clampedAdding($1.ready) } }

    /// The text of a name; nil is unknown.
    static func text(_ name: Int64?, in trace: TraceReader) throws -> String {
        guard let name else { return "(unknown)" }
        let texts = try trace.rows(ReportLibrary.sql("digest/text"), ["id": .integer(name)]) {
            $0.text("text")
        }
        return texts.first.flatMap(\.self) ?? "(unknown)"
    }

    private mutating func number(of name: Int64?) -> Int {
        let slot = Int(truncatingIfNeeded: name ?? 0)
        let isFirst = name != nil && firstNumbers.indices.contains(slot)
        if isFirst, firstNumbers[slot] >= 0 { return Int(firstNumbers[slot]) }
        if let known = numbers[name] { return known }
        numbers[name] = names.count
        if isFirst { firstNumbers[slot] = Int32(names.count) }
        names.append(NameTotals(name: name))
        return names.count - 1
    }

    private static func name(
        _ row: Statement, _ functions: [Int64: Int64], entry: Int = 2, name: Int = 1
    ) -> Int64? {
        row.integer(at: name) ?? row.integer(at: entry).flatMap { functions[$0] }
    }

    private static func functions(_ trace: TraceReader) throws -> [Int64: Int64] {
        var functions: [Int64: Int64] = [:]
        try trace.run(ReportLibrary.sql("digest/entries")) { statement in
            if let site = statement.integer(at: 0) { functions[site] = statement.integer(at: 1) }
        }
        return functions
    }
}

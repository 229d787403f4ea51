internal import ReportLibrary
internal import TraceStore

/// From the numbers of the trace to the words, places and objects of the page. Each is put there when it is first asked for.
struct TimelineCatalog {
    var tables: PageTables
    private(set) var threads: [String] = []
    private(set) var threadIDs: [Int64?] = []
    private let places: [Int64: PageTables.Site]
    private let words: [String: [Int64: String]]
    private let threadNumbers: [Int64: Int64]
    private var objectLabels: [Int64: (kind: String, label: String)]
    private var objectNumbers: [Int64: Int64] = [:]
    private var objects: [Int64] = []
    private var stackNumbers: [Int64: Int64] = [:]
    private var stacks: [Int64] = []
    private var labels: [TimelineTasks.Label: Int64] = [:]

    /// A stack has an end on the page, too.
    private static let mostStacks = 4000
    private static let mostFrames = 64

    init(_ trace: TraceReader, _ tables: PageTables) throws {
        self.tables = tables
        let sites = try trace.rows(ReportLibrary.sql("page/sites")) { row in
            let site = PageTables.Site(
                function: row.text("function"), file: row.text("file"), line: row.integer("line"))
            return (row.integer("id") ?? 0, site)
        }
        places = Dictionary(sites) { first, _ in first }
        var words: [String: [Int64: String]] = [:]
        _ = try trace.rows(ReportLibrary.sql("timeline/words")) { row in
            words[row.text("domain") ?? "", default: [:]][row.integer("id") ?? 0] = row.text("text")
        }
        self.words = words
        let threads = try trace.rows(ReportLibrary.sql("page/threads")) {
            ($0.integer("id") ?? 0, $0.text("label") ?? "", $0.integer("tid"))
        }
        (self.threads, threadIDs) = (threads.map(\.1), threads.map(\.2))
        threadNumbers = Dictionary(zip(threads.map(\.0), (0 as Int64)...)) { first, _ in first }
        let objects = try trace.rows(ReportLibrary.sql("timeline/objects")) {
            ($0.integer("id") ?? 0, (kind: $0.text("kind") ?? "", label: $0.text("label") ?? ""))
        }
        objectLabels = Dictionary(objects) { first, _ in first }
    }

    // MARK: Numbers of the page

    private mutating func word(_ domain: String, _ number: Int64?) -> Int64? {
        guard let number else { return nil }
        return tables.word(words[domain]?[number] ?? "unknown")
    }

    private mutating func site(_ number: Int64?) -> Int64? {
        guard let number, let place = places[number] else { return nil }
        return tables.site(place)
    }

    /// What was made before the trace began has no name in it; what it is follows from what was done with it.
    mutating func object(_ number: Int64?, kind: String) -> Int64? {
        guard let number else { return nil }
        if objectLabels[number] == nil { objectLabels[number] = (kind, "\(kind) \(number)") }
        if let known = objectNumbers[number] { return known }
        let next = Int64(objects.count)
        objectNumbers[number] = next
        objects.append(number)
        return next
    }

    private static func objectKind(_ reason: String?) -> String {
        guard let reason else { return "object" }
        return reason.hasPrefix("queue_") ? "queue" : reason
    }

    private mutating func stack(_ number: Int64?) -> Int64? {
        guard let number else { return nil }
        if let known = stackNumbers[number] { return known }
        guard stacks.count < Self.mostStacks else { return nil }
        let next = Int64(stacks.count)
        stackNumbers[number] = next
        stacks.append(number)
        return next
    }

    // MARK: Tasks

    mutating func members(of tasks: TimelineTasks, _ trace: TraceReader) throws -> [(String, PageValue)] {
        let wanted = Set(tasks.kinds.compactMap(\.name))
        var texts: [Int64: String] = [:]
        if !wanted.isEmpty {
            try trace.run(ReportLibrary.sql("timeline/texts")) { statement in
                let number = statement.number(at: 0)
                if wanted.contains(number) { texts[number] = statement.text(at: 1) }
            }
        }
        var columns: [[Int64?]] = Array(repeating: [], count: 6)
        for kind in tasks.kinds {
            let label = tasks.label(of: kind)
            let text = kind.name.flatMap { texts[$0] } ?? kind.entry.flatMap { places[$0]?.function }
            let values = [
                tables.word(text), word("task_kind", kind.kind),
                kind.outcome == nil ? nil : word("outcome", kind.outcome), site(kind.entry), site(kind.site),
                stack(kind.stack),
            ]
            for (index, value) in values.enumerated() { columns[index].append(value) }
            labels[label] = values[0]
        }
        return zip(["name", "kind", "outcome", "entry", "site", "stack"], columns).map { ($0, .column($1)) }
    }

    /// What living tasks do at the end of the trace, in the order of their rows.
    mutating func openTasks(_ trace: TraceReader, _ rowOfTask: NumberIndex) throws -> PageValue {
        var columns: [CompactColumn] = Array(repeating: CompactColumn(), count: 8)
        var count: Int64 = 0
        _ = try trace.rows(ReportLibrary.sql("timeline/open")) { row in
            guard let place = row.integer("task").flatMap({ rowOfTask[$0] }) else { return }
            count += 1
            let waker = row.integer("waker_task")
            let values = [
                Int64(place), tables.word(row.text("state")), row.integer("since"),
                tables.word(row.text("reason")),
                site(row.integer("site")), row.integer("wait_ns"), row.integer("ready_ns"),
                waker.map { id in rowOfTask[id].map { Int64($0) + 1 } ?? 0 },
            ]
            for (index, value) in values.enumerated() { columns[index].append(value) }
        }
        let names = ["task", "state", "since", "reason", "site", "wait", "ready", "waker"]
        return .object([("count", .integer(count))] + zip(names, columns.map(PageValue.compact)))
    }

    // MARK: Steps

    mutating func members(of steps: [TimelineSteps.Step]) -> [(String, PageValue)] {
        [
            ("ended", .compact(CompactColumn(differences: steps.lazy.map(\.ended)))),
            ("run", .compact(CompactColumn(steps.lazy.map(\.run)))),
            ("ready", .compact(CompactColumn(steps.lazy.map(\.ready)))),
            ("wait", .compact(CompactColumn(steps.lazy.map(\.wait)))),
            ("task", .compact(CompactColumn(differences: steps.lazy.map { Int64($0.task) }))),
            // 0 is a task that is not on the page.
            (
                "waker",
                .compact(CompactColumn(steps.lazy.map { $0.waker == -1 ? nil : max(Int64($0.waker) + 1, 0) }))
            ),
            ("kind", .compact(CompactColumn(steps.lazy.map { Int64($0.kind) }))),
        ]
    }

    mutating func members(of kinds: [TimelineScan.Kind]) -> [(String, PageValue)] {
        var columns: [[Int64?]] = Array(repeating: [], count: 5)
        for kind in kinds {
            let values = [
                threadNumbers[kind.thread], word("wait_reason", kind.reason), site(kind.site),
                object(kind.object, kind: Self.objectKind(words["wait_reason"]?[kind.reason ?? 0])),
                stack(kind.stack),
            ]
            for (index, value) in values.enumerated() { columns[index].append(value) }
        }
        return zip(["thread", "reason", "site", "object", "stack"], columns).map { ($0, .column($1)) }
    }

    /// Sums over time: of what, and the parts of each state.
    mutating func value(of sums: TimelineScan.Sums) -> PageValue {
        let series = sums.series.map { subject, channels -> PageValue in
            let (of, number): (String, Int64?) =
                switch subject {
                case .name(let label): ("name", labels[label] ?? nil)
                case .otherNames: ("other", nil)
                case .thread(let thread): ("thread", threadNumbers[thread])
                case .object(let number): ("object", object(number, kind: "object"))
                case .task(let row): ("task", Int64(row))
                }
            let states = channels.map { channel, column -> PageValue in
                let state: String? =
                    switch channel {
                    case TimelineSums.run: "run"
                    case TimelineSums.ready: "ready"
                    default: words["wait_reason"]?[Int64(channel - 2)] ?? "unknown"
                    }
                return .list([.optional(tables.word(state)), .compact(column)])
            }
            return .object([("of", .text(of)), ("number", .optional(number)), ("states", .list(states))])
        }
        return .object([("count", .integer(Int64(sums.count))), ("series", .list(series))])
    }

    // MARK: Callbacks

    /// Callbacks that belong to no task have a lane for each object.
    mutating func callbacks(_ trace: TraceReader, limit: Int) throws -> (count: Int, value: PageValue) {
        var columns: [CompactColumn] = Array(repeating: CompactColumn(), count: 5)
        var lanes: [Int64: Int64] = [:]
        var (numbers, names): ([Int64?], [PageValue]) = ([], [])
        var previous: Int64 = 0
        var count = 0
        _ = try trace.rows(ReportLibrary.sql("page/callbacks"), ["limit": .integer(Int64(limit))]) { row in
            count += 1
            let object = row.integer("object") ?? 0
            let lane = lanes[object] ?? Int64(lanes.count)
            if lane == lanes.count {
                lanes[object] = lane
                // No task has a negative number.
                numbers.append(object == .max ? .min : -1 - object)
                names.append(.text(row.text("object_name").map { "callbacks of \($0)" } ?? "callbacks"))
            }
            let ended = row.integer("ended") ?? 0
            let place = PageTables.Site(
                function: row.text("function"), file: row.text("file"), line: row.integer("line"))
            let values = [
                ended.clampedSubtracting(previous), row.integer("duration_ns"), lane,
                row.integer("thread").flatMap { threadNumbers[$0] }, tables.site(place),
            ]
            previous = ended
            for (index, value) in values.enumerated() { columns[index].append(value) }
        }
        let members = zip(["ended", "run", "lane", "thread", "site"], columns.map(PageValue.compact))
        return (
            count,
            .object(
                [("count", .integer(Int64(count))), ("ids", .column(numbers)), ("names", .list(names))]
                    + members)
        )
    }

    // MARK: Stacks and objects, to be asked last

    func objectMembers() -> [(String, PageValue)] {
        [
            ("id", .column(objects)),
            ("kind", .list(objects.map { .text(objectLabels[$0]?.kind ?? "") })),
            ("label", .list(objects.map { .text(objectLabels[$0]?.label ?? "") })),
        ]
    }

    /// Each the places of its frames, innermost first; a last -1 says that there may be more.
    mutating func frames(_ trace: TraceReader) throws -> PageValue {
        guard !stacks.isEmpty else { return .list([]) }
        var frames: [Int64: [Int64?]] = [:]
        _ = try trace.rows(ReportLibrary.sql("timeline/stacks"), ["stacks": Timeline.list(stacks)]) { row in
            let stack = row.integer("stack") ?? 0
            guard frames[stack, default: []].count < Self.mostFrames else { return }
            let place = PageTables.Site(
                function: row.text("function"), file: row.text("file"), line: row.integer("line"))
            frames[stack, default: []].append(tables.site(place))
            if row.integer("is_cut") == 1 { cut.insert(stack) }
        }
        return .list(stacks.map { .column((frames[$0] ?? []) + (cut.contains($0) ? [-1] : [])) })
    }

    private var cut: Set<Int64> = []
}

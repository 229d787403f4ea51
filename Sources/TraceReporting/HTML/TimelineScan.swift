internal import ReportLibrary
internal import TraceStore

/// Goes through the steps of a trace once: adds all of them up, and keeps those that are shown one by one.
struct TimelineScan {
    /// What many steps have in common.
    struct Kind: Hashable {
        let thread: Int64
        let reason, site, object, stack: Int64?
    }

    /// Of what a series of sums is.
    enum Subject: Hashable {
        case name(TimelineTasks.Label)
        case otherNames
        case thread(Int64)
        case object(Int64)
        case task(Int)
    }

    private let slots: TimelineSlots
    private let tasks: TimelineTasks
    private var steps: TimelineSteps
    private var adding: TimelineSums
    private(set) var kinds: [Kind] = []
    private var numbers: [Kind: Int32] = [:]

    private(set) var subjects: [Subject] = []
    private var series: [Subject: Int] = [:]
    /// By the kind of task, and by its row: -1 is none.
    private var seriesOfKind: [Int] = []
    private var seriesOfRow: [Int: Int] = [:]
    private var seriesOfThread: [Int] = []
    private var pinned: Set<Int32> = []
    private let needsSums: Bool

    private static let mostNames = 160
    private static let mostOthers = 128
    /// A task of fewer steps is told by the sums of its life well enough.
    private static let longTask: Int64 = 200

    /// Without a limit every step is shown.
    init(slots: TimelineSlots, interest: TimelineInterest?, tasks: TimelineTasks, limit: Int?) {
        (self.slots, self.tasks) = (slots, tasks)
        steps = TimelineSteps(slots, interest, limit: limit)
        adding = TimelineSums(slots)
        needsSums = limit != nil
        guard let limit else { return }
        chooseNames()
        let long = tasks.rows.indices.filter { tasks.rows[$0].steps >= Self.longTask }
            .sorted { tasks.rows[$0].steps > tasks.rows[$1].steps }
        for row in long.prefix(Self.mostOthers) { seriesOfRow[row] = number(of: .task(row)) }
        pin(limit: Int64(limit / 4))
    }

    /// The names with the most steps.
    private mutating func chooseNames() {
        var stepsOfKind = [Int64](repeating: 0, count: tasks.kinds.count)
        for row in tasks.rows {
            stepsOfKind[Int(row.kind)] = stepsOfKind[Int(row.kind)].clampedAdding(row.steps)
        }
        var stepsOfLabel: [TimelineTasks.Label: Int64] = [:]
        for (kind, count) in zip(tasks.kinds, stepsOfKind) {
            stepsOfLabel[tasks.label(of: kind), default: 0] += count
        }
        let first = tasks.kinds.map { tasks.label(of: $0) }
        var places: [TimelineTasks.Label: Int] = [:]
        for (place, label) in first.enumerated() where places[label] == nil { places[label] = place }
        let chosen = stepsOfLabel.sorted { ($0.value, places[$1.key] ?? 0) > ($1.value, places[$0.key] ?? 0) }
            .prefix(Self.mostNames).map(\.key)
        let isChosen = Set(chosen)
        for label in chosen { _ = number(of: .name(label)) }
        seriesOfKind = first.map { isChosen.contains($0) ? number(of: .name($0)) : number(of: .otherNames) }
    }

    /// The tasks that had not ended or not ended well, those with the fewest steps first.
    private mutating func pin(limit: Int64) {
        let wanted = tasks.rows.indices.filter { row in
            let outcome = tasks.kinds[Int(tasks.rows[row].kind)].outcome
            return tasks.rows[row].ended == nil || outcome == 1 || outcome == 2
        }
        var left = limit
        for row in wanted.sorted(by: { tasks.rows[$0].steps < tasks.rows[$1].steps }) {
            left -= tasks.rows[row].steps
            guard left >= 0 else { return }
            pinned.insert(Int32(row))
        }
    }

    private mutating func number(of subject: Subject) -> Int {
        if let known = series[subject] { return known }
        let number = adding.makeSeries()
        series[subject] = number
        subjects.append(subject)
        return number
    }

    var windows: [(from: Int64, to: Int64)] { steps.windows }
    func isShown(at time: Int64) -> Bool { steps.isShown(at: time) }
    mutating func finish() -> [TimelineSteps.Step] { steps.finish() }

    /// `progress` is told, now and then, how much of the trace lies behind: from 0 to 1.
    mutating func run(_ trace: TraceReader, progress: (Double) -> Void) throws {
        var seen = 0
        try trace.run(ReportLibrary.sql("timeline/steps")) { statement in
            let (ended, run) = (statement.number(at: 0), statement.number(at: 1))
            seen += 1
            if seen % 65536 == 0 { progress(min(max(Double(ended) / Double(slots.duration), 0), 1)) }
            let row = tasks.rowOfTask[statement.number(at: 2)]
            let (ready, wait) = (statement.integer(at: 4), statement.integer(at: 5))
            let reason = statement.integer(at: 6)
            let began = ended.clampedSubtracting(run)
            let readyFrom = began.clampedSubtracting(ready ?? 0)
            let thread = statement.number(at: 3)
            let object = Self.isTraced(reason) ? statement.integer(at: 8) : nil
            if needsSums {
                add(TimelineSums.run, from: began, to: ended, row: row, thread: thread)
                add(TimelineSums.ready, from: readyFrom, to: began, row: row)
                add(
                    TimelineSums.waiting(reason), from: readyFrom.clampedSubtracting(wait ?? 0),
                    to: readyFrom, row: row,
                    object: object)
            }
            guard let row else { return }
            let isPinned = pinned.contains(Int32(row))
            let rank = isPinned ? -1 : steps.rank(from: readyFrom.clampedSubtracting(wait ?? 0), to: ended)
            guard steps.hasRoom(rank: rank, run: run, ready: ready ?? 0, wait: wait ?? 0) else { return }
            let waker = statement.integer(at: 9).map { Int32(tasks.rowOfTask[$0] ?? -2) } ?? -1
            let kind = Kind(
                thread: thread, reason: reason, site: statement.integer(at: 7), object: object,
                stack: statement.integer(at: 10))
            steps.add(
                TimelineSteps.Step(
                    ended: ended, run: run, ready: ready, wait: wait, task: Int32(row), waker: waker,
                    kind: number(of: kind)),
                rank: rank)
        }
    }

    private mutating func number(of kind: Kind) -> Int32 {
        if let known = numbers[kind] { return known }
        let number = Int32(kinds.count)
        numbers[kind] = number
        kinds.append(kind)
        return number
    }

    /// What living tasks were doing when the trace ended is in the sums as well.
    mutating func addOpenTasks(_ trace: TraceReader) throws {
        guard needsSums else { return }
        let names: [String: Int] = ["running": TimelineSums.run, "ready": TimelineSums.ready]
        _ = try trace.rows(ReportLibrary.sql("timeline/open")) { row in
            let since = row.integer("since") ?? 0
            let state = row.text("state") ?? ""
            let reason = row.integer("reason_number")
            let place = tasks.rowOfTask[row.integer("task") ?? 0]
            if state != "created" {
                add(names[state] ?? TimelineSums.waiting(reason), from: since, to: slots.duration, row: place)
            }
            let readyFrom = since.clampedSubtracting(row.integer("ready_ns") ?? 0)
            add(TimelineSums.ready, from: readyFrom, to: since, row: place)
            add(
                TimelineSums.waiting(reason), from: readyFrom.clampedSubtracting(row.integer("wait_ns") ?? 0),
                to: readyFrom, row: place)
        }
    }

    private mutating func add(
        _ channel: Int, from: Int64, to: Int64, row: Int?, thread: Int64? = nil, object: Int64? = nil
    ) {
        guard from < to, let stretch = slots.stretch(from: from, to: to) else { return }
        if let row {
            adding.add(seriesOfKind[Int(tasks.rows[row].kind)], channel, stretch)
            if tasks.rows[row].steps >= Self.longTask, let long = seriesOfRow[row] {
                adding.add(long, channel, stretch)
            }
        } else {
            adding.add(number(of: .otherNames), channel, stretch)
        }
        if let thread, let number = number(ofThread: thread) { adding.add(number, channel, stretch) }
        if let object, let number = limited(.object(object)) { adding.add(number, channel, stretch) }
    }

    private mutating func number(ofThread thread: Int64) -> Int? {
        guard thread >= 0, thread < 1024 else { return limited(.thread(thread)) }
        while seriesOfThread.count <= thread { seriesOfThread.append(-1) }
        if seriesOfThread[Int(thread)] < 0 { seriesOfThread[Int(thread)] = limited(.thread(thread)) ?? -1 }
        return seriesOfThread[Int(thread)] < 0 ? nil : seriesOfThread[Int(thread)]
    }

    private mutating func limited(_ subject: Subject) -> Int? {
        if let known = series[subject] { return known }
        return subjects.count < Self.mostNames + 3 * Self.mostOthers ? number(of: subject) : nil
    }

    /// What the waits for some reasons are for is told by who ended them; the others are for a traced object.
    private static func isTraced(_ reason: Int64?) -> Bool {
        guard let reason else { return false }
        return reason >= 8 || reason == 4
    }

    /// What is told of all steps, also of those that are not shown one by one.
    struct Sums {
        /// Of how many parts of the trace.
        let count: Int
        let series: [(subject: Subject, channels: [(channel: Int, column: CompactColumn)])]
    }

    /// The sums, as fine as they fit into so many bytes; nil where every step is shown.
    func sums(budget: Int) -> Sums? {
        guard needsSums else { return nil }
        var count = TimelineSlots.count
        while true {
            let columns = subjects.indices.map { adding.columns(of: $0, count: count) }
            let size = columns.joined().reduce(0) { $0 + $1.column.bytes.count }
            guard size > budget, count > 64 else {
                return Sums(count: count, series: Array(zip(subjects, columns)))
            }
            count /= 2
        }
    }
}

internal import ReportLibrary
package import TraceStore

/// Looks at a trace again and again, as it is being written.
///
/// Not `Sendable`: belongs to the connection's thread.
package final class TopSampler {
    private let trace: TraceReader
    private let window: Int64
    private let texts: ExportTexts
    private var names: [Int64: String] = [:]
    private static let mostNames = 200_000

    /// While nothing is recorded nothing is written: so much later all that happened is in the file.
    private static let delay: Int64 = 2_000_000_000

    package init(_ trace: TraceReader, window: Int64) throws {
        (self.trace, self.window) = (trace, max(window, 1))
        texts = try ExportTexts(trace)
    }

    private struct Open {
        let state: TopSample.State
        let since: Int64
        let wait, ready: Int64?
        let reason, object, site: Int64?
    }

    /// The last stretch of the trace. The wall clock is in nanoseconds since 1970.
    package func sample(wallClock: Int64) throws -> TopSample {
        try trace.snapshot {
            let state = try TraceFile.state(of: trace.database)
            let head = try self.head()
            let last = try trace.rows(ReportLibrary.sql("tasks/end")) { $0.integer("at") ?? 0 }.first ?? 0
            let at = max(
                last,
                state == "live" && head.zero != nil
                    ? wallClock.clampedSubtracting(head.zero ?? 0).clampedSubtracting(Self.delay) : last)
            let from = max(at.clampedSubtracting(window), 0)
            let shares = try self.shares(from: from, to: at)
            let open = try openTasks()
            let tasks = try self.tasks(shares, open, from: from, to: at)
            return TopSample(
                program: head.program, pid: head.pid, processes: head.processes, state: state, at: at,
                window: max(at.clampedSubtracting(from), 1), lost: head.lost, lossReasons: head.reasons,
                tasks: tasks, queues: try queues(from: from))
        }
    }

    /// A task in full.
    package func detail(of task: Int64, sample: TopSample) throws -> TopDetail? {
        try trace.snapshot {
            try TopDetail(task, trace, texts, at: sample.at, since: sample.at - sample.window)
        }
    }

    private func head() throws -> (
        program: String, pid: Int64?, processes: Int64, zero: Int64?, lost: Int64, reasons: String
    ) {
        let heads = try trace.rows(ReportLibrary.sql("top/trace")) { row in
            (
                row.text("program")?.split(separator: "/").last.map(String.init) ?? "an unknown program",
                row.integer("pid"), row.integer("processes") ?? 0, row.integer("zero"),
                row.integer("lost") ?? 0, row.text("reasons") ?? ""
            )
        }
        return heads.first ?? ("an unknown program", nil, 0, nil, 0, "")
    }

    private func shares(from: Int64, to: Int64) throws -> [Int64: TopSample.Shares] {
        var shares: [Int64: TopSample.Shares] = [:]
        try trace.run(ReportLibrary.sql("top/steps"), ["from": .integer(from), "to": .integer(to)]) { row in
            shares[row.number(at: 0)] = TopSample.Shares(
                run: row.number(at: 2), ready: row.number(at: 3), wait: row.number(at: 4),
                steps: row.number(at: 1))
        }
        return shares
    }

    private func openTasks() throws -> [Int64: Open] {
        var open: [Int64: Open] = [:]
        try trace.run(ReportLibrary.sql("top/open_tasks")) { row in
            let state: TopSample.State =
                switch row.number(at: 1) {
                case 2: .ready
                case 3: .running
                case 4: .waiting
                default: .created
                }
            open[row.number(at: 0)] = Open(
                state: state, since: row.number(at: 2), wait: row.integer(at: 3), ready: row.integer(at: 4),
                reason: row.integer(at: 5), object: row.integer(at: 6), site: row.integer(at: 7))
        }
        return open
    }

    private func tasks(
        _ shares: [Int64: TopSample.Shares], _ open: [Int64: Open], from: Int64, to: Int64
    ) throws -> [TopSample.Task] {
        let ids = Set(shares.keys).union(open.keys).sorted()
        try learnNames(of: ids)
        return try ids.map { id in
            var share = shares[id] ?? TopSample.Shares()
            guard let open = open[id] else {
                return TopSample.Task(
                    id: id, name: names[id] ?? "(unknown)", state: .ended, since: nil, shares: share,
                    target: "", place: "")
            }
            Self.add(open, to: &share, from: from, until: to)
            return TopSample.Task(
                id: id, name: names[id] ?? "(unknown)", state: open.state, since: open.since, shares: share,
                target: try target(open), place: try open.site.map { try texts.place($0) } ?? "")
        }
    }

    /// What it has been doing, and what came before in the same step.
    private static func add(
        _ open: Open, to share: inout TopSample.Shares, from: Int64, until: Int64
    ) {
        func part(_ begin: Int64, _ end: Int64) -> Int64 {
            max(0, min(end, until).clampedSubtracting(max(begin, from)))
        }
        var end = open.since
        switch open.state {
        case .running: share.run = share.run.clampedAdding(part(open.since, until))
        case .ready: share.ready = share.ready.clampedAdding(part(open.since, until))
        case .waiting: share.wait = share.wait.clampedAdding(part(open.since, until))
        case .created, .ended: break
        }
        guard open.state == .running || open.state == .ready else { return }
        if open.state == .running, let ready = open.ready {
            let begin = end.clampedSubtracting(ready)
            share.ready = share.ready.clampedAdding(part(begin, end))
            end = begin
        }
        if let wait = open.wait {
            share.wait = share.wait.clampedAdding(part(end.clampedSubtracting(wait), end))
        }
    }

    private func target(_ open: Open) throws -> String {
        guard open.state == .waiting else { return "" }
        return try Self.target(open.reason, open.object, texts)
    }

    /// `queue_get queue orders`, `task 12`.
    static func target(_ reason: Int64?, _ object: Int64?, _ texts: ExportTexts) throws -> String {
        let word = ExportWords.reason(reason)
        guard let object else { return word }
        switch reason {
        case 1, 7: return "\(word) \(object)"
        case let reason? where reason == 4 || reason >= 20: return try "\(word) \(texts.object(object))"
        default: return word
        }
    }

    private func learnNames(of ids: [Int64]) throws {
        if names.count > Self.mostNames { names.removeAll() }
        let new = ids.filter { names[$0] == nil }
        guard !new.isEmpty else { return }
        try trace.run(ReportLibrary.sql("top/labels"), ["tasks": Timeline.list(new)]) { row in
            // No terminal is as wide, and there may be very many.
            let label = String((row.text(at: 1) ?? "(unknown)").prefix(400))
            names[row.number(at: 0)] = CodeName.function(label)
        }
    }

    private func queues(from: Int64) throws -> [TopSample.Queue] {
        try trace.rows(ReportLibrary.sql("top/queues"), ["from": .integer(from)]) { row in
            (
                row.integer("id") ?? 0, row.integer("depth") ?? 0, row.integer("puts") ?? 0,
                row.integer("gets") ?? 0
            )
        }.map { id, depth, puts, gets in
            let name = try texts.object(id)
            return TopSample.Queue(
                name: name.hasPrefix("queue ") ? String(name.dropFirst(6)) : name, depth: depth, puts: puts,
                gets: gets)
        }
    }
}

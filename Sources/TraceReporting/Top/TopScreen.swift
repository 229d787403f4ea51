/// `top` as text: the head, the table, and what the keys do.
package struct TopScreen {
    private let sample: TopSample
    private let style: TextStyle

    package init(_ sample: TopSample, style: TextStyle) {
        (self.sample, self.style) = (sample, style)
    }

    // MARK: Once

    /// The first rows without a terminal to move in.
    package func text(_ machine: TopMachine, rows limit: Int = 40) -> [String] {
        let rows = machine.rows(sample)
        let hidden = rows.count - limit
        return head + [""] + table(Array(rows.prefix(limit)), machine, bar: nil)
            + (hidden > 0
                ? [style.paint("  \(Units.count(Int64(hidden))) more; all of them: --format json", .dim)]
                : [])
    }

    package func json(_ machine: TopMachine) -> JSONValue {
        .object([
            ("program", .string(sample.program)), ("pid", JSONValue(sample.pid)),
            ("state", .string(sample.state)),
            ("at_ns", .integer(sample.at)), ("window_ns", .integer(sample.window)),
            ("events_lost", .integer(sample.lost)),
            (
                "tasks",
                .object(TopSample.State.allCases.map { ($0.rawValue, .integer(Int64(sample.count($0)))) })
            ),
            (
                "queues",
                .array(
                    sample.queues.map { queue in
                        .object([
                            ("name", .string(queue.name)), ("depth", .integer(queue.depth)),
                            ("puts", .integer(queue.puts)), ("gets", .integer(queue.gets)),
                        ])
                    })
            ),
            ("rows", .array(machine.rows(sample).map(json))),
        ])
    }

    private func json(_ row: TopRow) -> JSONValue {
        let shares: [(String, JSONValue)] = [
            ("run_ns", .integer(row.shares.run)), ("ready_ns", .integer(row.shares.ready)),
            ("wait_ns", .integer(row.shares.wait)), ("steps", .integer(row.shares.steps)),
        ]
        guard let task = row.task else {
            return .object(
                [
                    ("name", .string(row.name)), ("tasks", .integer(Int64(row.tasks))),
                    ("running", .integer(Int64(row.running))), ("ready", .integer(Int64(row.ready))),
                    ("waiting", .integer(Int64(row.waiting))),
                ] + shares)
        }
        return .object(
            [
                ("task", .integer(task.id)), ("name", .string(task.name)),
                ("state", .string(task.state.rawValue)),
                ("since_ns", JSONValue(task.since)), ("waits_for", .string(task.target)),
                ("at", .string(task.place)),
            ] + shares)
    }

    // MARK: A terminal

    /// As many lines as the terminal has, or fewer.
    package func lines(_ machine: inout TopMachine, detail: TopDetail?, height: Int) -> [String] {
        if machine.showsHelp { return Array((help + [""]).prefix(height)) }
        let head = head
        let foot = [self.foot(machine)]
        let room = max(height - head.count - foot.count - 1, 1)
        var body: [String]
        if case .task(let id) = machine.page {
            body = self.body(detail, id, &machine, room: room)
        } else {
            let rows = machine.rows(sample)
            let (first, bar) = machine.visible(max(room - 1, 1), of: rows)
            body = table(Array(rows.dropFirst(first).prefix(max(room - 1, 1))), machine, bar: bar)
            if rows.isEmpty {
                body.append(
                    style.paint("  no task\(machine.order.filter.isEmpty ? "" : " of such a name")", .dim))
            }
        }
        body = Array(body.prefix(room))
        let space = Array(repeating: "", count: max(height - head.count - foot.count - body.count - 1, 0))
        return Array((head + [""] + body + space + foot).prefix(max(height, 1)))
    }

    private func body(_ detail: TopDetail?, _ id: Int64, _ machine: inout TopMachine, room: Int) -> [String] {
        guard let detail else {
            return [style.paint("  The trace does not have task \(id) any more.", .warning)]
        }
        let first = machine.firstLine(room - 1, of: detail.lines.count)
        let title = style.paint(
            "  " + DisplayText.shorten(DisplayText.clean(detail.name), to: style.width - 2), .heading)
        return [title]
            + detail.lines.dropFirst(first).prefix(room - 1).map {
                "  " + DisplayText.shorten(DisplayText.clean($0), to: style.width - 2)
            }
    }

    // MARK: Its parts

    /// Losses stand first: what is below is not all then.
    private var head: [String] {
        var lines: [String] = []
        if sample.lost > 0 {
            let text = "\(Units.count(sample.lost, "record")) lost: \(sample.lossReasons)"
            lines.append(style.paint(DisplayText.shorten(DisplayText.clean(text), to: style.width), .error))
        }
        let pid =
            sample.pid.map { sample.processes > 1 ? ", \(sample.processes) processes" : ", process \($0)" }
            ?? ""
        let title =
            "\(DisplayText.clean(sample.program))\(pid), \(sample.state), at \(Units.duration(sample.at))"
        lines.append(style.paint(DisplayText.shorten(title, to: style.width), .heading))
        let states = [TopSample.State.running, .ready, .waiting, .created, .ended].compactMap {
            state -> String? in
            let count = sample.count(state)
            return count == 0
                ? nil : "\(Units.count(Int64(count))) \(state == .ended ? "just ended" : state.rawValue)"
        }
        lines.append("tasks   " + (states.isEmpty ? "none" : states.joined(separator: ", ")))
        if !sample.queues.isEmpty {
            let queues = sample.queues.map { queue in
                "\(DisplayText.clean(queue.name)) \(Units.count(queue.depth)) "
                    + "(+\(rate(queue.puts)) −\(rate(queue.gets))/s)"
            }
            lines.append(
                "queues  " + DisplayText.shorten(queues.joined(separator: ", "), to: style.width - 8))
        }
        return lines
    }

    private func table(_ rows: [TopRow], _ machine: TopMachine, bar: Int?) -> [String] {
        let order = machine.order
        func title(_ text: String, _ column: TopOrder.Column) -> String {
            order.column == column ? text + (order.isReversed ? "↑" : "↓") : text
        }
        let shares: [TextTable.Column] = [
            .init(title("run %", .run), isRight: true), .init(title("ready %", .ready), isRight: true),
            .init(title("wait %", .wait), isRight: true), .init(title("steps/s", .steps), isRight: true),
        ]
        let table: TextTable
        if case .names = machine.page {
            table = TextTable(
                columns: [
                    .init(title("name", .name), fit: .function), .init(title("tasks", .tasks), isRight: true),
                ]
                    + shares + [.init("running", isRight: true), .init("waiting", isRight: true)],
                rows: rows.map { row in
                    [row.name, Units.count(Int64(row.tasks))] + cells(row.shares)
                        + [Units.count(Int64(row.running)), Units.count(Int64(row.waiting))]
                })
        } else {
            table = TextTable(
                columns: [
                    .init("task", isRight: true), .init(title("name", .name), fit: .function), .init("state"),
                ]
                    + shares + [.init("for", isRight: true), .init("waits for", fit: .flexible)],
                rows: rows.map { row in
                    let since = row.task?.since.map {
                        Units.shortDuration(max(sample.at.clampedSubtracting($0), 0))
                    }
                    return [
                        "\(row.task?.id ?? 0)", row.name, row.task?.state.rawValue ?? "",
                    ] + cells(row.shares) + [since ?? "–", row.task?.target ?? ""]
                })
        }
        let lines = table.lines(style)
        return lines.enumerated().map { index, line in
            guard let bar, index == bar + 1 else { return line }
            let marked = DisplayText.pad(">" + line.dropFirst(), to: style.width)
            return style.hasColor ? "\u{1B}[7m\(marked)\u{1B}[0m" : marked
        }
    }

    private func cells(_ shares: TopSample.Shares) -> [String] {
        [shares.run, shares.ready, shares.wait].map { percent($0) } + [rate(shares.steps)]
    }

    private func percent(_ nanoseconds: Int64) -> String {
        let percent = sample.percent(nanoseconds)
        if percent == 0 { return "0" }
        if percent < 0.05 { return "<0.1" }
        if percent >= 9.95 { return Units.count(Int64(clamping: percent.rounded())) }
        let tenths = Int64((percent * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private func rate(_ count: Int64) -> String { Units.count(Int64(clamping: sample.rate(count).rounded())) }

    private func foot(_ machine: TopMachine) -> String {
        if machine.isTyping { return "filter: \(DisplayText.clean(machine.order.filter))▏" }
        var parts: [String] = []
        if machine.isPaused { parts.append("paused") }
        if !machine.order.filter.isEmpty { parts.append("only '\(DisplayText.clean(machine.order.filter))'") }
        switch machine.page {
        case .names: parts.append("enter: its tasks")
        case .tasks(let name): parts.append(name == nil ? "enter: the task" : "enter: the task, esc: back")
        case .task: parts.append("esc: back")
        }
        if case .task = machine.page {
            parts.append("tab, space, h help, q quit")
        } else {
            parts.append("sort: r e w s t n, / filter, tab, space, h help, q quit")
        }
        return style.paint(DisplayText.shorten(parts.joined(separator: "  "), to: style.width), .dim)
    }

    private var help: [String] {
        [
            style.paint("What the keys do", .heading), "",
            "  ↑ ↓ PgUp PgDn    to another row (also k and j)",
            "  enter            the tasks of the name; of a task where it is, and why",
            "  esc              back; without a page before: no filter",
            "  tab              by name, or every task for itself",
            "  r e w            sort by running, ready, waiting; again: the other way round",
            "  s t n            sort by steps, tasks, name",
            "  /                only names with this in them; enter keeps it, esc does not",
            "  space            hold on, and go on",
            "  q or Ctrl-C      the end", "",
            "  run %, ready % and wait % are of one thread: 200 is two that ran all the time.",
            "  They are of the last second of the trace, or of --window.", "",
            style.paint("  any key: back", .dim),
        ]
    }
}

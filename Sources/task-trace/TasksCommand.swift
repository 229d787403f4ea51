internal import ArgumentParser
internal import TraceReporting
internal import TraceStore

struct TasksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tasks",
        abstract: "The tasks of one moment: what ps and pstree would have shown.",
        discussion: """
            Example: task-trace tasks trace.sqlite --tree --at 12.5s

            Without --at: the last moment of the trace, for a program that runs, or that was killed. With --tree, whoever \
            awaits stands above what it awaits; tasks that await each other in a circle are named, and the exit \
            status is 1.
            """)

    enum State: String, ExpressibleByArgument, CaseIterable {
        case created, ready, running, waiting
    }

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @OptionGroup var argument: TraceArgument
    @Option(
        help:
            "The moment: 12.5s, 300ms from the beginning of the trace on, or 14:03:12.5 by the clock, in UTC."
    )
    var at: String?
    @Flag(help: "Who awaits whom.") var tree = false
    @Option(help: "Only the tasks in this state.") var state: State?
    @Option(help: "How it is written.") var format: Format = .text
    @OptionGroup var styleOptions: StyleOptions

    func run() throws {
        let trace = try argument.open()
        let moment = try trace.snapshot { try TaskMoment(trace, at: try nanoseconds(trace)) }
        switch format {
        case .json: try Output.print(moment.json.text(indented: true) + "\n")
        case .text:
            let style = styleOptions.style
            let lines = tree ? moment.tree(style: style) : moment.table(state: state?.rawValue, style: style)
            try Output.print(lines.joined(separator: "\n") + "\n")
        }
        if tree, !moment.graph.cycles.isEmpty { throw ExitCode(1) }
    }

    func validate() throws {
        if tree, state != nil { throw ValidationError("--state goes with the table: leave out --tree.") }
    }

    private func nanoseconds(_ trace: TraceReader) throws -> Int64? {
        guard let at else { return nil }
        if case .nanoseconds(let time) = Amount(at) { return time }
        let zero: Int64? =
            if case .integer(let zero) = try trace.meta("wall_clock_at_zero_ns") { zero } else { nil }
        guard let time = WallClock.Moment(at) else {
            throw InputError(
                "--at \(at) is not a time: give one from the beginning of the trace like 12.5s or 300ms, "
                    + "or one by the clock like 14:03:12.5.")
        }
        guard let zero else {
            throw InputError("The trace does not tell by the clock when it began: give --at like 12.5s.")
        }
        guard let moment = time.since(zero) else {
            throw InputError(
                "--at \(at) lies before the trace, which began at \(WallClock.text(zero)) UTC: "
                    + "give a later one, or one like 12.5s.")
        }
        return moment
    }
}

internal import ArgumentParser
internal import TraceReporting

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
    @Option(help: "The moment, from the beginning of the trace on: 12.5s, 300ms.") var at: String?
    @Flag(help: "Who awaits whom.") var tree = false
    @Option(help: "Only the tasks in this state.") var state: State?
    @Option(help: "How it is written.") var format: Format = .text
    @OptionGroup var styleOptions: StyleOptions

    func run() throws {
        let moment = try TaskMoment(argument.open(), at: try nanoseconds())
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

    private func nanoseconds() throws -> Int64? {
        guard let at else { return nil }
        guard case .nanoseconds(let time) = Amount(at) else {
            throw InputError(
                "--at \(at) is not a time from the beginning of the trace: give one like 12.5s or 300ms.")
        }
        return time
    }
}

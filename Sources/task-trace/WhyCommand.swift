internal import ArgumentParser
internal import TraceReporting
internal import TraceStore

struct WhyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Where a task's time went, who woke it, and what its end depended on.",
        discussion: """
            Example: task-trace why trace.sqlite 'checkout 17'

            The critical path accounts for every moment of the task's life once. While it ran or was ready, that is the \
            path. While it waited, the path is what the one did who ended the wait: the task that put the item, gave back \
            the lock, resumed it, or was awaited; and of that one's waits again. Time for which an item lay in a queue \
            is queue time. What the trace does not tell is called unknown.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, csv
    }

    @OptionGroup var argument: TraceArgument
    @Argument(help: "The task: its number, or its name if no other bears it.") var task: String
    @Option(help: "How it is written; csv: the stretches of the path.") var format: Format = .text
    @OptionGroup var styleOptions: StyleOptions

    func run() throws {
        let trace = try argument.open()
        let style = styleOptions.style
        let why = try trace.snapshot { () throws -> TaskWhy? in
            switch try TaskChoice(task, in: trace) {
            case .task(let id): return try TaskWhy(trace, task: id, cells: style.width - 9)
            case .unclear(let sentence): throw InputError(sentence)
            }
        }
        guard let why else { throw InputError("There is no task \(task): 'task-trace tasks' lists them.") }
        switch format {
        case .text: try Output.print(why.lines(style: style).joined(separator: "\n") + "\n")
        case .json: try Output.print(why.json.text(indented: true) + "\n")
        case .csv: try Output.print(RowFormat.csv.render(why.table, style: style))
        }
    }
}

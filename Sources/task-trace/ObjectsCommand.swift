internal import ArgumentParser
internal import TraceReporting
internal import TraceStore

struct ObjectsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "objects",
        abstract: "Every queue, lock, event, future …: its life, its use, who waited, its state at the end.",
        discussion: """
            Example: task-trace objects trace.sqlite --kind lock

            Those that tasks still wait for come first, then those that were waited for longest. Kinds: \
            \(ObjectLedger.kinds.joined(separator: ", ")). The view is object_ledger.
            """)

    @OptionGroup var argument: TraceArgument
    @Option(help: "Only those of one kind.") var kind: String?
    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var styleOptions: StyleOptions

    func validate() throws {
        guard let kind, !ObjectLedger.kinds.contains(kind) else { return }
        throw ValidationError(
            "There is no kind '\(kind)': give one of \(ObjectLedger.kinds.joined(separator: ", ")).")
    }

    func run() throws {
        let trace = try argument.open()
        let found = try Output.working("Reading '\(argument.trace)'") {
            try trace.snapshot { try ObjectLedger(trace, only: kind) }
        }
        try ledger.print(found.table, styleOptions.style) { found.lines(style: $0, limit: $1) }
    }
}

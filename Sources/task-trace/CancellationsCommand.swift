internal import ArgumentParser
internal import TraceReporting
internal import TraceStore

struct CancellationsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancellations",
        abstract: "Who cancelled whom, when it was heard, and what the task made of it.",
        discussion: """
            Example: task-trace cancellations trace.sqlite --verdict swallowed

            honoured: it ended by an error or as cancelled, within half a second; late: it took longer; swallowed: the \
            request has ended one of its waits, and it returned as if nothing had been; ignored: it went on and returned; \
            unnoticed: it returned before it could hear of it; pending: it has not ended. The view is cancellation_ledger.
            """)

    @OptionGroup var argument: TraceArgument
    @Option(help: "Only those of one kind.") var verdict: CancellationLedger.Verdict?
    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var styleOptions: StyleOptions

    func run() throws {
        let trace = try argument.open()
        let found = try trace.snapshot { try CancellationLedger(trace, only: verdict) }
        try ledger.print(found.table, styleOptions.style) { found.lines(style: $0, limit: $1) }
    }
}

/// How a ledger is written.
struct LedgerOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, csv
    }

    @Option(help: "How many rows the text shows.") var limit = 40
    @Option(help: "How it is written; json and csv: all rows.") var format: Format = .text

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit is a number from 1 on.") }
    }

    func print(_ table: QueryTable, _ style: TextStyle, text: (TextStyle, Int) -> [String]) throws {
        switch format {
        case .text: try Output.print(text(style, limit).joined(separator: "\n") + "\n")
        case .json: try Output.print(RowFormat.json.render(table, style: style))
        case .csv: try Output.print(RowFormat.csv.render(table, style: style))
        }
    }
}

extension CancellationLedger.Verdict: ExpressibleByArgument {}

internal import ArgumentParser
internal import TraceReporting
internal import TraceStore

struct LatencyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "latency",
        abstract: "How long tasks and waits took: percentiles, and how they spread.",
        discussion: """
            Example: task-trace latency trace.sqlite --by object --percentiles 50,99,99.9

            By name: tasks from creation to end. By site, reason or object: waits that have ended, by the place of the \
            await, by what kind of wait it was, or by the queue, lock, event, actor, task … that was waited for. \
            Percentiles are exact up to 50,000 durations, or with --exact; else within 5 %. The buckets of json are \
            floor(8 log2(ns + 1)).
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, csv
    }

    @OptionGroup var argument: TraceArgument
    @Option(help: "What belongs together.") var by: LatencyTable.Grouping = .name
    @Option(help: "Which percentiles, up to six of them.") var percentiles = "50,95,99"
    @Flag(help: "Exact percentiles, however many durations there are.") var exact = false
    @Option(help: "How many rows the text shows.") var limit = 30
    @Option(help: "How it is written.") var format: Format = .text
    @OptionGroup var styleOptions: StyleOptions

    func validate() throws {
        guard LatencyTable.percents(percentiles) != nil else {
            throw ValidationError(
                "--percentiles \(percentiles) is no list of up to six numbers from 0 to 100, like 50,95,99.9."
            )
        }
        guard limit > 0 else { throw ValidationError("--limit is a number from 1 on.") }
    }

    func run() throws {
        let trace = try argument.open()
        let percents = LatencyTable.percents(percentiles) ?? []
        let table = try Output.working("Reading '\(argument.trace)'") {
            try trace.snapshot { try LatencyTable(trace, by: by, percents: percents, isExact: exact) }
        }
        switch format {
        case .text:
            try Output.print(
                table.lines(style: styleOptions.style, limit: limit).joined(separator: "\n") + "\n")
        case .json: try Output.print(table.json.text(indented: true) + "\n")
        case .csv: try Output.print(RowFormat.csv.render(table.table, style: styleOptions.style))
        }
    }
}

extension LatencyTable.Grouping: ExpressibleByArgument {}

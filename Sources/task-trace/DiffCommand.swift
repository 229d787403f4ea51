internal import ArgumentParser
internal import TraceReporting
internal import TraceStore

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "What got slower, faster, is new or gone from one trace to another.",
        discussion: """
            Example: task-trace diff trace.sqlite new.sqlite --fail-on regression

            Compared are tasks of one name, from creation to end; runs between two suspensions, by the function in \
            which they began; and waits, by function and reason. Lines are not compared: they move.

            The guard against noise: a percentile (p50, p95, p99) counts as changed if it grew by --share and by --time \
            at least; if there are --least durations on both sides (five times as many for p95, 25 times for p99); and if \
            so many more of the later ones lie beyond the earlier percentile that chance does not explain it (a test of \
            two proportions, z of at least 4: once in 30,000 comparisons). A task name also counts if a larger share of it \
            throws. Two runs on machines of different speed or load differ beyond chance: compare like with like. \
            Percentiles are within 5 %, from histograms. What changed most, times how often, comes first.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, csv
    }

    enum Threshold: String, ExpressibleByArgument, CaseIterable {
        case regression
    }

    @Argument(help: "The earlier trace.") var before: String
    @Argument(help: "The later trace.") var after: String
    @Option(help: "Exit with status 1 if something got slower, or throws more often.") var failOn: Threshold?
    @Option(help: "By how many percent a percentile must have grown.") var share = 25.0
    @Option(help: "By how much time it must have grown: 100us, 2ms.") var time = "100us"
    @Option(help: "How many durations there must be on both sides.") var least: Int64 = 20
    @Option(help: "How it is written; json and csv: with what did not change.") var format: Format = .text
    @OptionGroup var styleOptions: StyleOptions

    func validate() throws {
        guard share.isFinite, share >= 0 else {
            throw ValidationError("--share is a number of percent from 0 on.")
        }
        guard least > 0 else { throw ValidationError("--least is a number from 1 on.") }
    }

    func run() throws {
        guard case .nanoseconds(let nanoseconds) = Amount(time) else {
            throw InputError("--time \(time) is not a time: give one like 100us or 2ms.")
        }
        var limits = DistributionChange.Guard()
        (limits.least, limits.share, limits.time) = (least, share / 100, nanoseconds)
        let profiles = try [before, after].map { path in
            let trace = try TraceArgument.open(path)
            return try Output.working("Reading '\(path)'") { try trace.snapshot { try TraceProfile(trace) } }
        }
        let diff = TraceDiff(profiles[0], profiles[1], limits)
        switch format {
        case .text: try Output.print(diff.lines(style: styleOptions.style).joined(separator: "\n") + "\n")
        case .json: try Output.print(diff.json.text(indented: true) + "\n")
        case .csv: try Output.print(RowFormat.csv.render(diff.table, style: styleOptions.style))
        }
        if failOn == .regression, !diff.regressions.isEmpty { throw Failure.findings }
    }
}

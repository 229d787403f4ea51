internal import ArgumentParser
internal import TraceReporting
internal import TraceStore

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "The overview: what ran, what was lost, what is wrong, where time went.",
        discussion: """
            Example: task-trace report trace.sqlite --format json --output report.json

            An existing file is replaced with --force only, and a database never.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, html, json
    }

    @OptionGroup var argument: TraceArgument
    @Option(help: "How it is written.") var format: Format = .text
    @Option(name: .shortAndLong, help: "The file to write instead of standard output.") var output: String?
    @Flag(
        help: "Exact percentiles, where there are so many tasks that they come from histograms (within 5 %).")
    var exact = false
    @Flag(help: "Replace an existing output file.") var force = false
    @OptionGroup var suppressionOptions: SuppressionOptions
    @OptionGroup var styleOptions: StyleOptions

    func run() throws {
        let suppressions = try suppressionOptions.read()
        let trace = try argument.open()
        if let output {
            try Output.write(render(trace, suppressions), to: output, force: force)
        } else {
            try Output.print(render(trace, suppressions))
        }
    }

    private func render(_ trace: TraceReader, _ suppressions: Suppressions) throws -> String {
        switch format {
        case .text:
            try TextReport(
                trace: trace, style: output == nil ? styleOptions.style : styleOptions.fileStyle,
                isExact: exact, suppressions: suppressions
            ).render()
        case .html:
            try HTMLReport(trace: trace, isExact: exact, suppressions: suppressions).renderWithProgress()
        case .json: try JSONReport(trace: trace, isExact: exact, suppressions: suppressions).render()
        }
    }
}

internal import ArgumentParser
internal import TraceReporting
internal import TraceStore

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "The trace in the form of another tool.",
        discussion: """
            Example: task-trace export trace.sqlite --format perfetto --output trace.pftrace

            perfetto    tracks and flows for ui.perfetto.dev (TrackEvent protobuf)
            chrome      the same as JSON for chrome://tracing and what reads that
            otlp        tasks as OpenTelemetry spans: a request for /v1/traces on each line
            speedscope  what ran, was ready and waited, by asynchronous stack
            folded      the same as lines for flamegraph.pl; --time for one of the three
            csv, jsonl  the rows of --view, as the view gives them

            An existing file is replaced with --force only, and a database never.
            """)

    @OptionGroup var argument: TraceArgument
    @Option(help: "For which tool.") var format: ExportFormat
    @Option(name: .shortAndLong, help: "The file to write instead of standard output.") var output: String?
    @Option(help: "Of which view csv and jsonl are, such as tasks; events by default.") var view: String?
    @Option(help: "Which time folded stacks add up; all three by default.") var time: StackTime?
    @Flag(help: "Replace an existing output file.") var force = false

    func validate() throws {
        if view != nil, format != .csv, format != .jsonl {
            throw ValidationError("--view goes with --format csv and jsonl: leave it out.")
        }
        if time != nil, format != .folded {
            throw ValidationError("--time goes with --format folded: leave it out.")
        }
    }

    func run() throws {
        if output == nil, !format.isText, Terminal.isOutput {
            throw InputError("A terminal cannot show --format \(format.rawValue): give a file with --output.")
        }
        let trace = try argument.open()
        let export = format.export(view: view ?? "events", time: time)
        let progress = ProgressLine("exporting")
        do {
            try Output.stream(to: output, force: force) { write in
                var buffer = ExportBuffer(progress: progress.tell, sink: write)
                try trace.snapshot { try export.write(trace, to: &buffer) }
            }
        } catch {
            progress.clear()
            guard let error = error as? ExportError else { throw error }
            throw InputError(error.description)
        }
        progress.clear()
    }
}

extension ExportFormat: ExpressibleByArgument {}
extension StackTime: ExpressibleByArgument {}

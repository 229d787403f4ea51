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

            A large trace is more than a browser can take: --from and --to export a part of it.

            An existing file is replaced with --force only, and a database never.
            """)

    @OptionGroup var argument: TraceArgument
    @Option(help: "For which tool.") var format: ExportFormat
    @Option(name: .shortAndLong, help: "The file to write instead of standard output.") var output: String?
    @Option(help: "Of which view csv and jsonl are, such as tasks; events by default.") var view: String?
    @Option(help: "Which time folded stacks add up; all three by default.") var time: StackTime?
    @Option(help: "Only what lived or happened from here on, such as 12.5s; not for csv and jsonl.") var from:
        String?
    @Option(help: "Only what did before this.") var to: String?
    @Flag(help: "Replace an existing output file.") var force = false

    func validate() throws {
        if view != nil, format != .csv, format != .jsonl {
            throw ValidationError("--view goes with --format csv and jsonl: leave it out.")
        }
        if from != nil || to != nil, format == .csv || format == .jsonl {
            throw ValidationError("--from and --to do not go with --format csv and jsonl: leave them out.")
        }
        if time != nil, format != .folded {
            throw ValidationError("--time goes with --format folded: leave it out.")
        }
    }

    func run() throws {
        if output == nil, !format.isText, Terminal.isOutput {
            throw InputError("A terminal cannot show --format \(format.rawValue): give a file with --output.")
        }
        let range = try ExportRange(from: time(from, "--from"), to: time(to, "--to"))
        let trace = try argument.open()
        let export = format.export(view: view ?? "events", time: time, range: range)
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

    private func time(_ text: String?, _ option: String) throws -> Int64? {
        guard let text else { return nil }
        guard case .nanoseconds(let time) = Amount(text) else {
            throw InputError(
                "\(option) \(text) is not a time from the beginning of the trace: give one like 12.5s or 300ms."
            )
        }
        return time
    }
}

extension ExportFormat: ExpressibleByArgument {}
extension StackTime: ExpressibleByArgument {}

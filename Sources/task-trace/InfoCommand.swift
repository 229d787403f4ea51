internal import ArgumentParser
internal import TraceReporting

struct InfoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "What the trace is: format, program, clock, sizes, losses.",
        discussion: "Example: task-trace info trace.sqlite")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @OptionGroup var argument: TraceArgument
    @Option(help: "How it is written.") var format: Format = .text
    @OptionGroup var styleOptions: StyleOptions

    func run() throws {
        let info = try TraceInfo(argument.open())
        switch format {
        case .text: try Output.print(info.text(styleOptions.style))
        case .json: try Output.print(info.json.text(indented: true) + "\n")
        }
    }
}

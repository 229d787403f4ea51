internal import ArgumentParser
internal import TraceReporting
internal import TraceStore

struct FindingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "findings",
        abstract: "Diagnoses, with what they were concluded from and what to do.",
        discussion: """
            Example: task-trace findings trace.sqlite --fail-on warning

            Rules:
            \(FindingRules.summaries.map { "  " + $0 }.joined(separator: "\n"))
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    enum Threshold: String, ExpressibleByArgument, CaseIterable {
        case warning, error

        var severity: Finding.Severity {
            switch self {
            case .warning: .warning
            case .error: .error
            }
        }
    }

    @OptionGroup var argument: TraceArgument
    @Option(help: ArgumentHelp("Only the findings of one rule.", valueName: "id")) var rule: String?
    @Option(help: "Exit with status 1 if there is a finding of this severity or above.")
    var failOn: Threshold?
    @Option(help: "How they are written.") var format: Format = .text
    @OptionGroup var styleOptions: StyleOptions

    func validate() throws {
        guard let rule, !FindingRules.identifiers.contains(rule) else { return }
        let known = FindingRules.identifiers.joined(separator: ", ")
        throw ValidationError("There is no rule '\(rule)': give one of \(known).")
    }

    func run() throws {
        let trace = try argument.open()
        let findings = try trace.snapshot { try FindingRules.findings(in: trace, only: rule) }
        switch format {
        case .text:
            let text = FindingsText(findings: findings, style: styleOptions.style)
            try Output.print(text.lines.joined(separator: "\n") + "\n")
        case .json:
            try Output.print(JSONValue.array(findings.map(\.json)).text(indented: true) + "\n")
        }
        if let failOn, findings.contains(where: { $0.severity >= failOn.severity }) { throw Failure.findings }
    }
}

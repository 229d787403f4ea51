internal import ArgumentParser
internal import TraceReporting
internal import TraceStore

struct FindingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "findings",
        abstract: "Diagnoses, with what they were concluded from and what to do.",
        discussion: """
            Example: task-trace findings trace.sqlite --fail-on warning

            What a rule means, how it is computed and what to do: task-trace findings --explain slow-callback

            Rules:
            \(FindingRules.summaries.map { "  " + $0 }.joined(separator: "\n"))
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, csv
    }

    enum Threshold: String, ExpressibleByArgument, CaseIterable {
        case note, warning, error

        var severity: Finding.Severity {
            switch self {
            case .note: .note
            case .warning: .warning
            case .error: .error
            }
        }
    }

    @Argument(help: "The trace: an SQLite file that the task tracer wrote.")
    var trace: String?
    @Option(help: ArgumentHelp("Only the findings of one rule.", valueName: "id")) var rule: String?
    @Option(help: ArgumentHelp("Shows the page of a rule, and needs no trace.", valueName: "id"))
    var explain: String?
    @Option(help: "Exit with status 1 if there is a finding of this severity or above.")
    var failOn: Threshold?
    @Option(help: "How they are written.") var format: Format = .text
    @OptionGroup var suppressionOptions: SuppressionOptions
    @OptionGroup var styleOptions: StyleOptions

    func validate() throws {
        for rule in [rule, explain].compactMap(\.self) where !FindingRules.identifiers.contains(rule) {
            let known = FindingRules.identifiers.joined(separator: ", ")
            throw ValidationError("There is no rule '\(rule)': give one of \(known).")
        }
        if trace == nil, explain == nil { throw ValidationError("Missing expected argument '<trace>'") }
    }

    func run() throws {
        if let explain { try Output.print(FindingRules.explanation(of: explain) ?? "") }
        guard let trace else { return }
        let suppressions = try suppressionOptions.read()
        let reader = try TraceArgument.open(trace)
        let diagnosis = try reader.snapshot {
            try Diagnosis(of: reader, only: rule, suppressions: suppressions)
        }
        let style = styleOptions.style
        switch format {
        case .text:
            let text = FindingsText(diagnosis: diagnosis, style: style)
            try Output.print(text.lines.joined(separator: "\n") + "\n")
        case .json: try Output.print(diagnosis.json.text(indented: true) + "\n")
        case .csv: try Output.print(RowFormat.csv.render(diagnosis.table, style: style))
        }
        if let failOn, diagnosis.findings.contains(where: { $0.severity >= failOn.severity }) {
            throw Failure.findings
        }
    }
}

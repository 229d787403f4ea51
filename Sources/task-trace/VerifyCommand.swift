internal import ArgumentParser
internal import TraceReporting

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks every invariant of the trace.",
        discussion: """
            Example: task-trace verify trace.sqlite

            Exits with status 1 and the first violations if one does not hold.
            """)

    @OptionGroup var argument: TraceArgument
    @Option(help: "Violations shown of each invariant.") var limit = 5
    @OptionGroup var styleOptions: StyleOptions

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be at least 1.") }
    }

    func run() throws {
        let verification = try Verification(argument.open(), limit: limit)
        let style = styleOptions.style
        guard !verification.violations.isEmpty else {
            return try Output.print(style.paint("All \(verification.checked) invariants hold.", .good) + "\n")
        }
        var text = "\(verification.violations.count) of \(verification.checked) invariants do not hold.\n"
        for violation in verification.violations {
            text += "\n" + style.paint(violation.invariant, .error) + "\n"
            text += DisplayText.wrap(violation.summary, to: style.width).joined(separator: "\n") + "\n"
            text += RowFormat.table.render(violation.rows, style: style)
        }
        try Output.print(text)
        throw Failure.findings
    }
}

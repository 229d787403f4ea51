internal import ArgumentParser
internal import TraceReporting
internal import TraceStore

struct TimelineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "timeline",
        abstract: "Lanes of tasks over time: what ran, was ready, waited.",
        discussion: """
            Example: task-trace timeline trace.sqlite --from 1.2s --to 1.3s --task worker

            With --format html: the report as one file to be opened in a browser, at this place of its timeline. An \
            existing file is replaced with --force only, and a database never.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, html
    }

    @OptionGroup var argument: TraceArgument
    @Option(help: "From when on, since the beginning of the trace: 1.2s, 300ms.") var from: String?
    @Option(help: "Up to when.") var to: String?
    @Option(
        help: ArgumentHelp(
            "A task by its number, with those that it created, or all of a name.", valueName: "id|name"))
    var task: String?
    @Option(help: "How many lanes at most, as text.") var lanes = 40
    @Option(help: "How it is written.") var format: Format = .text
    @Option(name: .shortAndLong, help: "The file to write instead of standard output.") var output: String?
    @Flag(help: "Replace an existing output file.") var force = false
    @OptionGroup var styleOptions: StyleOptions

    func validate() throws {
        guard (1...10_000).contains(lanes) else {
            throw ValidationError("--lanes \(lanes) is not a number of lanes: give one from 1 to 10000.")
        }
    }

    func run() throws {
        let (begin, end) = (try Self.time("--from", from), try Self.time("--to", to))
        if let begin, let end, begin >= end {
            throw InputError("--to \(to ?? "") is not after --from \(from ?? ""): give a later time.")
        }
        let trace = try argument.open()
        let excerpt = try TimelineExcerpt(
            trace, from: begin, to: end, subject: subject, lanes: lanes,
            style: output == nil ? styleOptions.style : styleOptions.fileStyle)
        if let task, excerpt.timeline.lanes.isEmpty {
            throw InputError(
                "No task '\(task)' lived in this time of '\(argument.trace)': give a number or a name that "
                    + "'task-trace tasks' or 'task-trace report' shows, or another time.")
        }
        func render() throws -> String {
            switch format {
            case .text: excerpt.text
            case .html:
                try HTMLReport(trace: trace, start: start(excerpt.timeline, begin, end)).renderWithProgress()
            }
        }
        if let output {
            try Output.write(render(), to: output, force: force)
        } else {
            try Output.print(render())
        }
    }

    /// `#12` and `12` are numbers of tasks; all else is a name.
    private var subject: TimelineExcerpt.Subject? {
        guard let task else { return nil }
        let digits = task.hasPrefix("#") ? String(task.dropFirst()) : task
        return Int64(digits).map(TimelineExcerpt.Subject.task) ?? .name(task)
    }

    private func start(_ timeline: Timeline, _ from: Int64?, _ to: Int64?) -> HTMLReport.Start {
        var start = HTMLReport.Start()
        if from != nil || to != nil { start.interval = (timeline.from, timeline.to) }
        switch subject {
        case .task(let id): start.task = id
        case .name(let name): start.name = name
        case nil: break
        }
        return start
    }

    private static func time(_ option: String, _ word: String?) throws -> Int64? {
        guard let word else { return nil }
        if word == "0" || word == "0s" { return 0 }
        guard case .nanoseconds(let time) = Amount(word) else {
            throw InputError(
                "\(option) \(word) is not a time from the beginning of the trace: give one like 12.5s or 300ms."
            )
        }
        return time
    }
}

internal import ArgumentParser
internal import Foundation
internal import TraceReporting
internal import TraceStore

struct TopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top",
        abstract: "What the tasks of a program do, live, as top shows what processes do.",
        discussion: """
            Example: task-trace top trace.sqlite

            A trace that is being written, or the number of a running program that is traced. Each second the last \
            second of the trace is shown; h says what the keys do. Of a trace that is closed it is the last second that \
            there is. Where standard output is no terminal, and with --once, one table is printed.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    enum Grouping: String, ExpressibleByArgument, CaseIterable {
        case name, task
    }

    @Argument(help: "The trace, or the number of a process.") var trace: String
    @Option(help: "A line for each name or for each task.") var by: Grouping = .name
    @Option(help: "What comes first.") var sort: TopOrder.Column = .run
    @Option(help: "Only names that have this in them.") var filter = ""
    @Option(help: "How much of the trace is looked at each time, such as 1s or 250ms.")
    var window = SlowCallback(nanoseconds: 1_000_000_000)
    @Flag(help: "One table, and the end.") var once = false
    @Option(help: "How one table is written.") var format: Format = .text
    @OptionGroup var styleOptions: StyleOptions

    private static let refresh = Duration.seconds(1)

    func run() throws {
        let trace = try TraceReader(path: path())
        let sampler = try TopSampler(trace, window: window.nanoseconds)
        let order = TopOrder(column: sort, filter: filter)
        let machine = TopMachine(page: by == .name ? .names : .tasks(nil), order: order)
        guard !once, format == .text, TerminalScreen.isPossible else {
            return try print(sampler.sample(wallClock: Self.wallClock), machine)
        }
        try watch(sampler, machine)
    }

    /// A number is that of a process, unless a file has that name.
    private func path() throws -> String {
        guard let pid = Int32(trace), pid > 0, !FileManager.default.fileExists(atPath: trace) else {
            return trace
        }
        return try RunningTrace.path(of: pid)
    }

    private func print(_ sample: TopSample, _ machine: TopMachine) throws {
        let screen = TopScreen(sample, style: styleOptions.style)
        switch format {
        case .text: try Output.print(screen.text(machine).joined(separator: "\n") + "\n")
        case .json: try Output.print(screen.json(machine).text(indented: true) + "\n")
        }
    }

    private static var wallClock: Int64 { Int64(Date().timeIntervalSince1970 * 1e9) }

    // MARK: In a terminal

    private func watch(_ sampler: TopSampler, _ start: TopMachine) throws {
        var machine = start
        // What is wrong with the trace is said before the screen is taken.
        var sample = try sampler.sample(wallClock: Self.wallClock)
        var detail: TopDetail?
        var next = ContinuousClock.now + Self.refresh
        let terminal = TerminalScreen()
        while true {
            let size = terminal.size
            let style = TextStyle(width: size.columns, hasColor: styleOptions.style.hasColor)
            let screen = TopScreen(sample, style: style)
            terminal.draw(screen.lines(&machine, detail: detail, height: size.rows))
            let left = next - ContinuousClock.now
            let milliseconds =
                machine.isPaused
                ? 1000
                : Int(left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000)
            guard let bytes = terminal.keys(within: milliseconds) else { return }
            var mustRead = !machine.isPaused && ContinuousClock.now >= next
            for key in TopKey.keys(in: bytes) {
                switch machine.press(key, sample, height: max(size.rows - 7, 1)) {
                case .quit: return
                case .suspend: terminal.suspend()
                case .read: mustRead = true
                case .draw, .nothing: break
                }
            }
            guard mustRead else { continue }
            sample = try sampler.sample(wallClock: Self.wallClock)
            if case .task(let id) = machine.page { detail = try sampler.detail(of: id, sample: sample) }
            next = ContinuousClock.now + Self.refresh
        }
    }
}

extension TopOrder.Column: ExpressibleByArgument {}

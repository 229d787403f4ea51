internal import ArgumentParser
internal import Foundation
internal import ProgramRecorder

struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Runs a Swift program that knows nothing of the tracer, and records its tasks.",
        discussion: """
            Example: task-trace record --output server.sqlite -- ./server --port 8080

            The program has to be linked dynamically, which is what 'swift build' does. Its input, output, signals \
            and exit status are its own; warnings of slow steps and one line about the trace come on standard error. \
            With --follow the programs that it starts are recorded too, as far as they are Swift and keep their \
            environment; the command may then be a script. A child that is forked and runs no program of its own \
            records nothing.

            With --keep the oldest details are dropped as recording goes on; totals cover the whole run. With --flight \
            details are written only when a callback is slow, a finding or a loss is seen, SIGUSR2 is sent to this \
            command, or the program ends.
            """)

    @Option(
        name: .shortAndLong,
        help: "The trace. An earlier one of that name is kept under the next number that is free.")
    var output = "trace.sqlite"
    @Option(help: "Steps from this length on are slow, such as 100ms, 2s or 500us.")
    var slowCallback = SlowCallback(nanoseconds: 100_000_000)
    @Option(help: "The most memory for records in flight, in MiB.") var buffer = 256
    @Option(help: "How much more of them may go to files beside the trace when memory is full, in MiB.")
    var spill = 1024
    @Flag(help: "Also record the callers of each suspended function, up to 16: see the view 'stacks'.")
    var backtraces = false
    @Option(help: "The library that is loaded into the program, where it is not beside this command.")
    var preload: String?
    @Flag(help: "Also record what the program starts, as far as it is Swift: one trace of several processes.")
    var follow = false
    @Option(
        help: ArgumentHelp(
            "Details are kept up to this size of the trace or this age, such as 2GB or 24h; may be given twice.",
            valueName: "size-or-age"))
    var keep: [String] = []
    @Option(
        help: ArgumentHelp(
            "Flight recorder: keep so much in memory, such as 30s or 64MB, and write details only when it matters.",
            valueName: "age-or-size"))
    var flight: [String] = []
    @Option(help: "Of the flight recorder: how much of what was before is written; else all that is there.")
    var before: String?
    @Option(help: "Of the flight recorder: how much of what follows is written, 5s by default.")
    var after: String?
    @Argument(parsing: .captureForPassthrough, help: "The program and its arguments.")
    var command: [String]

    func validate() throws {
        guard (8...4096).contains(buffer) else {
            throw ValidationError("--buffer \(buffer) is not between 8 and 4096: give MiB such as 256.")
        }
        guard (0...4096).contains(spill) else {
            throw ValidationError("--spill \(spill) is not between 0 and 4096: give MiB such as 1024.")
        }
    }

    func run() throws {
        // What follows the program's name is the program's, and so are its own dashes.
        let words = command.first == "--" ? Array(command.dropFirst()) : command
        if command.first == "--help" || command.first == "-h" { throw CleanExit.helpRequest(self) }
        if command.first != "--", let option = command.first, option.hasPrefix("-") {
            throw ValidationError("There is no option '\(option)': see 'task-trace record --help'.")
        }
        guard let name = words.first else {
            throw InputError("There is no command to record: give one behind the options.")
        }
        _ = try bounds()  // before anything else, for what is wrong with them
        let program = try TraceableProgram(command: name, isFollowed: follow)
        var options = ProgramRecorder.Options(output: output, preload: PreloadLibrary.path(preload))
        options.slowCallbackNanoseconds = slowCallback.nanoseconds
        options.bufferSize = buffer << 20
        options.spillSize = spill << 20
        options.recordsBacktraces = backtraces
        options.followsChildren = follow
        (options.retention, options.flight) = try bounds()
        options.onWarning = { Output.complain("task-trace: \($0)") }
        let outcome = try ProgramRecorder(options).run(program, arguments: words)
        Output.complain(line(outcome))
        throw ExitCode(outcome.status)
    }

    private func line(_ outcome: ProgramRecorder.Outcome) -> String {
        var words = "task-trace: "
        if let trouble = outcome.trouble {
            words += "\(trouble); the trace is \(output)"
        } else {
            let lost = outcome.lost == 0 ? "nothing was lost" : "\(outcome.lost) records were lost"
            let of = outcome.processes == 1 ? "" : " of \(outcome.processes) processes"
            words += "\(outcome.tasks) task\(outcome.tasks == 1 ? "" : "s")\(of) in \(output), \(lost)"
        }
        if outcome.stillRunning > 0 {
            words +=
                "; \(outcome.stillRunning) that the program has started still ran and are recorded no further"
        }
        if let earlier = outcome.earlierTrace { words += "; the earlier trace is now \(earlier)" }
        if outcome.earlierRecords != nil { words += ", which had been cut off and is recovered" }
        return words + "."
    }
}

/// A length of time as people write it.
struct SlowCallback: ExpressibleByArgument, CustomStringConvertible {
    let nanoseconds: Int64

    init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    init?(argument: String) {
        let units: [(String, Double)] = [("ns", 1), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9)]
        guard let (unit, factor) = units.first(where: { argument.hasSuffix($0.0) }),
            let number = Double(argument.dropLast(unit.count)), number > 0, number * factor < 1e18
        else { return nil }
        nanoseconds = Int64(number * factor)
    }

    var description: String { "\(nanoseconds / 1_000_000)ms" }
}

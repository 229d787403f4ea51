internal import ArgumentParser
internal import TraceRecovery
internal import TraceReporting

struct RecoverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recover",
        abstract: "Takes in what a recording that was killed has left outside its trace.",
        discussion: """
            Example: task-trace recover trace.sqlite

            Nothing is lost and nothing comes in twice, also where this is killed itself: run it again. A trace that is \
            complete is left as it is. While the program still runs, or the trace is being written, it is refused. A new \
            recording to the same path does the same with the trace that it moves aside.
            """)

    @Argument(help: "The trace: an SQLite file that the task tracer wrote.") var trace: String

    func run() throws {
        guard let outcome = try Recovery.recover(trace) else {
            return try Output.print("\(trace) is complete: there is nothing to recover.\n")
        }
        try Output.print(line(outcome) + "\n")
    }

    private func line(_ outcome: Recovery.Outcome) -> String {
        guard !outcome.isFolderMissing else {
            return "\(trace) is marked as recovered, but its last records are lost: their folder is gone, "
                + "perhaps with a restart of the machine."
        }
        var words =
            "\(trace) is recovered: \(Units.count(outcome.records)) records of its last moments were taken in"
        if outcome.alive > 0 { words += ", \(Units.count(outcome.alive)) tasks were alive at its end" }
        let missing = [
            outcome.lost > 0 ? "\(Units.count(outcome.lost)) records were lost while it ran" : nil,
            outcome.damaged > 0 ? "\(Units.count(outcome.damaged)) are damaged and were left out" : nil,
        ].compactMap { $0 }
        return words
            + (missing.isEmpty ? "; nothing was lost." : "; " + missing.joined(separator: ", ") + ".")
    }
}

internal import ArgumentParser
internal import Foundation
internal import TraceRecovery
internal import TraceReporting
internal import TraceStore

/// The trace, which every reading subcommand takes.
struct TraceArgument: ParsableArguments {
    @Argument(help: "The trace: an SQLite file that the task tracer wrote.")
    var trace: String

    /// Also says, on standard error, what is not in it yet.
    func open() throws -> TraceReader { try Self.open(trace) }

    static func open(_ path: String) throws -> TraceReader {
        let reader = try TraceReader(path: path)
        if let need = try? RecoveryNeed(of: reader.database) {
            Output.complain("task-trace: \(need.sentence)")
        }
        return reader
    }
}

/// How text looks.
struct StyleOptions: ParsableArguments {
    enum Color: String, ExpressibleByArgument, CaseIterable {
        case auto, always, never
    }

    @Option(help: "Colours: in a terminal, always or never. NO_COLOR in the environment turns auto off.")
    var color: Color = .auto

    /// For standard output: as wide as the terminal, and 80 columns elsewhere.
    var style: TextStyle {
        let width = Terminal.isOutput ? Terminal.width : nil
        return TextStyle(width: width ?? TextStyle.plain.width, hasColor: hasColor(Terminal.isOutput))
    }

    /// For a file.
    var fileStyle: TextStyle { TextStyle(width: TextStyle.plain.width, hasColor: color == .always) }

    private func hasColor(_ isTerminal: Bool) -> Bool {
        switch color {
        case .always: true
        case .never: false
        case .auto:
            isTerminal && ProcessInfo.processInfo.environment["NO_COLOR", default: ""].isEmpty
                && ProcessInfo.processInfo.environment["TERM"] != "dumb"
        }
    }
}

extension RowFormat: ExpressibleByArgument {}

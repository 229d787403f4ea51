internal import ArgumentParser
internal import Foundation
internal import ProgramRecorder
internal import TaskTracing
internal import TraceModel
internal import TraceRecovery
internal import TraceReporting
internal import TraceStore

struct InfoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract:
            "What the trace is: format, program, clock, sizes, losses; what a Swift runtime lets be seen.",
        discussion: """
            Example: task-trace info trace.sqlite

            With --runtime: what the probe's self-check saw, and what is not captured, for a trace, for the runtime \
            of a program (which is loaded, but not run), or without either for the runtime of this command. Exits \
            with 1 if the runtime is refused.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Argument(help: "The trace: an SQLite file that the task tracer wrote. With --runtime, a program too.")
    var trace: String?
    @Flag(help: "The Swift runtime alone: checks, and what is not captured.") var runtime = false
    @Option(help: "The library that is loaded into the program, where it is not beside this command.")
    var preload: String?
    @Option(help: "How it is written.") var format: Format = .text
    @OptionGroup var styleOptions: StyleOptions

    func validate() throws {
        if trace == nil && !runtime { throw ValidationError("Missing expected argument '<trace>'") }
    }

    func run() async throws {
        guard runtime else {
            guard let trace else { return }
            let reader = try TraceReader(path: trace)
            let info = try TraceInfo(reader)
            let need = try RecoveryNeed(of: reader.database)
            switch format {
            case .text:
                try Output.print(info.text(styleOptions.style))
                if let need {
                    try Output.print("\n" + styleOptions.style.paint("Recovery", .heading) + "\n")
                    for line in DisplayText.wrap(need.sentence, to: styleOptions.style.width) {
                        try Output.print(line + "\n")
                    }
                }
            case .json:
                try Output.print(Self.adding(need, to: info.json).text(indented: true) + "\n")
            }
            return
        }
        let runtimes = try await descriptions()
        switch format {
        case .text:
            let texts = runtimes.map { $0.text(styleOptions.style) }
            try Output.print(texts.joined(separator: "\n"))
        case .json: try Output.print(JSONValue.array(runtimes.map(\.json)).text(indented: true) + "\n")
        }
        if !runtimes.allSatisfy(\.report.isAccepted) { throw Failure.findings }
    }

    private static func adding(_ need: RecoveryNeed?, to json: JSONValue) -> JSONValue {
        guard case .object(let members) = json else { return json }
        let waiting = need?.waitingRecords.map { JSONValue.integer($0) } ?? .null
        let recovery = JSONValue.object([("is_due", .bool(need != nil)), ("waiting_records", waiting)])
        return .object(members + [("recovery", recovery)])
    }

    private func descriptions() async throws -> [RuntimeDescription] {
        let seen: (runtime: RuntimeReport, capture: CaptureKind)
        if let trace, !Self.isProgram(trace) {
            let found = try RuntimeDescription.all(in: TraceReader(path: trace))
            guard !found.isEmpty else {
                throw InputError("'\(trace)' says nothing of its runtime: it was written before traces did.")
            }
            return found
        }
        if let trace {
            seen = try RuntimeInspector.inspect(
                TraceableProgram(command: trace), preload: PreloadLibrary.path(preload))
        } else {
            seen = await RuntimeInspection.inspect()
        }
        return [RuntimeDescription(seen.runtime, seen.capture.limits(on: seen.runtime))]
    }

    /// An ELF file, or a command in PATH.
    private static func isProgram(_ path: String) -> Bool {
        guard let file = FileHandle(forReadingAtPath: path) else { return !path.contains("/") }
        return (try? file.read(upToCount: 4)) == Data("\u{7F}ELF".utf8)
    }
}

/// The library that is loaded into programs.
enum PreloadLibrary {
    /// As it was asked for, or beside this executable.
    static func path(_ given: String?) -> String {
        if let given { return URL(filePath: given).path }
        let beside = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent()
        return beside?.appending(path: "libTaskTracingPreload.so").path ?? "libTaskTracingPreload.so"
    }
}

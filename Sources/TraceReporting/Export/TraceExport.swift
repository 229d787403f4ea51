package import TraceStore

/// A form of a trace for another tool.
package protocol TraceExport {
    /// Writes the whole trace, in the order in which it is read: memory is for names and tasks, not for what they did.
    func write(_ trace: TraceReader, to output: inout ExportBuffer) throws
}

/// The forms there are.
package enum ExportFormat: String, CaseIterable, Sendable {
    case perfetto, chrome, otlp, speedscope, folded, csv, jsonl

    /// Whether a terminal can show it.
    package var isText: Bool { self != .perfetto }

    /// One of it. `view` is what CSV and JSON Lines are of, `time` what folded stacks add up.
    package func export(view: String = "events", time: StackTime? = nil) -> any TraceExport {
        switch self {
        case .perfetto: PerfettoExport()
        case .chrome: ChromeExport()
        case .otlp: OpenTelemetryExport()
        case .speedscope: SpeedscopeExport()
        case .folded: FoldedExport(time: time)
        case .csv: CSVExport(view: view)
        case .jsonl: JSONLinesExport(view: view)
        }
    }
}

/// What cannot be exported, with the remedy.
package struct ExportError: Error, CustomStringConvertible {
    package let description: String
}

package import TraceStore

/// A form of a trace for another tool.
package protocol TraceExport {
    /// Writes the whole trace, in the order in which it is read: memory is for names and tasks, not for what they did.
    func write(_ trace: TraceReader, to output: inout ExportBuffer) throws
}

/// A part of a trace: what lived, ran or happened in it, whole also where it reaches beyond.
package struct ExportRange: Sendable, Hashable {
    package var from: Int64
    package var to: Int64

    package static let whole = ExportRange()

    package init(from: Int64? = nil, to: Int64? = nil) {
        (self.from, self.to) = (from ?? .min, to ?? .max)
    }

    /// As queries are given it.
    var parameters: [String: SQLiteValue] { ["from": .integer(from), "to": .integer(to)] }
}

/// The forms there are.
package enum ExportFormat: String, CaseIterable, Sendable {
    case perfetto, chrome, otlp, speedscope, folded, csv, jsonl

    /// Whether a terminal can show it.
    package var isText: Bool { self != .perfetto }

    /// One of it. `view` is what CSV and JSON Lines are of, always whole; `time` what folded stacks add up.
    package func export(
        view: String = "events", time: StackTime? = nil, range: ExportRange = .whole
    ) -> any TraceExport {
        switch self {
        case .perfetto: PerfettoExport(range: range)
        case .chrome: ChromeExport(range: range)
        case .otlp: OpenTelemetryExport(range: range)
        case .speedscope: SpeedscopeExport(range: range)
        case .folded: FoldedExport(time: time, range: range)
        case .csv: CSVExport(view: view)
        case .jsonl: JSONLinesExport(view: view)
        }
    }
}

/// What cannot be exported, with the remedy.
package struct ExportError: Error, CustomStringConvertible {
    package let description: String
}

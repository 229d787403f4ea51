internal import ReportLibrary
package import TraceStore

/// Of which time a trace has details, where that is not the whole run.
package struct DetailCoverage: Sendable, Hashable {
    package struct Window: Sendable, Hashable {
        package let first: Int64
        package let last: Int64
        package let isOpen: Bool
        package let reason: String?
    }

    /// Counts over the whole run, where the details are not.
    struct Totals: Sendable, Hashable {
        let tasks, failed, cancelled, steps: Int64
    }

    package let windows: [Window]
    package let isFlightRecorder: Bool
    /// Nil where counting what is there is enough.
    private(set) var totals: Totals?

    package init(_ trace: TraceReader) throws {
        var isFlight = false
        windows = try trace.rows(ReportLibrary.sql("report/coverage")) { row -> Window? in
            isFlight = row.integer("is_flight") == 1
            guard let first = row.integer("first") else { return nil }
            return Window(
                first: first, last: max(first, row.integer("last") ?? first),
                isOpen: row.integer("is_open") == 1, reason: row.text("reason"))
        }.compactMap(\.self)
        isFlightRecorder = isFlight
        guard !isWhole else { return }
        totals = try trace.rows(ReportLibrary.sql("report/totals")) { row in
            Totals(
                tasks: row.integer("tasks") ?? 0, failed: row.integer("failed") ?? 0,
                cancelled: row.integer("cancelled") ?? 0, steps: row.integer("steps") ?? 0)
        }.first
    }

    /// Whether everything that was recorded is in the trace.
    package var isWhole: Bool { !isFlightRecorder && (windows.first?.first ?? 0) == 0 }

    /// Since when there are details, if the oldest were dropped.
    package var from: Int64? { isWhole ? nil : windows.first?.first }

    /// What a report says of it on top; nil if there is nothing to say.
    package var sentence: String? {
        guard !isWhole else { return nil }
        guard isFlightRecorder else {
            return "Details from \(Self.clock(windows.first?.first ?? 0)) on; totals cover the whole run."
        }
        guard !windows.isEmpty else {
            return "No details: nothing made the flight recorder keep any. Totals cover the whole run."
        }
        let length = windows.reduce(0) { $0 + $1.last - $1.first }
        return
            "Details for \(Units.count(Int64(windows.count), "window")), \(Units.duration(length)) in all: "
            + reasons + ". Totals cover the whole run."
    }

    private var reasons: String {
        let shown = windows.prefix(3).map { "\(Self.clock($0.first)) (\($0.reason ?? "unknown"))" }
        let more = windows.count - shown.count
        return "from " + shown.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }

    /// `01:12:03` since the start.
    private static func clock(_ nanoseconds: Int64) -> String {
        let seconds = max(0, nanoseconds) / 1_000_000_000
        return [seconds / 3600, seconds / 60 % 60, seconds % 60]
            .map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }
}

package import TraceStore

/// The report as JSON: the same content as the text, durations in nanoseconds.
package struct JSONReport {
    private let report: TraceReport

    package init(
        trace: TraceReader, isExact: Bool = false, suppressions: Suppressions = .none
    ) throws {
        report = try TraceReport(
            trace, rows: 1000, lanes: 100, isExact: isExact, suppressions: suppressions)
    }

    package func render() -> String {
        let sections = report.sections.map { ($0.section.id, json($0)) }
        let members: [(String, JSONValue)] =
            [
                ("format", .integer(1)),
                ("trace", report.overview.json),
            ] + report.diagnosis.members + sections + [("timeline", report.timeline.json)]
        return JSONValue.object(members).text(indented: true) + "\n"
    }

    private func json(_ section: SectionRows) -> JSONValue {
        .object([
            ("title", .string(section.section.title)),
            ("view", .string(section.section.view)),
            ("total", .integer(section.total)),
            ("percentiles", .string(section.isApproximate ? "within 5 %" : "exact")),
            (
                "rows",
                .array(
                    section.rows.map { row in
                        .object(zip(section.columns, row.map(JSONValue.init)).map { $0 })
                    })
            ),
        ])
    }
}

extension TraceOverview {
    var json: JSONValue {
        .object([
            ("path", .string(path)), ("program", JSONValue(program)), ("pid", JSONValue(pid)),
            ("state", JSONValue(state)), ("capture", JSONValue(capture)),
            ("started_at_ns", JSONValue(startedAt)),
            ("duration_ns", .integer(duration)), ("tasks", .integer(tasks)), ("alive", .integer(alive)),
            ("failed", .integer(failed)), ("cancelled", .integer(cancelled)), ("steps", .integer(steps)),
            ("callbacks", .integer(callbacks)), ("threads", .integer(threads)),
            ("events_lost", .integer(eventsLost)),
            ("details", coverage.json),
            (
                "losses",
                .array(
                    losses.map { loss in
                        .object([
                            ("reason", .string(loss.reason)), ("events", .integer(loss.events)),
                            ("first", JSONValue(loss.first)), ("last", JSONValue(loss.last)),
                        ])
                    })
            ),
        ])
    }
}

extension DetailCoverage {
    var json: JSONValue {
        .object([
            ("whole_run", .bool(isWhole)), ("sentence", JSONValue(sentence)),
            (
                "windows",
                .array(
                    windows.map { window in
                        .object([
                            ("first", .integer(window.first)),
                            ("last", window.isOpen ? .null : .integer(window.last)),
                            ("reason", JSONValue(window.reason)),
                        ])
                    })
            ),
        ])
    }
}

extension Timeline {
    var json: JSONValue {
        .object([
            ("duration_ns", .integer(duration)), ("tasks", .integer(tasks)),
            (
                "lanes",
                .array(
                    lanes.map { lane in
                        .object([
                            ("task", .integer(lane.task)), ("label", .string(lane.label)),
                            ("created", JSONValue(lane.created)), ("ended", JSONValue(lane.ended)),
                            ("outcome", .string(lane.outcome)),
                            ("cells", .string(lane.cells.map(\.letter).joined())),
                        ])
                    })
            ),
        ])
    }
}

extension Timeline.Cell {
    /// One letter: `R` running, `r` ran for a part, `q` ready (queued), `w` waiting, a space for absent.
    var letter: String {
        switch self {
        case .absent: " "
        case .waiting: "w"
        case .ready: "q"
        case .ranSome: "r"
        case .running: "R"
        }
    }
}

/// The head of the report: what was traced, how much, and what was lost.
struct OverviewText {
    let overview: TraceOverview
    let style: TextStyle

    var lines: [String] {
        let program = overview.program.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
        let title = "Tasks of \(DisplayText.clean(program ?? "an unknown program"))"
        return [
            style.paint(DisplayText.shorten(title, to: style.width), .heading),
            style.paint(String(repeating: "─", count: style.width), .dim),
            fact("ran", run),
            fact("tasks", tasks),
            fact("work", work),
            fact("trace", DisplayText.shorten(DisplayText.clean(trace), to: style.width - 8)),
            fact("lost", lost),
        ].compactMap(\.self) + wrapped("kept", overview.coverage.sentence)
            + wrapped("names", overview.symbolsNote)
    }

    private func wrapped(_ name: String, _ note: String?) -> [String] {
        guard let note else { return [] }
        return DisplayText.wrap(DisplayText.clean(note), to: style.width - 8).enumerated().compactMap {
            fact($0 == 0 ? name : "", $1)
        }
    }

    private func fact(_ name: String, _ text: String?) -> String? {
        text.map { style.paint(DisplayText.pad("  " + name, to: 8), .dim) + $0 }
    }

    private var run: String {
        var parts = [Units.duration(overview.duration)]
        if let started = overview.startedAt { parts.append("from \(WallClock.text(started)) UTC") }
        if let pid = overview.pid { parts.append("process \(pid)") }
        return parts.joined(separator: ", ")
    }

    private var tasks: String {
        var parts = ["\(Units.count(overview.tasks))"]
        for (count, word) in [
            (overview.failed, "threw"), (overview.cancelled, "cancelled"),
            (overview.alive, "alive at the end"),
        ] where count > 0 { parts.append("\(Units.count(count)) \(word)") }
        return parts.joined(separator: ", ")
    }

    private var work: String {
        var parts = [Units.count(overview.steps, "step")]
        if overview.callbacks > 0 { parts.append(Units.count(overview.callbacks, "callback")) }
        return parts.joined(separator: ", ") + " on \(Units.count(overview.threads, "thread"))"
    }

    private var trace: String {
        var facts = [overview.capture.map { "captured by \($0)" }, overview.state].compactMap(\.self)
            .joined(separator: ", ")
        if !facts.isEmpty { facts = " (\(facts))" }
        let name = overview.path.split(separator: "/").last.map(String.init) ?? overview.path
        return name + facts
    }

    private var lost: String {
        if overview.isCutOff {
            return style.paint("what the process recorded last, before it ended without closing", .error)
        }
        guard overview.eventsLost > 0 else { return style.paint("nothing was lost", .good) }
        let reasons = overview.losses.map { "\(Units.count($0.events)) \($0.reason)" }
        let text =
            "\(Units.count(overview.eventsLost, "event")) were lost: " + reasons.joined(separator: ", ")
        return style.paint(DisplayText.shorten(text, to: style.width - 8), .error)
    }
}

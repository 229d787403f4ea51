extension TaskWhy {
    package func lines(style: TextStyle) -> [String] {
        var parts = [head(style), sums(style)]
        if !waits.isEmpty { parts.append(waitLines(style)) }
        if !wakers.isEmpty { parts.append(wakerLines(style)) }
        parts += PathText(why: self, style: style).parts
        return Array(parts.joined(separator: [""]))
    }

    private var name: String { DisplayText.clean(CodeName.function(label)) }

    private func head(_ style: TextStyle) -> [String] {
        let took = Units.duration(duration)
        let title = ended == nil ? "' has not ended after \(took)" : "' took \(took)"
        let room = style.width - DisplayText.width(title) - 1
        var lines = [
            style.paint("'" + CodeName.shorten(name, to: room) + title, .heading),
            style.paint(String(repeating: "─", count: style.width), .dim),
        ]
        var facts = [("task", "\(task), \(kind), " + (ended == nil ? "alive" : "ended: \(outcome)"))]
        if runs.function != nil { facts.append(("runs", runs.culprit.sentence(in: style.width - 11))) }
        if createdAt.function != nil || parent != nil {
            let by = parentLabel.map { "'\(CodeName.shorten(CodeName.function($0), to: 24))' in " } ?? ""
            facts.append(
                (
                    "made",
                    "by \(by)\(createdAt.culprit.sentence(in: max(style.width - 14 - DisplayText.width(by), 12)))"
                )
            )
        }
        facts.append(("life", "from \(Units.duration(from)) to \(Units.duration(to)) of the trace"))
        for (title, text) in facts {
            let text = DisplayText.shorten(DisplayText.clean(text), to: style.width - 9)
            lines.append(style.paint(DisplayText.pad("  " + title, to: 9), .dim) + text)
        }
        return lines + ["         " + account.strip.text(style)]
    }

    private func sums(_ style: TextStyle) -> [String] {
        let parts: [(String, Int64, TextStyle.Role)] = [
            ("running", account.run, .running), ("ready", account.ready, .warning),
            ("waiting", account.wait, .dim),
            ("unknown", unknown, .error),
        ]
        let room = style.width - 34
        return parts.map { title, time, role in
            let bar = String(repeating: "█", count: Int(Self.share(time, duration) * Double(room)))
            return style.paint(DisplayText.pad("  " + title, to: 11), .dim)
                + DisplayText.pad(Units.duration(time), to: 12, right: true)
                + DisplayText.pad(Self.percent(time, of: duration), to: 9, right: true)
                + (bar.isEmpty ? "" : "  " + style.paint(bar, role))
        }
    }

    private func waitLines(_ style: TextStyle) -> [String] {
        let shown = waits.prefix(8)
        let table = TextTable(
            columns: [
                .init("waited", isRight: true), .init("times", isRight: true),
                .init("longest", isRight: true),
                .init("for"), .init("which", fit: .flexible), .init("in", fit: .function),
                .init("at", fit: .place),
            ],
            rows: shown.map { waits in
                [
                    Units.shortDuration(waits.sum.total), Units.count(waits.sum.count),
                    Units.shortDuration(waits.sum.longest) + (waits.sum.isGoingOn ? "+" : ""), waits.reason,
                    waits.object ?? "–", waits.place.function.map(CodeName.function) ?? "–",
                    CodeName.place(file: waits.place.file, line: waits.place.line) ?? "–",
                ]
            })
        var lines = [style.paint("What it waited for", .heading)] + table.lines(style)
        if waits.contains(where: \.sum.isGoingOn) { lines.append(style.paint("  + it still waits", .dim)) }
        return lines + more(waits.count - shown.count, style)
    }

    private func wakerLines(_ style: TextStyle) -> [String] {
        let shown = wakers.prefix(6)
        let table = TextTable(
            columns: [
                .init("waited", isRight: true), .init("times", isRight: true),
                .init("until woken by", fit: .function),
            ],
            rows: shown.map { waker in
                [
                    Units.shortDuration(waker.sum.total), Units.count(waker.sum.count),
                    waker.isTask ? CodeName.function(waker.name) : "\(waker.name), outside of tasks",
                ]
            })
        return [style.paint("Who woke it", .heading)] + table.lines(style)
            + more(wakers.count - shown.count, style)
    }

    private func more(_ hidden: Int, _ style: TextStyle) -> [String] {
        hidden > 0 ? [style.paint("  \(hidden) more: --format json", .dim)] : []
    }

    static func share(_ part: Int64, _ whole: Int64) -> Double {
        whole > 0 ? min(max(Double(part) / Double(whole), 0), 1) : 0
    }

    /// `12.4 %`; what is there, but less than a thousandth, is `<0.1 %`.
    static func percent(_ part: Int64, of whole: Int64) -> String {
        let share = Int64((share(part, whole) * 1000).rounded())
        if share == 0 { return part > 0 ? "<0.1 %" : "0 %" }
        return "\(share / 10).\(share % 10) %"
    }
}

/// Findings as text: the sentence, what it was concluded from, and what to do.
package struct FindingsText {
    package let findings: [Finding]
    package let style: TextStyle
    package let limit: Int

    package init(findings: [Finding], style: TextStyle, limit: Int = .max) {
        self.findings = findings
        self.style = style
        self.limit = limit
    }

    package var lines: [String] {
        guard !findings.isEmpty else {
            return [
                style.paint("Findings", .heading), "  " + style.paint("None: no rule found trouble.", .good),
            ]
        }
        var lines = [style.paint("Findings", .heading) + style.paint("  " + counts, .dim)]
        for finding in findings.prefix(limit) { lines += self.lines(of: finding) }
        let hidden = findings.count - limit
        let more = hidden > 0 ? "\(hidden) more; all of them: " : "more: "
        lines.append(style.paint("  \(more)task-trace findings, or the views named above", .dim))
        return lines
    }

    private var counts: String {
        Finding.Severity.allCases.reversed().compactMap { severity in
            let count = findings.count { $0.severity == severity }
            return count == 0 ? nil : Units.count(Int64(count), severity.word)
        }.joined(separator: ", ")
    }

    private func lines(of finding: Finding) -> [String] {
        let (sign, role): (String, TextStyle.Role) =
            switch finding.severity {
            case .error: ("✗", .error)
            case .warning: ("!", .warning)
            case .note: ("i", .note)
            }
        let width = style.width - 4
        let message = DisplayText.wrap(DisplayText.clean(finding.message), to: width)
        var lines = message.enumerated().map { index, line in
            index == 0 ? "  " + style.paint("\(sign) \(line)", role) : "    " + style.paint(line, role)
        }
        if let culprit = finding.culprit, !finding.message.contains(culprit.sentence) {
            lines.append(
                "    "
                    + DisplayText.shorten(
                        DisplayText.clean("at " + culprit.sentence(in: width - 3)), to: width))
        }
        for evidence in finding.evidence {
            lines += DisplayText.wrap(DisplayText.clean(evidence), to: width).map { "    " + $0 }
        }
        let remedy = DisplayText.wrap(
            "\(finding.remedy) [\(finding.rule), view \(finding.view)]", to: width - 2)
        return lines
            + remedy.enumerated().map { index, line in
                "    " + style.paint((index == 0 ? "→ " : "  ") + line, .dim)
            }
    }
}

/// Findings as text: the sentence, what it was concluded from, and what to do.
package struct FindingsText {
    package let diagnosis: Diagnosis
    package let style: TextStyle
    package let limit: Int

    package init(diagnosis: Diagnosis, style: TextStyle, limit: Int = .max) {
        self.diagnosis = diagnosis
        self.style = style
        self.limit = limit
    }

    private var findings: [Finding] { diagnosis.findings }

    package var lines: [String] {
        guard !findings.isEmpty else {
            return [
                style.paint("Findings", .heading), "  " + style.paint("None: no rule found trouble.", .good),
            ] + left
        }
        var lines = [style.paint("Findings", .heading) + style.paint("  " + counts, .dim)]
        for finding in findings.prefix(limit) { lines += self.lines(of: finding) }
        let hidden = findings.count - limit
        if hidden > 0 {
            lines.append(style.paint("  \(hidden) more; all of them: task-trace findings", .dim))
        }
        lines.append(style.paint("  what a rule means: task-trace findings --explain RULE", .dim))
        return lines + left
    }

    /// What was suppressed, and which suppressions nothing needed.
    private var left: [String] {
        var reasons: [(reason: String, count: Int64)] = []
        for one in diagnosis.suppressed {
            if let index = reasons.firstIndex(where: { $0.reason == one.reason }) {
                reasons[index].count += 1
            } else {
                reasons.append((one.reason, 1))
            }
        }
        let suppressed = reasons.map { "\(Units.count($0.count, "finding")) suppressed, \($0.reason)" }
        let unused = diagnosis.unused.map { "no finding needs \($0.place): \($0.words)" }
        return (suppressed + unused).flatMap { sentence in
            DisplayText.wrap(DisplayText.clean(sentence), to: style.width - 4).enumerated().map {
                style.paint(($0 == 0 ? "  " : "    ") + $1, .dim)
            }
        }
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

package import TraceStore

/// Looks for one kind of trouble in a trace.
package protocol FindingRule: Sendable {
    /// The word by which users choose it: `slow-callback`.
    static var id: String { get }
    /// What it looks for, in one line.
    static var summary: String { get }

    init()
    func findings(in trace: TraceReader, _ digest: TraceDigest) throws -> [Finding]
}

/// All rules there are.
package enum FindingRules {
    package static let all: [any FindingRule.Type] = [
        LossRule.self, NeverRetrievedRule.self, DestroyedPendingRule.self, SlowCallbackRule.self,
        StarvationRule.self, SlowCancellationRule.self, QueueGrowthRule.self, UnclosedRule.self,
        NeverEndedRule.self, FailedTasksRule.self, AnomalyRule.self,
    ]

    package static let identifiers = all.map { $0.id }

    /// A line for each rule: its word and what it looks for.
    package static let summaries = all.map { "\($0.id): \($0.summary)" }

    /// What they find; the most severe first, and in the order of the rules.
    package static func findings(
        in trace: TraceReader, _ digest: TraceDigest? = nil, only rule: String? = nil
    ) throws -> [Finding] {
        let digest = digest ?? TraceDigest(trace)
        var findings: [Finding] = []
        for type in all where rule == nil || type.id == rule {
            findings += try type.init().findings(in: trace, digest)
        }
        // The sort must be stable, which that of the library does not promise.
        return findings.enumerated().sorted {
            ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset)
        }.map(\.element)
    }

    /// Findings of one rule in the report, at most.
    static let most = 20
    static let limit = SQLiteValue.integer(Int64(most))
}

extension TraceReader.Row {
    /// The place that the row names.
    var culprit: Finding.Culprit? {
        guard text("function") != nil || text("file") != nil else { return nil }
        return Finding.Culprit(function: text("function"), file: text("file"), line: integer("line"))
    }

    func duration(_ column: String) -> String { Units.duration(integer(column) ?? 0) }

    /// The time, as in sentences: `at 1.24 s`.
    func instant(_ column: String) -> String { integer(column).map(Units.duration) ?? "an unknown time" }

    func count(_ column: String) -> Int64 { integer(column) ?? 0 }

    /// `task 12 'reader'`.
    func task(_ id: String = "task", name: String = "task_name") -> String? {
        guard let number = integer(id) else { return nil }
        return "task \(number)" + (text(name).map { " '\($0)'" } ?? "")
    }
}

extension Finding.Culprit {
    /// `work() (Work.swift:10)`, or what is known of it.
    package var sentence: String { sentence(in: .max) }

    /// The same in so many columns: the function gives way.
    package func sentence(in columns: Int) -> String {
        let place = CodeName.place(file: file, line: line)
        switch (function.map(CodeName.function), place) {
        case (let function?, let place?):
            let left = max(columns - DisplayText.width(place) - 3, 8)
            return "\(CodeName.shorten(function, to: left)) (\(place))"
        case (let function?, nil): return CodeName.shorten(function, to: columns)
        case (nil, let place?): return place
        case (nil, nil): return "an unknown place"
        }
    }
}

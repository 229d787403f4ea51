internal import ReportLibrary
package import TraceStore

/// All rules there are: a cause before its symptoms, for findings of one severity are told in this order.
package enum FindingRules {
    package static let all: [any FindingRule.Type] = [
        // What may make everything else wrong.
        LossRule.self,
        // Errors in the program.
        WaitCycleRule.self, LockHeldAtEndRule.self, WrongThreadRule.self, NeverRetrievedRule.self,
        DestroyedPendingRule.self,
        // What nobody will ever wake.
        LeakedContinuationRule.self, LostWakeUpRule.self, BlockedProducerRule.self,
        // What keeps threads, and then those who had to wait for one.
        StalledExecutorRule.self, NeverYieldingRule.self, SlowIterationRule.self, SlowCallbackRule.self,
        TimerDriftRule.self,
        // What everybody waits for.
        LockAcrossAwaitRule.self, LongHoldRule.self, LockConvoyRule.self, HotActorRule.self,
        ActorHoppingRule.self, ThunderingHerdRule.self,
        StarvationRule.self, SelfWakingRule.self, PriorityInversionRule.self,
        // What does not end, or too late.
        SwallowedCancellationRule.self, SlowCancellationRule.self, StarvedConsumerRule.self,
        QueueGrowthRule.self, DwellOutlierRule.self, UnclosedRule.self, TaskLeakRule.self,
        NeverEndedRule.self,
        // Notes.
        SlowOutlierRule.self, LockStepRule.self, TinyTasksRule.self, ResultDiscardedRule.self,
        FailedTasksRule.self,
        OverheadRule.self, AnomalyRule.self,
    ]

    package static let identifiers = all.map { $0.id }

    /// A line for each rule: its word and what it looks for.
    package static let summaries = all.map { "\($0.id): \($0.summary)" }

    /// The page of a rule, in the repository.
    package static func page(_ rule: String) -> String { pages + "\(rule).md" }

    /// That page's text.
    package static func explanation(of rule: String) -> String? {
        ReportLibrary.documents.first { $0.path == page(rule) }?.text
    }

    /// What they find; the most severe first, and in the order of the rules.
    package static func findings(
        in trace: TraceReader, _ digest: TraceDigest? = nil, only rule: String? = nil
    ) throws -> [Finding] {
        let digest = digest ?? TraceDigest(trace)
        if rule == nil { try digest.scanSteps() }
        var findings: [Finding] = []
        for type in all where rule == nil || type.id == rule {
            findings += try type.init().findings(in: trace, digest)
        }
        // The sort must be stable, which that of the library does not promise.
        return findings.enumerated().sorted {
            ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset)
        }.map(\.element)
    }

    /// Findings of one rule, at most.
    static let most = 20
    static let limit = SQLiteValue.integer(Int64(most))

    private static let pages = "Documentation/Findings/"
}

import Dispatch
import Glibc
import TaskTracing

/// `zoo RULE [--healthy] [--linger] [--trace FILE]`: runs a planted program, or its twin. `zoo --list` says which there
/// are.
@main struct Zoo {
    static let programs: [any ZooProgram.Type] = [
        SlowCallbackProgram.self, StarvationProgram.self, NeverEndedProgram.self, FailedTasksProgram.self,
        UnclosedProgram.self, StalledExecutorProgram.self, SlowOutlierProgram.self,
        PriorityInversionProgram.self, SelfWakingProgram.self, NeverYieldingProgram.self,
        TaskLeakProgram.self, LockStepProgram.self, TimerDriftProgram.self, SlowIterationProgram.self,
        WrongThreadProgram.self, TinyTasksProgram.self,
        WaitCycleProgram.self, LeakedContinuationProgram.self, LostWakeUpProgram.self,
        NeverRetrievedProgram.self, DestroyedPendingProgram.self, SlowCancellationProgram.self,
        SwallowedCancellationProgram.self, QueueGrowthProgram.self, StarvedConsumerProgram.self,
        BlockedProducerProgram.self, DwellOutlierProgram.self, LockConvoyProgram.self, LongHoldProgram.self,
        LockAcrossAwaitProgram.self, LockHeldAtEndProgram.self, HotActorProgram.self,
        ActorHoppingProgram.self,
        ThunderingHerdProgram.self, ResultDiscardedProgram.self,
    ]

    static func main() async throws {
        let words = Array(CommandLine.arguments.dropFirst())
        guard words != ["--list"] else {
            for program in programs {
                print(program.rule, program.tracesItself ? "traces-itself" : "is-recorded")
            }
            return
        }
        guard let program = programs.first(where: { $0.rule == words.first }) else {
            print("give one of: \(programs.map { $0.rule }.joined(separator: " "))")
            exit(2)
        }
        let run = words.contains("--healthy") ? program.healthy : program.planted
        guard let option = words.firstIndex(of: "--trace"), option + 1 < words.count else {
            try await run()
            if words.contains("--linger") { await linger() }
            return
        }
        try await withTaskTracing(to: words[option + 1]) { try await run() }
    }

    /// Goes on, with nothing to do, until somebody has looked at the trace.
    private static func linger() async {
        print("done")
        fflush(nil)
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                _ = readLine()
                continuation.resume()
            }
        }
    }
}

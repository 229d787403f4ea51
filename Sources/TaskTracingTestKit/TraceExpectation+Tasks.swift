extension TraceExpectation {
    /// Every task had ended when the recording did.
    public static var everyTaskEnded: TraceExpectation {
        TraceExpectation { trace in
            // The task that the code ran in goes on after it.
            trace.tasks.dropFirst().filter { $0.outcome == .alive }.map {
                "task '\($0.name)' (created in \($0.createdAt)) had not ended"
            }
        }
    }

    /// No task threw an error other than that of its cancellation.
    public static var noTaskFailed: TraceExpectation {
        TraceExpectation { trace in
            trace.tasks.filter { $0.outcome == .threw }.map {
                "task '\($0.name)' (created in \($0.createdAt)) threw an error"
            }
        }
    }

    /// There were tasks of that name, and each ended so.
    public static func task(
        _ name: String, ended outcome: InMemoryTrace.TaskRecord.Outcome
    ) -> TraceExpectation {
        ofTasks(named: name) { task, _ in
            task.outcome == outcome ? nil : "ended as \(task.outcome.rawValue), not \(outcome.rawValue)"
        }
    }

    /// There were tasks of that name, and for each a task of the other name requested its cancellation.
    public static func task(_ name: String, wasCancelledBy canceller: String) -> TraceExpectation {
        ofTasks(named: name) { task, trace in
            let requests = trace.cancellations.filter { $0.task == task.id }
            guard !requests.isEmpty else { return "was not cancelled" }
            guard !requests.contains(where: { $0.by == canceller }) else { return nil }
            let others = requests.map { "'\($0.by ?? "an unknown thread")'" }.joined(separator: ", ")
            return "was cancelled by \(others), not by '\(canceller)'"
        }
    }

    /// There were tasks of that name, and nobody requested the cancellation of one.
    public static func taskWasNotCancelled(_ name: String) -> TraceExpectation {
        ofTasks(named: name) { task, trace in
            trace.cancellations.first { $0.task == task.id }.map {
                "was cancelled by '\($0.by ?? "an unknown thread")' in \($0.place)"
            }
        }
    }

    /// There were tasks of both names, and the last of the first had ended before the first of the second began.
    public static func task(_ name: String, endedBeforeStartOf other: String) -> TraceExpectation {
        TraceExpectation { trace in
            let earlier = trace.tasks(named: name)
            let later = trace.tasks(named: other)
            guard !earlier.isEmpty, !later.isEmpty else {
                return ["there was no task '\(earlier.isEmpty ? name : other)'"]
            }
            let end = earlier.map { $0.ended ?? .seconds(Int64.max) }.max() ?? .zero
            let began = trace.callbacks.filter { call in later.contains { $0.id == call.task } }.map(\.began)
                .min()
            guard let began, began < end else { return [] }
            return ["task '\(other)' began before '\(name)' had ended"]
        }
    }

    private static func ofTasks(
        named name: String,
        _ violation: @escaping @Sendable (InMemoryTrace.TaskRecord, InMemoryTrace) -> String?
    ) -> TraceExpectation {
        TraceExpectation { trace in
            let tasks = trace.tasks(named: name)
            // Whoever misspells a name shall not have a test that holds for ever.
            guard !tasks.isEmpty else { return ["there was no task '\(name)'"] }
            return tasks.compactMap { task in violation(task, trace).map { "task '\(name)' \($0)" } }
        }
    }
}

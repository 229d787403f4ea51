extension TraceExpectation {
    /// There was a queue of that name, and it never held more than `depth` elements.
    public static func queue(_ name: String, neverExceeded depth: Int) -> TraceExpectation {
        TraceExpectation { trace in
            let operations = trace.queueOperations(onQueueNamed: name)
            guard !operations.isEmpty else { return ["nothing went through a queue '\(name)'"] }
            guard let deepest = operations.max(by: { $0.depth < $1.depth }), deepest.depth > depth else {
                return []
            }
            return ["queue '\(name)' held \(deepest.depth) elements at \(deepest.at), more than \(depth)"]
        }
    }

    /// There was a queue of that name, and everything that was put into it was got.
    public static func queueWasDrained(_ name: String) -> TraceExpectation {
        TraceExpectation { trace in
            let operations = trace.queueOperations(onQueueNamed: name)
            guard !operations.isEmpty else { return ["nothing went through a queue '\(name)'"] }
            let left = operations.reduce(0) { $0 + ($1.operation == .put ? 1 : -1) }
            return left == 0 ? [] : ["\(left) elements of queue '\(name)' were not got"]
        }
    }

    /// No element stayed longer in the queue of that name, of which there was one.
    public static func queue(_ name: String, dwellAtMost limit: Duration) -> TraceExpectation {
        TraceExpectation { trace in
            let operations = trace.queueOperations(onQueueNamed: name)
            guard !operations.isEmpty else { return ["nothing went through a queue '\(name)'"] }
            return operations.compactMap { operation in
                guard let dwell = operation.dwell, dwell > limit else { return nil }
                return "an element stayed \(dwell) in queue '\(name)', longer than \(limit)"
            }
        }
    }

    /// Neither a task's step nor a callback ran longer without interruption.
    public static func noCallback(over limit: Duration) -> TraceExpectation {
        TraceExpectation { trace in
            trace.callbacks.filter { $0.duration > limit }.map { callback in
                let owner = callback.taskName.map { " of task '\($0)'" } ?? ""
                let kind = callback.kind.rawValue.split(separator: "_").joined(separator: " ")
                return "a \(kind)\(owner) (\(callback.place)) ran \(callback.duration), longer than \(limit)"
            }
        }
    }

    /// No task waited longer at a stretch, for that reason where one is given.
    public static func noWait(over limit: Duration, reason: String? = nil) -> TraceExpectation {
        TraceExpectation { trace in
            trace.waits.compactMap { wait in
                guard reason == nil || wait.reason == reason, let duration = wait.duration, duration > limit
                else {
                    return nil
                }
                let object = wait.objectName.map { " '\($0)'" } ?? ""
                return
                    "a wait for \(wait.reason)\(object) in \(wait.place) took \(duration), longer than \(limit)"
            }
        }
    }

    /// Nothing was reported that no caller could be told: errors never retrieved, tasks destroyed while pending,
    /// event loops not closed.
    public static var nothingReported: TraceExpectation {
        TraceExpectation { trace in
            let kinds: Set = ["never_retrieved", "unclosed", "destroyed_pending", "exception"]
            return trace.marks.filter { kinds.contains($0.kind) }.map { $0.text ?? $0.kind }
        }
    }

    /// The recording is complete.
    public static var nothingLost: TraceExpectation {
        TraceExpectation { trace in
            trace.lost == 0 ? [] : ["\(trace.lost) happenings could not be recorded"]
        }
    }
}

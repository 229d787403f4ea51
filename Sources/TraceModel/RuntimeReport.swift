/// What the probe's self-check saw of a Swift runtime.
package struct RuntimeReport: Sendable, Equatable {
    package enum Result: String, Sendable {
        case passed
        /// Not as hoped: tasks are seen, but less of them.
        case limited
        /// The probe stays out.
        case failed
        case skipped
    }

    package struct Check: Sendable, Equatable {
        package let name: String
        package let result: Result
        package let detail: String

        package init(name: String, result: Result, detail: String) {
            (self.name, self.result, self.detail) = (name, result, detail)
        }
    }

    /// The file that holds the runtime; nil where it was not found.
    package var library: String?
    /// As the runtime numbers its own layout; nil where it does not tell.
    package var layoutVersion: Int?
    /// In bytes; nil where it is not known.
    package var taskSize: Int?
    package var checks: [Check] = []

    package init() {}

    /// Whether no check keeps the probe out.
    package var isAccepted: Bool { !checks.isEmpty && !checks.contains { $0.result == .failed } }
}

/// Something that a recording does not show, and why.
package struct CaptureLimit: Sendable, Equatable {
    package let what: String
    package let why: String

    package init(_ what: String, _ why: String) { (self.what, self.why) = (what, why) }
}

/// The way in which tasks are seen.
package enum CaptureKind: String, Sendable {
    /// By the probe, in a program that traces itself.
    case probe
    /// By the probe, loaded from outside.
    case probeFromOutside
    /// By the instrumented executor.
    case executor
    /// Not at all.
    case none

    /// What a recording of this kind on such a runtime does not show.
    package func limits(on runtime: RuntimeReport) -> [CaptureLimit] {
        var limits: [CaptureLimit] = []
        switch self {
        case .none:
            return [CaptureLimit("tasks", "the self-check refuses this runtime: \(runtime.refusal)")]
        case .executor:
            limits = [
                CaptureLimit("tasks that run elsewhere", "the executor sees those only that run on it"),
                CaptureLimit("reasons of waits, wakers, ends, outcomes", "an executor is not told of them"),
            ]
        case .probe, .probeFromOutside:
            limits = [
                CaptureLimit(
                    "awaits that do not suspend", "nothing is handed over, so the runtime tells nobody"),
                CaptureLimit("what happens within a step", "only hand-overs between steps are told"),
                CaptureLimit(
                    "creators of tasks older than the recording", "they were made before anybody listened"),
            ]
            for check in runtime.checks where check.result == .limited {
                limits.append(CaptureLimit(Self.subject[check.name] ?? check.name, check.detail))
            }
        }
        if self == .probeFromOutside {
            limits.append(
                CaptureLimit(
                    "marks, traced objects, stalls as they happen", "the program does not link the tracer"))
        }
        return limits
    }

    private static let subject = [
        "functions": "some wakes and cancels", "propagation": "some cancels passed on to children",
        "waits": "some places of waits",
        "reasons": "some reasons of waits",
        "outcomes": "cancelled as an outcome",
    ]
}

extension RuntimeReport {
    /// With the check that cannot be made in a program that knows nothing of the tracer.
    package var seenFromOutside: RuntimeReport {
        var report = self
        report.checks.append(
            Check(
                name: "test_task", result: .skipped,
                detail: isAccepted
                    ? "no task of the tracer's own is sent through a program from outside"
                    : "an earlier check has failed"))
        return report
    }

    /// The first failure, in words.
    package var refusal: String { checks.first { $0.result == .failed }?.detail ?? "unknown" }
}

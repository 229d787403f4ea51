internal import CTaskProbe
internal import TraceCollector
internal import TraceModel

/// The way in which tasks are seen in this recording.
struct Capture {
    let kind: CaptureKind
    let description: String
    /// Tasks of the tracer's own.
    let ownTasks: Set<UInt32>
    let runtime: RuntimeReport

    var isProbe: Bool { kind == .probe }

    /// Puts in the probe, or says why the executor has to do.
    nonisolated(nonsending) static func begin(_ configuration: TaskTracingConfiguration) async throws
        -> Capture
    {
        guard configuration.capture != .executor else {
            _ = try? RuntimeProbe.check()
            return executor(because: "the configuration asks for it", .ofThisProcess)
        }
        do {
            try RuntimeProbe.check()
            let probe = try await RuntimeProbe.install(
                tt_probe_options(
                    creation_sites: configuration.recordsCreationSites,
                    backtraces: configuration.recordsBacktraces))
            return Capture(
                kind: .probe, description: RuntimeProbe.description, ownTasks: probe.canaries,
                runtime: probe.runtime)
        } catch {
            guard configuration.capture == .automatic else {
                throw TaskTracingError(
                    .probeRefused,
                    "The runtime probe refuses this Swift runtime (\(error.reason)): "
                        + "use capture '.automatic', which falls back to the executor.", underlying: error)
            }
            return executor(because: error.reason, error.runtime)
        }
    }

    private static func executor(because reason: String, _ runtime: RuntimeReport) -> Capture {
        Capture(
            kind: .executor,
            description: "only tasks on the instrumented executor are seen, without their ends: \(reason)",
            ownTasks: [], runtime: runtime)
    }
}

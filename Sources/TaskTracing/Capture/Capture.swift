internal import TraceModel

/// The way in which tasks are seen in this recording.
struct Capture {
    let isProbe: Bool
    let description: String
    /// Tasks of the tracer's own.
    let ownTasks: Set<UInt32>

    /// Puts in the probe, or says why the executor has to do.
    nonisolated(nonsending) static func begin(_ configuration: TaskTracingConfiguration) async throws
        -> Capture
    {
        guard configuration.capture != .executor else {
            return executor(because: "the configuration asks for it")
        }
        do {
            try RuntimeProbe.check()
            let canaries = try await RuntimeProbe.install(
                recordsCreationSites: configuration.recordsCreationSites)
            return Capture(isProbe: true, description: RuntimeProbe.description, ownTasks: canaries)
        } catch {
            guard configuration.capture == .automatic else {
                throw TaskTracingError(
                    .probeRefused,
                    "The runtime probe refuses this Swift runtime (\(error.reason)): "
                        + "use capture '.automatic', which falls back to the executor.", underlying: error)
            }
            return executor(because: error.reason)
        }
    }

    private static func executor(because reason: String) -> Capture {
        Capture(
            isProbe: false,
            description: "only tasks on the instrumented executor are seen, without their ends: \(reason)",
            ownTasks: [])
    }
}

internal import CTaskProbe
internal import Glibc
internal import TraceCollector
package import TraceModel

/// The self-check without a recording: what would be seen of this process's runtime.
package enum RuntimeInspection {
    /// Makes every check, the test task among them.
    ///
    /// Not while this process is being traced.
    nonisolated(nonsending) package static func inspect() async -> (
        runtime: RuntimeReport, capture: CaptureKind
    ) {
        tt_clock_choose()
        let temporary =
            "\(unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp")/task-trace-\(getpid())"
        let folder: String
        do {
            folder = try SegmentFolder.open(beside: temporary, maximumBufferSize: 8 << 20, firstID: 1)
        } catch {
            _ = try? RuntimeProbe.check()
            return (.ofThisProcess.withoutTestTask(error.reason), .probe)
        }
        tt_segments_provision(4)
        tt_set_recording(true)
        defer {
            tt_set_recording(false)
            SegmentFolder.close(folder)
        }
        do {
            try RuntimeProbe.check()
            let probe = try await RuntimeProbe.install(
                tt_probe_options(creation_sites: false, backtraces: false))
            RuntimeProbe.remove()
            return (probe.runtime, .probe)
        } catch {
            return (error.runtime, .executor)
        }
    }
}

extension RuntimeReport {
    fileprivate func withoutTestTask(_ reason: String) -> RuntimeReport {
        with(.skipped, "there is no room for its records (\(reason))")
    }
}

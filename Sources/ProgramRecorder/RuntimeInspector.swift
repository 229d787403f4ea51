internal import Glibc
internal import TraceCollector
package import TraceModel

/// Looks at the runtime that a program would run on, without running the program.
package enum RuntimeInspector {
    /// Loads the program with the probe, which makes its checks and ends the process before the program begins.
    package static func inspect(
        _ program: TraceableProgram, preload: String
    ) throws -> (runtime: RuntimeReport, capture: CaptureKind) {
        // Without it the program would begin.
        try RunningProgram.check(preload: preload)
        let folder = try SegmentFolder.make(beside: program.path, wanted: 8 << 20, onDisk: 0)
        defer { folder.remove() }
        guard let reader = SegmentFolderReader(folder: folder.path) else {
            throw RecordingRefusal(
                "The folder '\(folder.path)' cannot be opened: check the limit of open files.")
        }
        // A limit of no segments: only the runtime is looked at.
        let running = try RunningProgram(
            program.path, arguments: [program.path], preload: preload,
            word: "TASKTRACING_SEGMENTS=0:1::\(folder.path)")
        _ = running.waitForEnd()
        guard let runtime = reader.runtime else {
            throw RecordingRefusal(
                "'\(program.path)' ended before its runtime could be looked at: check that it runs by itself."
            )
        }
        return (runtime.seenFromOutside, runtime.isAccepted ? .probeFromOutside : CaptureKind.none)
    }
}

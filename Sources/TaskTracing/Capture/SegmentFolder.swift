internal import CTaskProbe
internal import Glibc
internal import TraceCollector
internal import TraceStore
internal import TraceSymbols

/// Where a recording keeps its segments: memory if there is room, else beside the trace.
enum SegmentFolder {
    struct Failure: Error {
        let folder: String
        let reason: String
    }

    private static let segmentSize = UInt64(TT_SEGMENT_SIZE)

    /// Makes the folder and readies it for recording.
    ///
    /// Containers often have a /dev/shm of 64 MB: what is there is used up to a half, and not at all when
    /// that is less than eight segments.
    ///
    /// Once it is full, or `/dev/shm` is, segments go into a second folder beside the trace.
    static func open(
        beside trace: String, maximumBufferSize: Int, maximumSpillSize: Int = 0, firstID: UInt64
    ) throws(Failure) -> String {
        let most = Int(TT_MAX_SEGMENTS) * Int(TT_SEGMENT_SIZE)
        let wanted = UInt64(min(max(maximumBufferSize, 4 << 20), most))
        let onDisk = UInt32(UInt64(min(max(maximumSpillSize, 0), most)) / segmentSize)
        let room = unsafe tt_free_space("/dev/shm") / 2
        if room >= min(wanted, 8 * segmentSize) {
            let folder = "/dev/shm/task-trace-\(getuid())-\(getpid())-\(tt_monotonic_ns())"
            let limit = UInt32(min(wanted, room) / segmentSize)
            if unsafe mkdir(folder, 0o700) == 0 {
                let spills = onDisk > 0 && SpillFolder.make(for: folder, beside: trace)
                if unsafe tt_segments_open(folder, firstID, limit, spills ? onDisk : 0) == 0 {
                    return described(folder)
                }
                remove(folder)
            }
        }
        let folder = PlaceBesideTrace.freeName(
            PlaceBesideTrace.absolute(trace) ?? trace, suffix: "segments")
        let failure = unsafe tt_segments_open(folder, firstID, UInt32(wanted / segmentSize) + onDisk, 0)
        guard failure == 0 else {
            throw Failure(folder: folder, reason: unsafe String(cString: strerror(failure)))
        }
        return described(folder)
    }

    /// With what recovery has to know of this process once it is gone.
    private static func described(_ folder: String) -> String {
        unsafe tt_control_page().pointee.boot_ticks = TraceFile.bootTicks(of: getpid()) ?? 0
        ModulesFile.write(Module.ofThisProcess(), to: folder + "/modules")
        return folder
    }

    /// Removes the folder when everything in it is in the trace; else keeps what is not.
    static func close(_ folder: String, keepingFiles: Bool = false) {
        tt_segments_close(keepingFiles)
        if !keepingFiles { remove(folder) }
    }

    private static func remove(_ folder: String) {
        SpillFolder.remove(of: folder)
        unsafe unlink(folder + "/modules")
        unsafe rmdir(folder)
    }
}

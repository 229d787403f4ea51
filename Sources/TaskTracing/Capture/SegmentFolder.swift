internal import CTaskProbe
internal import Glibc

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
    static func open(beside trace: String, maximumBufferSize: Int, firstID: UInt64) throws(Failure) -> String
    {
        let wanted = UInt64(min(max(maximumBufferSize, 4 << 20), Int(TT_MAX_SEGMENTS) * Int(TT_SEGMENT_SIZE)))
        let room = unsafe tt_free_space("/dev/shm") / 2
        if room >= min(wanted, 8 * segmentSize) {
            let folder = "/dev/shm/task-trace-\(getuid())-\(getpid())-\(tt_monotonic_ns())"
            let limit = UInt32(min(wanted, room) / segmentSize)
            if unsafe tt_segments_open(folder, firstID, limit) == 0 { return folder }
        }
        let folder = trace + ".segments"
        let failure = unsafe tt_segments_open(folder, firstID, UInt32(wanted / segmentSize))
        guard failure == 0 else {
            throw Failure(folder: folder, reason: unsafe String(cString: strerror(failure)))
        }
        return folder
    }

    /// Removes the folder when everything in it is in the trace; else keeps what is not.
    static func close(_ folder: String, keepingFiles: Bool = false) {
        tt_segments_close(keepingFiles)
        if !keepingFiles { unsafe rmdir(folder) }
    }
}

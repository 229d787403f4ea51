internal import CTaskProbe
internal import Glibc
internal import TraceCollector

/// The folder of the segments that the program writes: memory if there is room, else beside the trace.
struct SegmentFolder {
    let path: String
    /// How many bytes of segments there may be in it, and in what it spills to.
    var size = 0
    var sizeOnDisk = 0

    static func make(beside trace: String, wanted: Int, onDisk: Int) throws(RecordingRefusal) -> SegmentFolder
    {
        let room = Int(unsafe tt_free_space("/dev/shm") / 2)
        if room >= min(wanted, 8 << 20) {
            let path = "/dev/shm/task-trace-\(getuid())-\(getpid())-\(tt_monotonic_ns())"
            if unsafe mkdir(path, 0o700) == 0 {
                let spills = onDisk > 0 && SpillFolder.make(for: path, beside: trace)
                return SegmentFolder(path: path, size: min(wanted, room), sizeOnDisk: spills ? onDisk : 0)
            }
        }
        // Absolute, since the program may change its directory; with a number, since an earlier recording may have left
        // there what it could not write.
        guard let absolute = PlaceBesideTrace.absolute("\(trace).\(getpid()).segments"),
            unsafe mkdir(absolute, 0o700) == 0
        else {
            throw RecordingRefusal(
                "The folder '\(trace).\(getpid()).segments' for records in flight cannot be made "
                    + "(\(unsafe String(cString: strerror(errno)))): free some space, or choose another --output."
            )
        }
        return SegmentFolder(path: absolute, size: wanted + onDisk)
    }

    /// Removes it with all that is in it.
    func remove() {
        if let spill = SpillFolder.path(of: path) { SegmentFolder(path: spill).remove() }
        unsafe unlink(path + "/spill")
        guard let folder = unsafe opendir(path) else { return }
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".segment") || ["control", "modules", "family"].contains(name) {
                unsafe unlink(path + "/" + name)
            } else if Int(name) != nil || name.hasSuffix(".segments") {
                // Of another process.
                SegmentFolder(path: path + "/" + name).remove()
            }
        }
        unsafe closedir(folder)
        unsafe rmdir(path)
    }
}

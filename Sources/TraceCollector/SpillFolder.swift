internal import CTaskProbe
internal import Glibc

/// Where segments go that memory has no more room for: a folder beside the trace, which the folder of segments holds as
/// `spill`.
///
/// It is made with the recording, when the process has yet all the rights and descriptors that it takes.
package enum SpillFolder {
    /// Makes it; false if that cannot be, and then nothing is spilled.
    package static func make(for folder: String, beside trace: String) -> Bool {
        guard let trace = PlaceBesideTrace.absolute(trace) else { return false }
        let path = PlaceBesideTrace.freeName(trace, suffix: "spill.segments")
        guard unsafe mkdir(path, 0o700) == 0 else { return false }
        if unsafe symlink(path, folder + "/spill") == 0 { return true }
        unsafe rmdir(path)
        return false
    }

    /// Removes it if it is empty.
    package static func remove(of folder: String) {
        if let path = path(of: folder) { unsafe rmdir(path) }
        unsafe unlink(folder + "/spill")
    }

    /// Where it is, nil if there is none.
    package static func path(of folder: String) -> String? {
        var bytes = [CChar](repeating: 0, count: 4200)
        let count = unsafe readlink(folder + "/spill", &bytes, bytes.count)
        return count > 0
            ? String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }
}

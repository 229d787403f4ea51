internal import CTaskProbe
internal import Glibc
internal import TraceCollector

/// The processes that a recorded program starts: each that has the Swift runtime takes a number and records into a
/// folder of that name.
///
/// Not `Sendable`: belongs to the thread of its session.
@safe
final class ProgramFamily {
    private let page: UnsafeMutablePointer<tt_family>
    private let folder: String
    /// Numbers that were given out to processes of which nothing was seen yet.
    private var expected: [UInt32] = []
    private var known: UInt32 = 1

    /// Of segments there may be so many, in memory and on disk, of all processes together.
    init?(folder: String, segments: UInt32, onDisk: UInt32) {
        guard let page = unsafe tt_family_make(folder, segments, onDisk) else { return nil }
        unsafe self.page = page
        self.folder = folder
    }

    deinit { unsafe tt_family_close(page) }

    /// The processes that have begun to record since the last call, by their numbers.
    func newcomers() -> [(number: UInt32, folder: String, reader: SegmentFolderReader)] {
        let last = unsafe tt_family_last(page)
        if last > known { expected += known + 1...last }
        known = last
        guard !expected.isEmpty else { return [] }
        var found: [(number: UInt32, folder: String, reader: SegmentFolderReader)] = []
        expected.removeAll { number in
            let path = "\(folder)/\(number)"
            guard let reader = SegmentFolderReader(folder: path), reader.identity != nil else { return false }
            found.append((number, path, reader))
            return true
        }
        return found
    }

    /// Removes the folder of a process that is no more, so that others may have its space.
    func forget(_ process: RecordedProcess) {
        let held = process.reader.segmentsHeld
        unsafe tt_family_give_back(page, held.memory, held.disk)
        SegmentFolder(path: process.folder).remove()
    }
}

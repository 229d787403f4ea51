internal import Glibc

// Where a new recording goes: nothing that is there is overwritten.
extension TraceFile {
    /// Makes the file for a new recording, moving an earlier trace of that name out of the way.
    ///
    /// `app.sqlite` becomes `app.1.sqlite`, or the next number that is free.
    /// - Returns: the new file, and where the earlier trace is now.
    package static func createForRecording(_ path: String) throws -> (Database, moved: String?) {
        guard size(path) ?? 0 > 0 else { return (try createOrExplain(path), nil) }
        let existing = try openExisting(path)
        if let writer = try livingWriter(existing) {
            throw RecordingFileError.beingWritten(path, pid: writer)
        }
        let free = firstFreeName(path)
        try move(path, to: free)
        do {
            return (try createOrExplain(path), free)
        } catch {
            undoCreation(path, moved: free)
            throw error
        }
    }

    /// As it was before ``createForRecording(_:)``. The trace must not be open any more.
    package static func undoCreation(_ path: String, moved: String?) {
        for suffix in parts { unsafe unlink(path + suffix) }
        if let moved { try? move(moved, to: path) }
    }

    /// What a trace may consist of: the file is nothing without its log, so it is the last to appear under a name and the
    /// first to go.
    private static let parts = ["", "-wal", "-shm"]

    /// Cut off at any point, all of it is at one of the two names or at both: there it is the same files, so that
    /// whoever opens them sees one trace.
    private static func move(_ path: String, to free: String) throws {
        for suffix in parts.reversed() {
            // The file at the new name is this one, from a move that was cut off; its other parts belong to nothing.
            guard size(path + suffix) != nil, !isSame(path + suffix, free + suffix) else { continue }
            unsafe unlink(free + suffix)
            guard unsafe link(path + suffix, free + suffix) != 0 else { continue }
            // A file system without links.
            guard unsafe rename(path + suffix, free + suffix) == 0 else {
                throw RecordingFileError.cannotWrite(path, reason: reason(errno))
            }
        }
        for suffix in parts { unsafe unlink(path + suffix) }
    }

    private static func isSame(_ first: String, _ second: String) -> Bool {
        var (one, other) = (stat(), stat())
        return unsafe stat(first, &one) == 0 && stat(second, &other) == 0 && one.st_ino == other.st_ino
            && one.st_dev == other.st_dev
    }

    private static func createOrExplain(_ path: String) throws -> Database {
        let isOurs = size(path) == nil
        // What was left of a trace, be it by a move that was cut off: it must not be taken for this one's.
        if isOurs { for suffix in parts.dropFirst() { unsafe unlink(path + suffix) } }
        // 0600: a trace tells of the program's inside. SQLite would leave it to the umask.
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw RecordingFileError.cannotWrite(path, reason: reason(errno)) }
        close(descriptor)
        do {
            return try create(path)
        } catch let error as SQLiteError {
            for suffix in isOurs ? parts : [] { unsafe unlink(path + suffix) }
            throw RecordingFileError.cannotWrite(path, reason: error.message)
        }
    }

    private static func openExisting(_ path: String) throws -> Database {
        do {
            return try openForReading(path)
        } catch is TraceFileError {
            // Whatever it is, it is the user's, and it is no trace that could be moved aside.
            throw RecordingFileError.occupied(path)
        }
    }

    /// The process that is still writing the trace, if there is one.
    package static func livingWriter(_ trace: Database) throws -> Int32? {
        let state = try trace.prepare("SELECT value FROM meta WHERE key = 'state'")
        guard try state.step(), state.text(at: 0) == "live" else { return nil }
        // A recorder outside says who it is; else each process writes of itself.
        let writer = try trace.prepare(
            """
            SELECT (SELECT value FROM meta WHERE key = 'writer_pid'),
              (SELECT value FROM meta WHERE key = 'writer_boot_ticks')
            """)
        if try writer.step(), let pid = writer.integer(at: 0), let ticks = writer.integer(at: 1) {
            return living(pid, ticks)
        }
        let processes = try trace.prepare("SELECT pid, boot_ticks FROM process WHERE ended IS NULL")
        while try processes.step() {
            guard let pid = processes.integer(at: 0), let ticks = processes.integer(at: 1) else { continue }
            if let living = living(pid, ticks) { return living }
        }
        return nil
    }

    /// The process that had this number when that was written; nil if it is no more, or can be none.
    private static func living(_ number: Int64, _ ticks: Int64) -> Int32? {
        guard let pid = Int32(exactly: number) else { return nil }
        return bootTicks(of: pid) == UInt64(bitPattern: ticks) ? pid : nil
    }

    /// How the trace stands: `closed` or `recovered`, `live`, or `cut off` where its process has ended without
    /// closing it: then what it recorded in its last moments is not in the file.
    package static func state(of trace: Database) throws -> String {
        let statement = try trace.prepare("SELECT value FROM meta WHERE key = 'state'")
        guard try statement.step(), let state = statement.text(at: 0) else { return "unknown" }
        return try state == "live" && livingWriter(trace) == nil ? "cut off" : state
    }

    /// When a process began, in clock ticks since boot; nil if there is none. Tells a process from a later
    /// one with the same number.
    package static func bootTicks(of pid: Int32) -> UInt64? {
        let descriptor = unsafe open("/proc/\(pid)/stat", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = unsafe read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        // The second field is the program's name, which may hold anything up to its last parenthesis.
        let text = String(decoding: bytes[..<count], as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19 else { return nil }
        // One that has ended and that nobody has waited for, as in containers without an init. (Of one whose first
        // thread alone has ended, others run.)
        if fields[0] == "Z" || fields[0] == "X", UInt64(fields[17]) ?? 0 <= 1 { return nil }
        return UInt64(fields[19])
    }

    /// What is said once when the file that is written is no longer the one at its path.
    package static func movedWarning(_ path: String) -> String {
        "The trace '\(path)' was removed or replaced while it is recorded: what is recorded will be lost; "
            + "begin a new recording."
    }

    private static func firstFreeName(_ path: String) -> String {
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        let dot = path[slash...].lastIndex(of: ".") ?? path.endIndex
        var number = 1
        while true {
            let name = "\(path[..<dot]).\(number)\(path[dot...])"
            if size(name) == nil || isSame(name, path) { return name }
            number += 1
        }
    }
}

internal import CProgramLauncher
internal import Glibc

/// A program that can be recorded, found as a shell would find it.
package struct TraceableProgram {
    package let path: String

    /// - Throws: ``RecordingRefusal`` with the reason and the remedy.
    package init(command: String) throws(RecordingRefusal) {
        guard let found = Self.find(command) else {
            throw RecordingRefusal(
                "The command '\(command)' was not found: give the path of an executable, or check PATH.")
        }
        path = found
        let remedy = "link TaskTracing into it and call withTaskTracing instead."
        switch unsafe pl_examine(found) {
        case PL_TRACEABLE: return
        case PL_NOT_ELF:
            throw RecordingRefusal(
                "'\(found)' is not an executable of this machine (a script, perhaps): give the program itself."
            )
        case PL_STATIC:
            throw RecordingRefusal(
                "'\(found)' is linked statically, so that nothing can be loaded into it: \(remedy)")
        case PL_NO_SWIFT:
            throw RecordingRefusal(
                "'\(found)' does not load the Swift concurrency library (it is no Swift program, has no tasks, "
                    + "or is built with -static-stdlib): \(remedy)")
        case PL_PRIVILEGED:
            throw RecordingRefusal(
                "'\(found)' runs with its owner's rights, so that nothing may be loaded into it: record a copy."
            )
        default:
            throw RecordingRefusal("'\(found)' cannot be read: check its permissions.")
        }
    }

    private static func find(_ command: String) -> String? {
        if command.contains("/") { return isExecutable(command) ? command : nil }
        guard !command.isEmpty else { return nil }
        let path = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? "/bin:/usr/bin"
        return path.split(separator: ":").map { "\($0)/\(command)" }.first(where: isExecutable)
    }

    private static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        return unsafe access(path, X_OK) == 0
    }
}

/// Why a program is not recorded, in a sentence with the remedy.
package struct RecordingRefusal: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

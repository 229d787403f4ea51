internal import CProgramLauncher
internal import Glibc

/// A program that can be recorded, found as a shell would find it.
package struct TraceableProgram {
    package let path: String

    /// Where what the program starts is recorded (`isFollowed`), it need not be Swift itself.
    ///
    /// - Throws: ``RecordingRefusal`` with the reason and the remedy.
    package init(command: String, isFollowed: Bool = false) throws(RecordingRefusal) {
        let found = try Self.find(command)
        path = found
        let remedy = "link TaskTracing into it and call withTaskTracing instead."
        switch unsafe pl_examine(found) {
        case PL_TRACEABLE: return
        case PL_SCRIPT:
            guard !isFollowed else { return }
            throw RecordingRefusal(
                "'\(found)' is a script: give the Swift program that it runs, or --follow to record what it "
                    + "starts.")
        case PL_NOT_ELF:
            throw RecordingRefusal("'\(found)' is not an executable: give the program itself.")
        case PL_OTHER_MACHINE:
            throw RecordingRefusal("'\(found)' is built for another kind of machine: build it for this one.")
        case PL_STATIC:
            throw RecordingRefusal(
                "'\(found)' is linked statically, so that nothing can be loaded into it: \(remedy)")
        case PL_RUNTIME_INSIDE:
            throw RecordingRefusal(
                "'\(found)' has the Swift runtime within it, where its hooks cannot be found: build it without "
                    + "-static-stdlib, or \(remedy)")
        case PL_NO_SWIFT:
            guard !isFollowed else { return }
            throw RecordingRefusal(
                "'\(found)' does not load the Swift concurrency library, so it has no tasks: give a Swift "
                    + "program, or --follow to record those that it starts.")
        case PL_PRIVILEGED:
            throw RecordingRefusal(
                "'\(found)' runs with rights of its own (set-user-id, set-group-id or capabilities), so that "
                    + "nothing may be loaded into it: record a copy without them.")
        default:
            throw RecordingRefusal("'\(found)' cannot be read: check its permissions.")
        }
    }

    private static func find(_ command: String) throws(RecordingRefusal) -> String {
        let candidates: [String]
        if command.contains("/") {
            candidates = [command]
        } else {
            let path = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? "/bin:/usr/bin"
            // An empty element is the current directory.
            let folders = path.split(separator: ":", omittingEmptySubsequences: false)
            candidates = command.isEmpty ? [] : folders.map { "\($0.isEmpty ? "." : $0)/\(command)" }
        }
        if let found = candidates.first(where: isExecutable) { return found }
        // In the path a directory of that name means nothing.
        if command.contains("/"), let mode = mode(of: command) {
            throw mode & S_IFMT == S_IFDIR
                ? RecordingRefusal("'\(command)' is a directory: give the program in it.")
                : RecordingRefusal("'\(command)' may not be executed: check its permissions (chmod +x).")
        }
        throw RecordingRefusal(
            "The command '\(command)' was not found: give the path of an executable, or check PATH.")
    }

    private static func mode(of path: String) -> mode_t? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? status.st_mode : nil
    }

    private static func isExecutable(_ path: String) -> Bool {
        guard let mode = mode(of: path), mode & S_IFMT == S_IFREG else { return false }
        return unsafe access(path, X_OK) == 0
    }
}

/// Why a program is not recorded, in a sentence with the remedy.
package struct RecordingRefusal: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

internal import CProgramLauncher
internal import Glibc

/// A program that was started with the preload library, and what became of it.
struct RunningProgram {
    struct End {
        let status: Int32
        let signal: Int32
    }

    let pid: Int32

    // `word`: what the preload library shall find in the environment, NAME=VALUE.
    init(_ path: String, arguments: [String], preload: String, word: String) throws(RecordingRefusal) {
        pl_pass_signals_on()
        var number: pid_t = 0
        let (arguments, environment) = (
            ProgramWords(arguments: arguments), ProgramWords(environmentWith: preload, word)
        )
        let failure = unsafe pl_start(path, arguments.list, environment.list, &number)
        guard failure == 0 else {
            throw RecordingRefusal(
                "'\(path)' cannot be started (\(unsafe String(cString: strerror(failure)))): "
                    + "check that it runs by itself.")
        }
        pid = number
    }

    /// Without the library a program would run untraced, with no more than a line of the dynamic linker's.
    static func check(preload: String) throws(RecordingRefusal) {
        guard unsafe access(preload, R_OK) == 0 else {
            throw RecordingRefusal(
                "The library '\(preload)' is missing: build the product TaskTracingPreload, "
                    + "or say where it is with --preload.")
        }
        guard !preload.contains(where: { $0 == ":" || $0 == " " }) else {
            throw RecordingRefusal(
                "The path '\(preload)' holds a colon or a space, which the dynamic linker does not "
                    + "understand: put the library elsewhere and say so with --preload.")
        }
        guard let library = unsafe dlopen(preload, RTLD_NOW | RTLD_LOCAL) else {
            throw RecordingRefusal(
                "The library '\(preload)' cannot be loaded (\(unsafe String(cString: dlerror()))): build the "
                    + "product TaskTracingPreload for this machine, or say where it is with --preload.")
        }
        unsafe dlclose(library)
    }

    /// How it ended, if it did. To be asked no more after that.
    func end() -> End? {
        var status: Int32 = 0
        var signal: Int32 = 0
        guard unsafe pl_has_ended(pid, &status, &signal) else { return nil }
        return End(status: status, signal: signal)
    }

    /// Waits for its end, for want of anything else to do.
    func waitForEnd() -> End {
        while true {
            if let end = end() { return end }
            usleep(10_000)
        }
    }
}

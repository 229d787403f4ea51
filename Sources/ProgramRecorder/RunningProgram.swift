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
        let environment = Self.environment(preload: preload, word: word)
        let failure = unsafe Self.withWords(arguments) { arguments in
            unsafe Self.withWords(environment) { environment in
                unsafe pl_start(path, arguments, environment, &number)
            }
        }
        guard failure == 0 else {
            throw RecordingRefusal(
                "'\(path)' cannot be started (\(unsafe String(cString: strerror(failure)))): "
                    + "check that it runs by itself.")
        }
        pid = number
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

    private static func environment(preload: String, word: String) -> [String] {
        var words: [String] = []
        var loaded = preload
        var at = unsafe environ
        while let word = unsafe at.pointee {
            let text = unsafe String(cString: word)
            unsafe at += 1
            if text.hasPrefix("LD_PRELOAD=") {
                loaded += ":" + text.dropFirst("LD_PRELOAD=".count)
            } else if !text.hasPrefix("TASKTRACING_SEGMENTS=") && !text.hasPrefix("TASKTRACING_FAMILY=") {
                words.append(text)
            }
        }
        return words + ["LD_PRELOAD=" + loaded, word]
    }

    private static func withWords<Result>(
        _ words: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: words.count + 1)
        for (index, word) in words.enumerated() { unsafe list[index] = unsafe strdup(word) }
        unsafe list[words.count] = nil
        defer {
            for index in words.indices { unsafe free(list[index]) }
            unsafe list.deallocate()
        }
        return unsafe body(list)
    }
}

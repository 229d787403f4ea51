internal import Glibc

/// The arguments or the environment of a program that is to be started, as a C array that ends with a null.
///
/// Byte for byte what this process was given: file names and values need not be UTF-8.
@safe
final class ProgramWords {
    let list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    private init(_ words: [UnsafeMutablePointer<CChar>?]) {
        let capacity = unsafe words.count + 1
        unsafe list = .allocate(capacity: capacity)
        count = unsafe words.count
        for index in 0..<count { unsafe list[index] = unsafe words[index] }
        unsafe list[count] = nil
    }

    deinit {
        for index in 0..<count { unsafe free(list[index]) }
        unsafe list.deallocate()
    }

    /// These, which are the last of this process's own where it was told them on its command line.
    convenience init(arguments: [String]) {
        let first = Int(CommandLine.argc) - arguments.count
        let isOwn =
            first >= 0
            && arguments.indices.allSatisfy { index in
                unsafe CommandLine.unsafeArgv[first + index].map { unsafe String(cString: $0) }
                    == arguments[index]
            }
        unsafe self.init(
            arguments.indices.map { index in
                let own = unsafe isOwn ? CommandLine.unsafeArgv[first + index] : nil
                return unsafe own.map { unsafe strdup($0) } ?? strdup(arguments[index])
            })
    }

    /// This process's environment with `word` (NAME=VALUE), and with the library behind those that are loaded into
    /// programs already: a sanitizer's has to come first, and to ours its place means nothing.
    convenience init(environmentWith preload: String, _ word: String) {
        var words: [UnsafeMutablePointer<CChar>?] = unsafe []
        var loaded = Array("LD_PRELOAD=".utf8CString.dropLast())
        var at = unsafe environ
        while let entry = unsafe at.pointee {
            unsafe at += 1
            if unsafe Self.begins(entry, "LD_PRELOAD=") {
                loaded = unsafe Array(UnsafeBufferPointer(start: entry, count: strlen(entry)))
                if unsafe strlen(entry) > strlen("LD_PRELOAD=") {
                    loaded += Array(":".utf8CString.dropLast())
                }
            } else if unsafe !Self.begins(entry, "TASKTRACING_SEGMENTS=")
                && !Self.begins(entry, "TASKTRACING_FAMILY=")
            {
                unsafe words.append(strdup(entry))
            }
        }
        loaded += Array(preload.utf8CString)
        unsafe words += [strdup(loaded), strdup(word)]
        unsafe self.init(words)
    }

    private static func begins(_ entry: UnsafePointer<CChar>, _ name: String) -> Bool {
        unsafe strncmp(entry, name, name.utf8.count) == 0
    }
}

internal import Glibc

/// Finds source lines with `llvm-symbolizer`, which comes with every Swift toolchain.
///
/// DWARF is read by a tool that is kept up with the compiler, not by code of ours. Without the tool there are
/// function names and no lines.
package struct LineResolver {
    package struct Line: Sendable, Hashable {
        package let file: String
        package let line: Int
    }

    private let tool: String

    /// Nil if there is no symbolizer: neither `TASKTRACING_SYMBOLIZER`, nor one beside `swift` or in `PATH`.
    /// The toolchain's own comes first: a distribution's may be too old for its DWARF.
    package init?() {
        guard let found = Self.find() else { return nil }
        tool = found
    }

    /// The lines of these addresses, as the file numbers them; nil where there is none.
    package func lines(of addresses: [UInt64], in module: String) -> [Line?] {
        guard !addresses.isEmpty else { return [] }
        let input = addresses.map { "0x" + String($0, radix: 16) + "\n" }.joined()
        let arguments = ["--obj=" + module, "--no-inlines", "--no-demangle", "--verbose"]
        guard let output = ChildProcess.run(tool, arguments, input: input) else {
            return addresses.map { _ in nil }
        }
        let answers = Self.parse(output)
        return answers.count == addresses.count ? answers : addresses.map { _ in nil }
    }

    /// One block per address: the function, indented `Key: value` lines, an empty line.
    static func parse(_ output: String) -> [Line?] {
        var answers: [Line?] = []
        var facts: [Substring: Substring] = [:]
        var isInBlock = false
        for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty {
                if isInBlock { answers.append(self.line(facts)) }
                isInBlock = false
                facts = [:]
                continue
            }
            isInBlock = true
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            facts[line[..<colon].drop { $0 == " " }] = value
        }
        return answers
    }

    // Where a function begins there is often no line: then the line of its declaration.
    private static func line(_ facts: [Substring: Substring]) -> Line? {
        let pairs = [("Filename", "Line"), ("Function start filename", "Function start line")]
        for (fileKey, lineKey) in pairs {
            guard let file = facts[Substring(fileKey)],
                let number = facts[Substring(lineKey)].flatMap({ Int($0) }),
                number > 0, file != "??", !file.hasSuffix("<compiler-generated>")
            else { continue }
            return Line(file: String(file), line: number)
        }
        return nil
    }

    private static func find() -> String? {
        func isExecutable(_ path: String) -> Bool { unsafe access(path, X_OK) == 0 }
        if let named = environment("TASKTRACING_SYMBOLIZER") { return isExecutable(named) ? named : nil }
        let folders = (environment("PATH") ?? "").split(separator: ":").map(String.init)
        for folder in folders where isExecutable(folder + "/swift") {
            // `swift` may be a link to where the toolchain is.
            guard let real = unsafe realpath(folder + "/swift", nil) else { continue }
            defer { unsafe free(real) }
            let path = unsafe String(cString: real)
            let beside = path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex) + "/llvm-symbolizer"
            if isExecutable(String(beside)) { return String(beside) }
        }
        for folder in folders where isExecutable(folder + "/llvm-symbolizer") {
            return folder + "/llvm-symbolizer"
        }
        return nil
    }

    private static func environment(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}

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

    /// An address to find the line of, as the file numbers it.
    package struct Address: Sendable, Hashable {
        package let value: UInt64
        /// A function goes on here after an `await`: in optimised code the line of that comes some instructions
        /// later, and before it the function's own.
        package let isResumePoint: Bool

        package init(_ value: UInt64, isResumePoint: Bool = false) {
            self.value = value
            self.isResumePoint = isResumePoint
        }

        /// The addresses to ask about: the first with a column tells.
        var candidates: [UInt64] { isResumePoint ? (0...16).map { value + 8 * $0 } : [value] }
    }

    /// The lines of these addresses; nil where there is none.
    package func lines(of addresses: [Address], in module: String) -> [Line?] {
        let candidates = addresses.map(\.candidates)
        let input = candidates.joined().map { "0x" + String($0, radix: 16) + "\n" }.joined()
        let arguments = ["--obj=" + module, "--no-inlines", "--no-demangle", "--verbose"]
        guard !addresses.isEmpty, let output = ChildProcess.run(tool, arguments, input: input) else {
            return addresses.map { _ in nil }
        }
        let answers = Self.parse(output)
        guard answers.count == candidates.reduce(0, { $0 + $1.count }) else {
            return addresses.map { _ in nil }
        }
        var next = 0
        return candidates.map { group in
            defer { next += group.count }
            return Self.line(answers[next..<next + group.count])
        }
    }

    /// What the tool says of one address.
    struct Answer {
        var facts: [Substring: Substring] = [:]

        /// Where a function begins there is often no line: then the line of its declaration.
        var line: Line? {
            line("Filename", "Line") ?? line("Function start filename", "Function start line")
        }

        var hasColumn: Bool {
            facts["Column"].flatMap { Int($0) } ?? 0 > 0 && line("Filename", "Line") != nil
        }
        var function: Substring? { facts["Function start address"] }

        private func line(_ fileKey: Substring, _ lineKey: Substring) -> Line? {
            guard let file = facts[fileKey], let number = facts[lineKey].flatMap({ Int($0) }), number > 0,
                file != "??", !file.hasSuffix("<compiler-generated>")
            else { return nil }
            return Line(file: String(file), line: number)
        }
    }

    // The first that is in a statement, and still in the same function.
    private static func line(_ answers: ArraySlice<Answer>) -> Line? {
        guard let first = answers.first else { return nil }
        let inStatement = answers.first { $0.hasColumn && $0.function == first.function }
        return inStatement?.line ?? first.line
    }

    /// One block per address: the function, indented `Key: value` lines, an empty line.
    static func parse(_ output: String) -> [Answer] {
        var answers: [Answer] = []
        var answer = Answer()
        var isInBlock = false
        for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty {
                if isInBlock { answers.append(answer) }
                isInBlock = false
                answer = Answer()
                continue
            }
            isInBlock = true
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            answer.facts[line[..<colon].drop { $0 == " " }] = value
        }
        return answers
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

internal import Glibc

/// Finds source lines with `llvm-symbolizer`, which comes with every Swift toolchain.
///
/// DWARF is read by a tool that is kept up with the compiler, not by code of ours. Without the tool there are
/// function names and no lines.
package struct LineResolver {
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

    /// What lies at these addresses: the functions that are inlined there, innermost first, and the function that
    /// holds the address. Empty where nothing is known.
    package func frames(of addresses: [Address], in module: String) -> [[SourceFrame]] {
        let candidates = addresses.map(\.candidates)
        let input = candidates.joined().map { "0x" + String($0, radix: 16) + "\n" }.joined()
        let arguments = ["--obj=" + module, "--inlines", "--no-demangle", "--verbose"]
        guard !addresses.isEmpty, let output = ChildProcess.run(tool, arguments, input: input) else {
            return addresses.map { _ in [] }
        }
        let answers = SymbolizerOutput.parse(output)
        guard answers.count == candidates.reduce(0, { $0 + $1.count }) else {
            return addresses.map { _ in [] }
        }
        var next = 0
        return candidates.map { group in
            defer { next += group.count }
            return Self.frames(answers[next..<next + group.count])
        }
    }

    // The first that is in a statement, and still in the same function.
    private static func frames(_ answers: ArraySlice<SymbolizerOutput.Answer>) -> [SourceFrame] {
        guard let first = answers.first else { return [] }
        let inStatement = answers.first { $0.holder == first.holder && $0.isInStatement }
        return (inStatement ?? first).frames
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

/// A function at an address, and the line in it.
package struct SourceFrame: Sendable, Hashable {
    /// The mangled name, nil where it is unknown.
    package let symbol: String?
    package let file: String?
    package let line: Int?

    /// The name as people write it.
    package var function: String? { symbol.map(Demangler.functionName) }

    /// Whether a person would name it: it has a line, and is neither the library's nor a thunk of the compiler's.
    package var isUsersOwn: Bool {
        guard line != nil, let symbol, !Demangler.isLibrary(symbol) else { return false }
        return !Demangler.isThunk(named: Demangler.functionName(symbol))
    }
}

extension [SourceFrame] {
    /// The frames in which a function that goes on after an `await` may lie: without the plain functions that are
    /// inlined behind it.
    var ofResumePoint: [SourceFrame] {
        let first = firstIndex { $0.symbol.map(Demangler.mayBeAsync) ?? false } ?? count - 1
        return Array(self[Swift.max(0, first)...])
    }

    /// The frame that names the place: the innermost that is the program's own.
    var own: SourceFrame? { first(where: \.isUsersOwn) }
}

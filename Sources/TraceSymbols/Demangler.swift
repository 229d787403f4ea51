internal import CSymbolTable

/// Function names as people write them.
package enum Demangler {
    /// The demangled name, or the name itself where it is not Swift's.
    package static func demangle(_ symbol: String) -> String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
            guard unsafe st_demangle(symbol, buffer.baseAddress, buffer.count) else { return symbol }
            return unsafe buffer.baseAddress.map { unsafe String(cString: $0) } ?? symbol
        }
    }

    private static func demangleFully(_ symbol: String) -> String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
            guard unsafe st_demangle_fully(symbol, buffer.baseAddress, buffer.count) else { return symbol }
            return unsafe buffer.baseAddress.map { unsafe String(cString: $0) } ?? symbol
        }
    }

    /// The function that a person would name: without the compiler's words for its parts.
    ///
    /// `(2) await resume partial function for fetch(_:)` is `fetch(_:)`; so is a partial apply of it.
    package static func functionName(_ symbol: String) -> String {
        if isProgramEntry(symbol) { return "main" }
        var name = demangle(symbol)[...]
        var changed = true
        while changed {
            changed = false
            if name.first == "(", let end = name.firstIndex(of: ")"),
                name[..<end].dropFirst().allSatisfy(\.isNumber)
            {
                name = name[name.index(after: end)...].drop { $0 == " " }
                changed = true
            }
            for prefix in compilerWords where name.hasPrefix(prefix) {
                name = name.dropFirst(prefix.count)
                changed = true
            }
        }
        // `run@Sendable (x:)`: an effect of the function's type says nothing of which function it is.
        name = name.replacing("@Sendable ", with: "")
        // A closure of the main program's own statements has nothing that it is in.
        return name.hasSuffix(" in ") ? name + "top-level code" : String(name)
    }

    private static let compilerWords = [
        "await resume partial function for ", "suspend resume partial function for ", "partial apply for ",
        "async function pointer to ", "specialized ", "merged ", "outlined ",
    ]

    /// Whether a function of this name is code of the compiler's that calls the user's: a reabstraction thunk or the
    /// like. Not so the witness of a protocol, into which the optimizer may have put the user's function.
    package static func isThunk(named name: String) -> Bool {
        ["thunk for ", "dispatch thunk of ", "vtable thunk for ", "reabstraction thunk "].contains {
            name.hasPrefix($0)
        }
    }

    /// The closure for which the optimizer has made a thunk: `…TR34$s3app…u_Tf3npf_n` names it with its length.
    package static func closure(ofThunk symbol: String) -> String? {
        for marker in ["TR", "Tr"] {
            for match in symbol.ranges(of: marker) {
                let digits = symbol[match.upperBound...].prefix(while: \.isNumber)
                guard let length = Int(digits), length > 0 else { continue }
                let name = symbol[digits.endIndex...].prefix(length)
                guard name.count == length, symbol[name.endIndex...].hasPrefix("Tf") else { continue }
                return String(name)
            }
        }
        return nil
    }

    /// Whether this is Swift's own, its concurrency library's, or this library's, wherever the compiler has put the
    /// code; not what another module adds to a type of theirs.
    package static func isLibrary(_ symbol: String) -> Bool {
        guard ["$ss", "$sSc", "$s11TaskTracing"].contains(where: symbol.hasPrefix) else { return false }
        let name = demangleFully(symbol)
        guard let start = name.firstRange(of: "(extension in ")?.upperBound else { return true }
        return ["Swift", "_Concurrency", "TaskTracing"].contains(name[start...].prefix { $0 != ")" })
    }

    /// Whether an `await` may lie in this function. Of a getter the name does not tell.
    package static func mayBeAsync(_ symbol: String) -> Bool {
        let name = demangleFully(symbol)
        return name.contains(" async ") || name.contains(".getter") || isProgramEntry(symbol)
    }

    /// Whether this is where a program with an asynchronous `main` begins.
    package static func isProgramEntry(_ symbol: String) -> Bool { symbol.hasPrefix(programEntry) }
    package static let programEntry = "async_Main"

    /// Whether this is the partial apply of a function.
    package static func isForwarder(_ symbol: String) -> Bool {
        stripResumeSuffix(symbol.prefix { $0 != "." }).hasSuffix("TA")
    }

    /// Whether this is the part of an async function that runs after one of its suspensions.
    package static func isResumedPart(_ symbol: String) -> Bool {
        let bare = symbol.prefix { $0 != "." }
        return stripResumeSuffix(bare).endIndex != bare.endIndex
    }

    // A resumed part ends in TQ<n>_ or TY<n>_.
    private static func stripResumeSuffix(_ symbol: Substring) -> Substring {
        guard symbol.last == "_" else { return symbol }
        let digits = symbol.dropLast().reversed().prefix(while: \.isNumber).count
        let rest = symbol.dropLast(digits + 1)
        return rest.hasSuffix("TQ") || rest.hasSuffix("TY") ? rest.dropLast(2) : symbol
    }
}

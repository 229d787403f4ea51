internal import CSymbolTable

/// The function symbols of one file.
@safe
package final class SymbolTable {
    private let table: OpaquePointer

    /// Nil if there is no such file.
    package init?(path: String) {
        guard let opened = unsafe st_open(path) else { return nil }
        unsafe table = opened
    }

    deinit { unsafe st_close(table) }

    /// A function's mangled name, and where it begins as the file numbers addresses.
    package struct Symbol {
        package let name: String
        package let start: UInt64
    }

    /// The function that holds an address, as the file numbers addresses.
    package func symbol(at address: UInt64) -> Symbol? {
        guard let found = unsafe st_find(table, address) else { return nil }
        return unsafe Symbol(name: String(cString: found.pointee.name), start: found.pointee.start)
    }

    /// The function that a partial apply is of: it has a line in the source, the forwarder has none.
    package func target(ofPartialApply symbol: Symbol) -> Symbol? {
        guard symbol.name.hasSuffix("TA") else { return nil }
        let name = symbol.name.dropLast(2)
        guard let found = unsafe st_find_name(table, String(name), name.utf8.count) else { return nil }
        return unsafe Symbol(name: String(cString: found.pointee.name), start: found.pointee.start)
    }
}

/// Function names as people write them.
package enum Demangler {
    /// The demangled name, or the name itself where it is not Swift's.
    package static func demangle(_ symbol: String) -> String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
            guard unsafe st_demangle(symbol, buffer.baseAddress, buffer.count) else { return symbol }
            return unsafe buffer.baseAddress.map { unsafe String(cString: $0) } ?? symbol
        }
    }

    /// The function that a person would name: without the compiler's words for its parts.
    ///
    /// `(2) await resume partial function for fetch(_:)` is `fetch(_:)`; so is a partial apply of it.
    package static func functionName(_ symbol: String) -> String {
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

    /// Whether this is code of the compiler's that calls the user's: a reabstraction thunk or the like.
    package static func isThunk(_ symbol: String) -> Bool {
        // TR, Tr: reabstraction thunks; TA: a partial apply of something (named by what it applies).
        let bare = symbol.prefix { $0 != "." }
        let head = stripResumeSuffix(bare)
        return head.hasSuffix("TR") || head.hasSuffix("Tr") || head.hasSuffix("TRTA")
            || head.hasSuffix("TrTA")
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

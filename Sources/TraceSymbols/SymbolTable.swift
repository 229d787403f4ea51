internal import CSymbolTable

/// The function symbols of one file.
@safe
package final class SymbolTable {
    private let table: OpaquePointer

    /// The symbols of the file, be they in a file apart; nil if there is no such file.
    package init?(path: String) {
        let symbols = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
            guard unsafe st_debug_file(path, buffer.baseAddress, buffer.count) else { return path }
            return unsafe buffer.baseAddress.map { unsafe String(cString: $0) } ?? path
        }
        guard let opened = unsafe st_open(symbols) else { return nil }
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
        var found = unsafe st_symbol()
        guard unsafe st_find(table, address, &found) else { return nil }
        return unsafe Symbol(name: String(cString: found.name), start: found.start)
    }

    /// The function with this mangled name.
    package func symbol(named name: String) -> Symbol? {
        var found = unsafe st_symbol()
        guard unsafe st_find_name(table, name, name.utf8.count, &found) else { return nil }
        return unsafe Symbol(name: String(cString: found.name), start: found.start)
    }

    /// The function that a forwarder of the compiler's is of, which has a name and a line in the source: a partial
    /// apply, or a thunk that the optimizer has made for one closure.
    package func target(ofForwarder symbol: Symbol) -> Symbol? {
        // The optimizer copies forwarders: TA.12.
        let name = symbol.name.prefix { $0 != "." }
        guard
            let closure = name.hasSuffix("TA")
                ? String(name.dropLast(2)) : Demangler.closure(ofThunk: symbol.name)
        else { return nil }
        return self.symbol(named: closure)
    }
}

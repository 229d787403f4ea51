internal import CTaskProbe
internal import TraceModel
internal import TraceStore
internal import TraceSymbols

/// Gives places in the code their rows, and names the functions at addresses.
///
/// A name is looked up once per address, when it is first seen. Lines come when the trace is closed.
final class SiteTable {
    /// What is known of an address.
    struct Place {
        var site: Int64
        var function: String?
        var functionString: Int64?
        var isThunk = false
        /// The address is where the function begins.
        var isFunctionStart = false
        /// Code of the standard library that the compiler emitted into the program: Task.init, Clock.sleep.
        var isLibrary = false
        /// The place lies in the concurrency runtime itself.
        var isRuntime = false
        /// What waiting is called when it goes on here.
        var waitReason = WaitReason.continuation

        /// Neither the compiler's nor the library's: what a person would name.
        var isUsersOwn: Bool { !isThunk && !isLibrary && !isRuntime }
    }

    private struct EntryKey: Hashable {
        var code, inner, innermost: UInt64
    }

    private let writer: TraceWriter
    private let findModules: () -> [Module]
    private var modules: ModuleMap
    private var moduleRows: [Int: Int64] = [:]
    private var tables: [String: SymbolTable] = [:]
    private var places: [UInt64: Place] = [:]
    private var entries: [EntryKey: Place] = [:]
    private var lastSite: Int64
    private var lastModule: Int64

    init(_ writer: TraceWriter, findModules: @escaping () -> [Module]) throws {
        self.writer = writer
        self.findModules = findModules
        modules = ModuleMap(findModules())
        lastSite = try writer.database.integer("SELECT max(id) FROM site")
        lastModule = try writer.database.integer("SELECT max(id) FROM module")
    }

    /// What is known of an address or a source site; nil for 0.
    func place(_ code: UInt64) throws -> Place? {
        if let known = places[code] { return known }
        guard code != 0 else { return nil }
        let made = try makePlace(code)
        places[code] = made
        return made
    }

    /// The site of a return address: the call lies before it.
    func caller(_ code: UInt64) throws -> Place? {
        code == 0 ? nil : try place(code - 1)
    }

    /// The function that a new task runs: the first that is not the compiler's or the library's.
    func entry(_ code: UInt64, _ inner: UInt64, _ innermost: UInt64) throws -> Place? {
        let key = EntryKey(code: code, inner: inner, innermost: innermost)
        if let known = entries[key] { return known }
        var chosen = try place(code)
        for candidate in [inner, innermost] where chosen?.isUsersOwn != true {
            // What a closure captured is only taken for a function if one begins there.
            if let place = try place(candidate), place.isFunctionStart { chosen = place }
        }
        if let chosen { entries[key] = chosen }
        return chosen
    }

    /// Where a task was made or cancelled: the first caller that is not the library's own, or
    /// the source site that the maker has told.
    func creation(_ callers: UInt64...) throws -> Int64? {
        var chosen: Place?
        for code in callers where chosen?.isUsersOwn != true {
            let place = code & TT_SOURCE_SITE == 0 ? try caller(code) : try place(code)
            if let place { chosen = place }
        }
        return chosen?.site
    }

    /// A source site that a primitive was told.
    func define(_ code: UInt64, function: String, file: String, line: Int64) throws {
        var place = try place(code) ?? Place(site: 0)
        let functionString = try writer.string(function)
        place.function = function
        place.functionString = functionString
        places[code] = place
        writer.before(
            "UPDATE site SET function = ?2, file = ?3, line = ?4, state = 3 WHERE id = ?1",
            .integer(place.site),
            .integer(functionString), .integer(try writer.string(file)), .integer(line))
    }

    private func makePlace(_ code: UInt64) throws -> Place {
        lastSite += 1
        var place = Place(site: lastSite)
        if code & TT_SOURCE_SITE != 0 {
            writer.before("INSERT INTO site(id, state) VALUES (?1, 3)", .integer(lastSite))
            return place
        }
        guard let index = moduleIndex(code) else {
            writer.before(
                "INSERT INTO site(id, address, state) VALUES (?1, ?2, 3)", .integer(lastSite),
                .integer(Int64(bitPattern: code)))
            return place
        }
        let module = modules.modules[index]
        var address = code &- module.base
        if let table = table(module.path), var symbol = table.symbol(at: address) {
            if symbol.start == address, let applied = table.target(ofPartialApply: symbol) {
                symbol = applied
                address = applied.start
            }
            describe(&place, symbol, address, module)
            place.functionString = try place.function.map(writer.string)
        }
        writer.before(
            "INSERT INTO site(id, function, module, address, state) VALUES (?1, ?2, ?3, ?4, ?5)",
            .integer(lastSite), place.functionString.map { .integer($0) } ?? .null,
            .integer(moduleRow(index)),
            .integer(Int64(bitPattern: address)), .integer(place.function == nil ? 0 : 1))
        return place
    }

    private func describe(
        _ place: inout Place, _ symbol: SymbolTable.Symbol, _ address: UInt64, _ module: Module
    ) {
        let mangled = symbol.name
        place.function = Demangler.functionName(mangled)
        place.isThunk = Demangler.isThunk(mangled)
        place.isFunctionStart = symbol.start == address
        // Swift's own, its concurrency library's, and this library's, wherever the compiler has put the code.
        place.isLibrary = ["$ss", "$sSc", "$s11TaskTracing"].contains { mangled.hasPrefix($0) }
        place.isRuntime = module.path.contains("libswift_Concurrency") || mangled.hasPrefix("swift_task")
        guard place.isRuntime || place.isLibrary else { return }
        if mangled.contains("sleep") {
            place.waitReason = .sleep
        } else if mangled.contains("5yield") {
            place.waitReason = .yield
        } else if mangled.hasPrefix("$sScS") || mangled.hasPrefix("$sScs") || mangled.contains("AsyncStream")
        {
            place.waitReason = .stream
        }
    }

    private func moduleIndex(_ code: UInt64) -> Int? {
        if let index = modules.index(of: code) { return index }
        // Something may have been loaded since.
        let now = ModuleMap(findModules())
        guard now.modules.count != modules.modules.count else { return nil }
        modules = now
        moduleRows.removeAll()
        return modules.index(of: code)
    }

    private func moduleRow(_ index: Int) -> Int64 {
        if let row = moduleRows[index] { return row }
        let module = modules.modules[index]
        lastModule += 1
        moduleRows[index] = lastModule
        writer.before(
            "INSERT INTO module(id, process, path, base, first, last) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            .integer(lastModule), .integer(writer.process), .text(module.path),
            .integer(Int64(bitPattern: module.base)),
            .integer(Int64(bitPattern: module.addresses.lowerBound)),
            .integer(Int64(bitPattern: module.addresses.upperBound)))
        return lastModule
    }

    private func table(_ path: String) -> SymbolTable? {
        if let open = tables[path] { return open }
        let opened = SymbolTable(path: path)
        tables[path] = opened
        return opened
    }
}

internal import CTaskProbe
internal import TraceModel
internal import TraceStore
internal import TraceSymbols

/// Gives places in the code their rows, and names the functions at addresses.
///
/// A name is looked up once per address, when it is first seen. Lines come when the trace is closed.
struct SiteTable {
    /// What is known of an address.
    struct Place {
        var site: Int64
        /// The function's name, as a row of `string`.
        var function: Int64?
        var isThunk = false
        /// The address is where the function begins.
        var isFunctionStart = false
        /// A function goes on here after an `await`.
        var isResumePoint = false
        /// Code of the standard library that the compiler emitted into the program: Task.init, Clock.sleep.
        var isLibrary = false
        /// The place lies in the concurrency runtime itself.
        var isRuntime = false
        /// What waiting is called when it goes on here.
        var waitReason = WaitReason.continuation

        /// Neither the compiler's nor the library's: what a person would name.
        var isUsersOwn: Bool { !isThunk && !isLibrary && !isRuntime }
    }

    private let writer: TraceWriter
    private let findModules: () -> [Module]
    private var modules: ModuleMap
    private var moduleRows: [Int: Int64] = [:]
    private var tables: [String: SymbolTable] = [:]
    private var places: [UInt64: Place] = [:]
    /// The places that were asked for last: most questions are about a few.
    private var recent = [(code: UInt64, place: Place)](
        repeating: (0, Place(site: 0)), count: 1024)
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
    mutating func place(_ code: UInt64) throws -> Place? {
        guard code != 0 else { return nil }
        let slot = Int(truncatingIfNeeded: (code &* 0x9e37_79b9_7f4a_7c15) >> 54)
        if recent[slot].code == code { return recent[slot].place }
        let place = try places[code] ?? makePlace(code)
        recent[slot] = (code, place)
        return place
    }

    /// The site of a return address: the call lies before it.
    mutating func caller(_ code: UInt64) throws -> Place? {
        code == 0 ? nil : try place(code - 1)
    }

    /// The function that a new task runs: what is behind its thunks, where a function really begins there.
    mutating func entry(_ code: UInt64, behindThunks inner: UInt64...) throws -> Place? {
        var chosen = try place(code)
        for candidate in inner where candidate != 0 && chosen?.isUsersOwn != true {
            if let place = try place(candidate), place.isFunctionStart { chosen = place }
        }
        return chosen
    }

    /// Where a task was made or cancelled: the first caller that is not the library's own, or
    /// the source site that the maker has told.
    mutating func creation(_ callers: UInt64...) throws -> Int64? {
        var chosen: Place?
        for code in callers where chosen?.isUsersOwn != true {
            let place = code & TT_SOURCE_SITE == 0 ? try caller(code) : try place(code)
            if let place { chosen = place }
        }
        return chosen?.site
    }

    /// A source site that a primitive was told.
    mutating func define(_ code: UInt64, function: String, file: String, line: Int64) throws {
        var place = try place(code) ?? Place(site: 0)
        let functionString = try writer.string(function)
        place.function = functionString
        places[code] = place
        recent = recent.map { $0.code == code ? (code, place) : $0 }
        writer.before(
            "UPDATE site SET function = ?2, file = ?3, line = ?4, state = 3 WHERE id = ?1",
            .integer(place.site),
            .integer(functionString), .integer(try writer.string(file)), .integer(line))
    }

    private mutating func makePlace(_ code: UInt64) throws -> Place {
        let place = try enter(code)
        places[code] = place
        if place.function != nil && place.isUsersOwn { tt_probe_mark_plain(code) }
        return place
    }

    private mutating func enter(_ code: UInt64) throws -> Place {
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
            try describe(&place, symbol, address, module)
        }
        writer.before(
            "INSERT INTO site(id, function, module, address, state) VALUES (?1, ?2, ?3, ?4, ?5)",
            .integer(lastSite), place.function.map { .integer($0) } ?? .null,
            .integer(moduleRow(index)),
            .integer(Int64(bitPattern: address)),
            .integer(place.function == nil ? 0 : place.isResumePoint ? 4 : 1))
        return place
    }

    private mutating func describe(
        _ place: inout Place, _ symbol: SymbolTable.Symbol, _ address: UInt64, _ module: Module
    ) throws {
        let mangled = symbol.name
        place.function = try writer.string(Demangler.functionName(mangled))
        place.isThunk = Demangler.isThunk(mangled)
        place.isFunctionStart = symbol.start == address
        place.isResumePoint = place.isFunctionStart && Demangler.isResumedPart(mangled)
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

    private mutating func moduleIndex(_ code: UInt64) -> Int? {
        if let index = modules.index(of: code) { return index }
        // Something may have been loaded since.
        let now = ModuleMap(findModules())
        guard now.modules.count != modules.modules.count else { return nil }
        modules = now
        moduleRows.removeAll()
        return modules.index(of: code)
    }

    private mutating func moduleRow(_ index: Int) -> Int64 {
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

    private mutating func table(_ path: String) -> SymbolTable? {
        if let open = tables[path] { return open }
        let opened = SymbolTable(path: path)
        tables[path] = opened
        return opened
    }
}

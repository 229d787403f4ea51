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
        /// It lies where a program with an asynchronous `main` begins.
        var isProgramEntry = false
        /// The place lies in the concurrency runtime itself.
        var isRuntime = false
        /// A function that is written in Swift.
        var isSwift = false
        /// A partial apply, which is named by the function that it applies.
        var isForwarder = false
        /// What waiting is called when it goes on here.
        var waitReason = WaitReason.continuation

        /// Neither the compiler's nor the library's: what a person would name.
        var isUsersOwn: Bool { !isThunk && !isLibrary && !isRuntime }
    }

    let writer: TraceWriter
    private let findModules: () -> [Module]
    /// Whether the probe of this process knows these addresses.
    private let isOwnProcess: Bool
    private(set) var modules: ModuleMap
    var moduleRows: [Int: Int64] = [:]
    /// What has no symbols is asked once, too.
    private var tables: [String: SymbolTable?] = [:]
    private var commitsSinceQuestion = 0
    var places: [UInt64: Place] = [:]
    /// The places that were asked for last: most questions are about a few.
    private var recent = [(code: UInt64, place: Place)](
        repeating: (0, Place(site: 0)), count: 1024)

    init(_ writer: TraceWriter, findModules: @escaping () -> [Module], isOwnProcess: Bool) throws {
        self.writer = writer
        self.isOwnProcess = isOwnProcess
        self.findModules = findModules
        modules = ModuleMap(findModules())
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

    /// The site of a return address: the call lies before it. A source site is what it is.
    mutating func caller(_ code: UInt64) throws -> Place? {
        code == 0 ? nil : try place(code & TT_SOURCE_SITE == 0 ? code - 1 : code)
    }

    /// The function that a new task runs: what is behind its thunks, where a function really begins there.
    mutating func entry(_ code: UInt64, behindThunks inner: ContinuationRecords) throws -> Place? {
        var chosen = try place(code)
        guard chosen?.isUsersOwn != true else { return chosen }
        for record in inner where record.kind == TT_CREATION_DETAIL {
            for candidate in [record.code, record.wideOperand] where chosen?.isUsersOwn != true {
                if let place = try place(candidate), place.isFunctionStart { chosen = place }
            }
        }
        return chosen
    }

    /// Where the function begins that the program's first task runs, of which only a thunk was seen.
    mutating func programEntry(near code: UInt64) throws -> Place? {
        guard let index = moduleIndex(code), let table = table(modules.modules[index]),
            let entry = table.symbol(named: Demangler.programEntry)
        else { return nil }
        return try place(modules.modules[index].base &+ entry.start)
    }

    /// The same, if this is the thunk through which that task enters it.
    mutating func programEntry(behindThunk code: UInt64) throws -> Place? {
        guard let index = moduleIndex(code), let table = table(modules.modules[index]),
            let thunk = table.symbol(at: code &- modules.modules[index].base),
            thunk.name.hasPrefix("$sIetH_yts5Error_pIegHrzo_TR")
        else { return nil }
        return try programEntry(near: code)
    }

    /// Where a task was made or cancelled: the first caller that is not the library's own, or
    /// the source site that the maker has told.
    mutating func creation(_ callers: InlineArray<3, UInt64>) throws -> Int64? {
        var chosen: Place?
        for index in callers.indices where chosen?.isUsersOwn != true {
            if let place = try caller(callers[index]) { chosen = place }
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
        writer.before(
            "INSERT INTO code_site(process, code, site, traits) VALUES (?1, ?2, ?3, ?4)",
            .integer(writer.process), .integer(Int64(bitPattern: code)), .integer(place.site),
            .integer(place.traits))
        if isOwnProcess && place.function != nil && place.isUsersOwn { tt_probe_mark_plain(code) }
        return place
    }

    private mutating func enter(_ code: UInt64) throws -> Place {
        let site = writer.newID(in: .site)
        var place = Place(site: site)
        if code & TT_SOURCE_SITE != 0 {
            writer.before("INSERT INTO site(id, state) VALUES (?1, 3)", .integer(site))
            return place
        }
        guard let index = moduleIndex(code) else {
            writer.before(
                "INSERT INTO site(id, address, state) VALUES (?1, ?2, 3)", .integer(site),
                .integer(Int64(bitPattern: code)))
            return place
        }
        let module = modules.modules[index]
        var address = code &- module.base
        place.isRuntime = Self.isConcurrencyLibrary(module)  // also where it has no symbol to tell
        if let table = table(module), var symbol = table.symbol(at: address) {
            if symbol.start == address, let applied = table.target(ofForwarder: symbol) {
                symbol = applied
                address = applied.start
            }
            try describe(&place, symbol, address, module)
        }
        writer.before(
            "INSERT INTO site(id, function, module, address, state) VALUES (?1, ?2, ?3, ?4, ?5)",
            .integer(site), place.function.map { .integer($0) } ?? .null,
            .integer(moduleRow(index)),
            .integer(Int64(bitPattern: address)),
            .integer(place.function == nil ? 0 : place.isResumePoint ? 4 : 1))
        return place
    }

    private mutating func describe(
        _ place: inout Place, _ symbol: SymbolTable.Symbol, _ address: UInt64, _ module: Module
    ) throws {
        // The closure that the optimizer has put into a thunk is what a person would name.
        let closure = Demangler.closure(ofThunk: symbol.name)
        let mangled = closure ?? symbol.name
        let name = Demangler.functionName(mangled)
        place.function = try writer.string(name)
        place.isThunk = Demangler.isThunk(named: name)
        place.isProgramEntry = Demangler.isProgramEntry(mangled)
        place.isSwift = mangled.hasPrefix("$s")
        place.isForwarder = closure != nil || Demangler.isForwarder(mangled)
        place.isFunctionStart = symbol.start == address
        place.isResumePoint = place.isFunctionStart && Demangler.isResumedPart(symbol.name)
        place.isLibrary = Demangler.isLibrary(mangled)
        // With Swift linked statically it is the probe of this process that knows.
        place.isRuntime =
            Self.isConcurrencyLibrary(module) || mangled.hasPrefix("swift_task")
            || isOwnProcess && tt_runtime_holds(address &+ module.base)
        guard place.isRuntime || place.isLibrary else { return }
        if mangled.contains("sleep") {
            place.waitReason = .sleep
        } else if mangled.contains("5yield") {
            place.waitReason = .yield
        } else if mangled.hasPrefix("$sScS") || mangled.hasPrefix("$sScs") || mangled.contains("4next") {
            // AsyncStream, AsyncThrowingStream, and `next()` of what wraps or hides one of them: no other sequence of
            // the library waits for something of its own.
            place.waitReason = .stream
        }
    }

    private static func isConcurrencyLibrary(_ module: Module) -> Bool {
        module.path.contains("libswift_Concurrency")
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
        let id = writer.newID(in: .module)
        moduleRows[index] = id
        writer.before(
            """
            INSERT INTO module(id, process, path, base, first, last, build_id, size, modified)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """,
            .integer(id), .integer(writer.process), .text(module.path),
            .integer(Int64(bitPattern: module.base)),
            .integer(Int64(bitPattern: module.addresses.lowerBound)),
            .integer(Int64(bitPattern: module.addresses.upperBound)),
            module.identity?.buildID.map { .text($0) } ?? .null,
            module.identity.map { .integer($0.size) } ?? .null,
            module.identity.map { .integer($0.modified) } ?? .null)
        return id
    }

    /// The symbols of the file, while it is the one that was loaded: those of another would be wrong names.
    private mutating func table(_ module: Module) -> SymbolTable? {
        commitsSinceQuestion = 0
        if let open = tables[module.path] { return open }
        let opened = module.isUnchanged == true ? SymbolTable(path: module.path) : nil
        tables[module.path] = .some(opened)
        return opened
    }

    var openFiles: Int { tables.values.count { $0 != nil } }

    /// Closes the files that nobody has asked for a while: most functions are seen in a program's first seconds.
    mutating func committed() {
        commitsSinceQuestion += 1
        if commitsSinceQuestion == 100 { tables = tables.filter { $0.value == nil } }
    }
}

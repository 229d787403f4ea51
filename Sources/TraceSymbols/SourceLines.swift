internal import TraceModel
package import TraceStore

/// Finds the source lines of a trace's sites, while the executables are still there.
package enum SourceLines {
    /// Looks up the lines of all sites that have none yet, and stores them in the trace, with what is missing and why.
    ///
    /// - Returns: how many were found; nil if there is no symbolizer.
    package static func find(in trace: Database) throws -> Int? {
        let resolver = LineResolver()
        var found = 0
        for module in try modules(of: trace) {
            let known = try trace.integer(
                "SELECT count(function) FROM site WHERE module = \(module.id) AND state <> 3")
            var symbols = known > 0 ? ModuleSymbols.functions : .none
            if let now = FileIdentity(path: module.path) {
                if module.identity?.isSameProgram(as: now) == true {
                    let lines = try resolver.map { try find(module, $0, in: trace) } ?? 0
                    if lines > 0 { symbols = .lines }
                    found += lines
                } else {
                    symbols = .changed
                }
            } else {
                symbols = .missing
            }
            try trace.execute("UPDATE module SET symbols = \(symbols.rawValue) WHERE id = \(module.id)")
        }
        let absence =
            resolver == nil ? "llvm-symbolizer was not found: functions have names, but no lines." : nil
        try SymbolsNote.store(lead: absence, in: trace)
        return resolver == nil ? nil : found
    }

    /// Says in the trace that nobody has asked for lines.
    package static func skip(in trace: Database) throws {
        try SymbolsNote.store(
            lead: "Source lines were not asked for: functions have names, but no lines.", in: trace)
    }

    private struct ModuleRow {
        let id: Int64
        let path: String
        let identity: FileIdentity?
    }

    private static func modules(of trace: Database) throws -> [ModuleRow] {
        let query = try trace.prepare(
            """
            SELECT id, path, build_id, size, modified FROM module
            WHERE id IN (SELECT module FROM site WHERE state IN (0, 1, 4))
            """)
        var rows: [ModuleRow] = []
        while try query.step() {
            guard let id = query.integer(at: 0), let path = query.text(at: 1) else { continue }
            var identity: FileIdentity?
            if let size = query.integer(at: 3), let modified = query.integer(at: 4) {
                identity = FileIdentity(buildID: query.text(at: 2), size: size, modified: modified)
            }
            rows.append(ModuleRow(id: id, path: path, identity: identity))
        }
        return rows
    }

    /// Looks up what lies in one module; answers how many lines were found.
    private static func find(_ module: ModuleRow, _ resolver: LineResolver, in trace: Database) throws -> Int
    {
        let query = try trace.prepare(
            "SELECT id, address, state = 4 FROM site WHERE module = ?1 AND state IN (0, 1, 4)")
        try query.bind(module.id, at: 1)
        var sites: [(id: Int64, address: LineResolver.Address)] = []
        while try query.step() {
            guard let id = query.integer(at: 0), let address = query.integer(at: 1) else { continue }
            let isResumePoint = query.integer(at: 2) == 1
            sites.append(
                (id, LineResolver.Address(UInt64(bitPattern: address), isResumePoint: isResumePoint)))
        }
        let answers = resolver.frames(of: sites.map(\.address), in: module.path)
        var found = 0
        try trace.transaction {
            let store = try SiteStore(trace)
            for (site, frames) in zip(sites, answers) {
                let frames = site.address.isResumePoint ? frames.ofResumePoint : frames
                if try store.store(frames, for: site.id) { found += 1 }
            }
        }
        return found
    }
}

/// Writes what the symbolizer told into the rows of sites.
private struct SiteStore {
    private let insertString, update, updateFunction, giveUp, insertFrame: Statement

    init(_ trace: Database) throws {
        insertString = try trace.prepare("INSERT OR IGNORE INTO string(text) VALUES (?1)")
        update = try trace.prepare(
            "UPDATE site SET file = (SELECT id FROM string WHERE text = ?2), line = ?3, state = 2 WHERE id = ?1"
        )
        updateFunction = try trace.prepare(
            """
            UPDATE site SET function = (SELECT id FROM string WHERE text = ?2)
            WHERE id = ?1 AND (?3 OR function IS NULL)
            """)
        giveUp = try trace.prepare("UPDATE site SET state = 3 WHERE id = ?1")
        insertFrame = try trace.prepare(
            """
            INSERT OR REPLACE INTO inlined_frame(site, depth, function, file, line)
            VALUES (?1, ?2, (SELECT id FROM string WHERE text = ?3), (SELECT id FROM string WHERE text = ?4), ?5)
            """)
    }

    /// Answers whether there was a line.
    func store(_ frames: [SourceFrame], for site: Int64) throws -> Bool {
        if frames.count > 1 {
            for (depth, frame) in frames.enumerated() {
                try write(frame.function)
                try write(frame.file)
                try insertFrame.bind(site, at: 1)
                try insertFrame.bind(Int64(depth), at: 2)
                try insertFrame.bind(frame.function, at: 3)
                try insertFrame.bind(frame.file, at: 4)
                try insertFrame.bind(frame.line.map(Int64.init), at: 5)
                try insertFrame.run()
            }
        }
        // Where nothing is the program's own, what holds the address has the line.
        let named = frames.own
        guard let frame = named ?? frames.last, let file = frame.file, let line = frame.line else {
            try giveUp.bind(site, at: 1)
            try giveUp.run()
            return false
        }
        try write(file)
        try update.bind(site, at: 1)
        try update.bind(file, at: 2)
        try update.bind(line, at: 3)
        try update.run()
        // The function that holds the address is known by now, unless its symbols are in a file apart.
        if let function = frame.function {
            try write(function)
            try updateFunction.bind(site, at: 1)
            try updateFunction.bind(function, at: 2)
            try updateFunction.bind(frames.count > 1 && named != nil ? 1 : 0, at: 3)
            try updateFunction.run()
        }
        return true
    }

    private func write(_ text: String?) throws {
        guard let text else { return }
        try insertString.bind(text, at: 1)
        try insertString.run()
    }
}

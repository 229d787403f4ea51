internal import TraceModel
internal import TraceStore
internal import TraceSymbols

// What the tables of numbers have given out already.

extension SiteTable {
    mutating func restore() throws {
        let rows = try writer.database.prepare(
            """
            SELECT c.code, c.site, s.function, c.traits FROM code_site c LEFT JOIN site s ON s.id = c.site
            WHERE c.process = ?1
            """)
        try rows.bind(writer.process, at: 1)
        while try rows.step() {
            let code = UInt64(bitPattern: rows.integer(at: 0) ?? 0)
            places[code] = Place(
                site: rows.integer(at: 1) ?? 0, function: rows.integer(at: 2),
                traits: rows.integer(at: 3) ?? 0)
        }
        let known = try writer.database.prepare("SELECT id, path, base FROM module WHERE process = ?1")
        try known.bind(writer.process, at: 1)
        while try known.step() {
            let (path, base) = (known.text(at: 1), UInt64(bitPattern: known.integer(at: 2) ?? 0))
            for (index, module) in modules.modules.enumerated()
            where module.path == path && module.base == base {
                moduleRows[index] = known.integer(at: 0)
            }
        }
    }

    /// What is known of places, by their rows.
    func placesBySite() -> [Int64: Place] {
        Dictionary(places.values.map { ($0.site, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

extension StackTable {
    mutating func restore() throws {
        let stored = try writer.database.prepare("SELECT number, id, is_cut FROM stack WHERE process = ?1")
        try stored.bind(writer.process, at: 1)
        while try stored.step() {
            guard let number = stored.integer(at: 0).map({ UInt64(bitPattern: $0) }) else { continue }
            rows[number] = stored.integer(at: 1)
            if stored.integer(at: 2) == nil { unknown.insert(number) }
        }
    }
}

extension ObjectLedger {
    mutating func restore() throws {
        try restoreObjects()
        try restoreExecutors()
        try restoreItems()
        try restoreCallbacks()
    }

    private func rows(_ sql: String) throws -> Statement {
        let rows = try writer.database.prepare(sql)
        try rows.bind(writer.identifierOffset, at: 1)
        return rows
    }

    private mutating func restoreObjects() throws {
        // The other half are executors: see `executor(_:told:into:)`.
        let living = try rows(
            """
            SELECT id, kind, name, site, created FROM object
            WHERE id BETWEEN ?1 AND ?1 + 2147483647 AND ended IS NULL
            """)
        while try living.step() {
            objects[UInt32(truncatingIfNeeded: living.integer(at: 0) ?? 0)] = Object(
                kind: living.integer(at: 1) ?? 0, name: living.integer(at: 2), site: living.integer(at: 3),
                created: living.integer(at: 4))
        }
    }

    private mutating func restoreExecutors() throws {
        let last = try rows(
            "SELECT max(id) FROM object WHERE id BETWEEN ?1 + 2147483648 AND ?1 + 4294967295")
        if try last.step(), let id = last.integer(at: 0) { executorsSeen = Int(id & 0x7fff_ffff) + 1 }
        let known = try rows(
            """
            SELECT e.address, e.object, o.name FROM executor_address e LEFT JOIN object o ON o.id = e.object
            WHERE e.process = (?1 >> 32) + 1
            """)
        while try known.step() {
            let address = UInt64(bitPattern: known.integer(at: 0) ?? 0)
            // Nobody tells a type of the global one, which has a name of ours.
            executors[address] = (
                UInt32(truncatingIfNeeded: known.integer(at: 1) ?? 0),
                address == 0 ? nil : known.integer(at: 2)
            )
        }
    }

    private mutating func restoreItems() throws {
        let operations = try rows(
            """
            SELECT queue, op, item, at FROM queue_op WHERE queue BETWEEN ?1 AND ?1 + 4294967295 ORDER BY at
            """)
        while try operations.step() {
            let queue = UInt32(truncatingIfNeeded: operations.integer(at: 0) ?? 0)
            let item = UInt32(truncatingIfNeeded: operations.integer(at: 2) ?? 0)
            if operations.integer(at: 1) == Int64(QueueOperation.put.rawValue) {
                itemsPut[queue, default: [:]][item] = operations.integer(at: 3)
            } else {
                itemsPut[queue]?[item] = nil
            }
        }
        let ended = try rows(
            "SELECT id FROM object WHERE id BETWEEN ?1 AND ?1 + 4294967295 AND ended IS NOT NULL")
        while try ended.step() {
            itemsPut[UInt32(truncatingIfNeeded: ended.integer(at: 0) ?? 0)] = nil
        }
    }

    private mutating func restoreCallbacks() throws {
        let running = try rows(
            """
            SELECT thread, handle, started, kind, object, site FROM open_callback
            WHERE thread IN (SELECT id FROM thread WHERE process = (?1 >> 32) + 1)
            """)
        while try running.step() {
            let key = CallbackKey(
                thread: running.integer(at: 0) ?? 0,
                handle: UInt64(bitPattern: running.integer(at: 1) ?? 0))
            openCallbacks[key] = OpenCallback(
                started: running.integer(at: 2) ?? 0, kind: running.integer(at: 3) ?? 0,
                object: running.integer(at: 4) ?? RowBatch.null, site: running.integer(at: 5), isStored: true)
        }
    }
}

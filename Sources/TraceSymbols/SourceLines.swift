package import TraceStore

/// Finds the source lines of a trace's sites, while the executables are still there.
package enum SourceLines {
    /// Looks up the lines of all sites that have none yet, and stores them in the trace.
    ///
    /// - Returns: how many were found; nil if there is no symbolizer.
    package static func find(in trace: Database) throws -> Int? {
        guard let resolver = LineResolver() else { return nil }
        let query = try trace.prepare(
            """
            SELECT site.id, site.address, module.path, site.state = 4 FROM site JOIN module ON module.id = site.module
            WHERE site.state IN (0, 1, 4) ORDER BY module.path
            """)
        var sites: [String: [(id: Int64, address: LineResolver.Address)]] = [:]
        while try query.step() {
            guard let id = query.integer(at: 0), let address = query.integer(at: 1),
                let path = query.text(at: 2)
            else { continue }
            let isResumePoint = query.integer(at: 3) == 1
            sites[path, default: []].append(
                (id, LineResolver.Address(UInt64(bitPattern: address), isResumePoint: isResumePoint)))
        }
        var found = 0
        for (path, sites) in sites {
            let lines = resolver.lines(of: sites.map(\.address), in: path)
            try trace.transaction {
                for (site, line) in zip(sites, lines) {
                    found += line == nil ? 0 : 1
                    try store(line, for: site.id, in: trace)
                }
            }
        }
        return found
    }

    private static func store(_ line: LineResolver.Line?, for site: Int64, in trace: Database) throws {
        guard let line else {
            let update = try trace.prepare("UPDATE site SET state = 3 WHERE id = ?1")
            try update.bind(site, at: 1)
            return try update.run()
        }
        let insert = try trace.prepare("INSERT OR IGNORE INTO string(text) VALUES (?1)")
        try insert.bind(line.file, at: 1)
        try insert.run()
        let update = try trace.prepare(
            "UPDATE site SET file = (SELECT id FROM string WHERE text = ?2), line = ?3, state = 2 WHERE id = ?1"
        )
        try update.bind(site, at: 1)
        try update.bind(line.file, at: 2)
        try update.bind(line.line, at: 3)
        try update.run()
    }
}

internal import ReportLibrary
package import TraceStore

/// What two traces are compared by: how long the tasks of each name took, the runs of each function, and the waits in it.
package struct TraceProfile: Sendable {
    package enum Group: String, Sendable, Hashable, CaseIterable {
        /// Tasks of a name, from creation to end.
        case tasks
        /// Runs between two suspensions, that began in a function.
        case runs
        /// Waits for a reason, in a function.
        case waits
    }

    package struct Key: Sendable, Hashable {
        package let group: Group
        /// The name of tasks, or the function.
        package let name: String
        /// The file of a function; lines move when a file is edited, so they distinguish nothing.
        package let file: String?
        package let reason: Int64?
    }

    package struct Entry: Sendable, Hashable {
        /// Of tasks those that ended.
        package var durations = Distribution()
        /// Of tasks also those that have not ended.
        package var count: Int64 = 0
        package var failed: Int64 = 0
        package var cancelled: Int64 = 0
        package var run: Int64 = 0
        package var ready: Int64 = 0
        package var wait: Int64 = 0
        /// One of its lines.
        package var line: Int64?

        package init() {}
    }

    package let path: String
    package let sentence: String
    package private(set) var entries: [Key: Entry] = [:]

    package init(_ trace: TraceReader) throws {
        path = trace.path
        let overview = try TraceOverview(trace)
        let program =
            overview.program.map { $0.split(separator: "/").last.map(String.init) ?? $0 } ?? "unknown program"
        sentence =
            "\(program), \(Units.duration(overview.duration)), \(Units.count(overview.tasks, "task"))"
            + (overview.eventsLost > 0 ? ", \(Units.count(overview.eventsLost, "record")) lost" : "")
            + (overview.coverage.isWhole ? "" : ", not all details")
        let places = try Places(trace)
        try addTasks(trace, places)
        try addSteps(trace, places)
    }

    package init(path: String, entries: [Key: Entry]) {
        (self.path, self.entries, sentence) = (path, entries, "")
    }

    private mutating func addTasks(_ trace: TraceReader, _ places: Places) throws {
        var numbers = NumberTable()
        var found: [(name: Int64?, entry: Entry)] = []
        try trace.run(ReportLibrary.sql("profile/tasks")) { row in
            let name = row.integer(at: 0) ?? row.integer(at: 1).flatMap { places.functions[$0] }
            let index = numbers.index(of: name ?? -1)
            if index == found.count { found.append((name, Entry())) }
            found[index].entry.count += 1
            switch row.integer(at: 4) {
            case 1: found[index].entry.failed += 1
            case 2: found[index].entry.cancelled += 1
            default: break
            }
            found[index].entry.run = found[index].entry.run.clampedAdding(row.number(at: 5))
            found[index].entry.ready = found[index].entry.ready.clampedAdding(row.number(at: 6))
            found[index].entry.wait = found[index].entry.wait.clampedAdding(row.number(at: 7))
            guard let created = row.integer(at: 2), let ended = row.integer(at: 3) else { return }
            found[index].entry.durations.add(ended.clampedSubtracting(created))
        }
        let text = try PreparedQuery(ReportLibrary.sql("digest/text"), ["id"], in: trace)
        for (name, entry) in found {
            let label =
                try name.flatMap { try text.first($0) { $0.text(at: 0) } }.flatMap(\.self) ?? "(unknown)"
            add(entry, as: Key(group: .tasks, name: label, file: nil, reason: nil))
        }
    }

    private mutating func addSteps(_ trace: TraceReader, _ places: Places) throws {
        var runNumbers = NumberTable()
        var waitNumbers = NumberTable()
        var runs: [(site: Int64?, entry: Entry)] = []
        var waits: [(site: Int64?, reason: Int64, entry: Entry)] = []
        try trace.run(ReportLibrary.sql("profile/steps")) { row in
            let site = row.integer(at: 0)
            let index = runNumbers.index(of: site ?? -1)
            if index == runs.count { runs.append((site, Entry())) }
            runs[index].entry.durations.add(row.number(at: 1))
            runs[index].entry.ready = runs[index].entry.ready.clampedAdding(row.number(at: 2))
            guard let waited = row.integer(at: 3) else { return }
            let reason = row.number(at: 4)
            let waitIndex = waitNumbers.index(of: (site ?? -1) &* 64 &+ reason)
            if waitIndex == waits.count { waits.append((site, reason, Entry())) }
            waits[waitIndex].entry.durations.add(waited)
        }
        for (site, var entry) in runs {
            entry.count = entry.durations.count
            entry.run = entry.durations.total
            add(entry, as: places.key(.runs, site, nil), line: site.flatMap { places.lines[$0] })
        }
        for (site, reason, var entry) in waits {
            entry.count = entry.durations.count
            entry.wait = entry.durations.total
            add(entry, as: places.key(.waits, site, reason), line: site.flatMap { places.lines[$0] })
        }
    }

    private mutating func add(_ entry: Entry, as key: Key, line: Int64? = nil) {
        var sum = entries[key] ?? Entry()
        sum.add(entry)
        if let line { sum.line = min(sum.line ?? line, line) }
        entries[key] = sum
    }

    /// Functions and files by the number of a place.
    private struct Places {
        var functions: [Int64: Int64] = [:]
        var names: [Int64: String] = [:]
        var files: [Int64: String] = [:]
        var lines: [Int64: Int64] = [:]

        init(_ trace: TraceReader) throws {
            try trace.run(ReportLibrary.sql("digest/entries")) { row in
                if let site = row.integer(at: 0) { functions[site] = row.integer(at: 1) }
            }
            try trace.run(ReportLibrary.sql("profile/sites")) { row in
                guard let id = row.integer(at: 0) else { return }
                names[id] = row.text(at: 1)
                // The folder is where it was compiled, which need not be the same.
                files[id] = row.text(at: 2).map { $0.split(separator: "/").last.map(String.init) ?? $0 }
                lines[id] = row.integer(at: 3)
            }
        }

        func key(_ group: Group, _ site: Int64?, _ reason: Int64?) -> Key {
            Key(
                group: group, name: site.flatMap { names[$0] } ?? "(unknown)",
                file: site.flatMap { files[$0] },
                reason: reason)
        }
    }
}

extension TraceProfile.Entry {
    fileprivate mutating func add(_ other: Self) {
        durations.add(other.durations)
        count = count.clampedAdding(other.count)
        failed = failed.clampedAdding(other.failed)
        cancelled = cancelled.clampedAdding(other.cancelled)
        run = run.clampedAdding(other.run)
        ready = ready.clampedAdding(other.ready)
        wait = wait.clampedAdding(other.wait)
    }
}

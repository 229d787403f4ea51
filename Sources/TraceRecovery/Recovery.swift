internal import Glibc
internal import TraceCollector
internal import TraceModel
internal import TraceStore
internal import TraceSymbols

/// Takes in what a recording that was killed has left in its segments.
///
/// Each commit holds rows together with how far they reach, as while recording: killed at any moment, it is simply run
/// again. The folder of segments goes when all of it is in the trace.
package struct Recovery {
    package struct Options {
        package var recordsPerCommit = 100_000
        /// Where to stop before the end, as if killed.
        package var mostCommits = Int.max
        package var findsSourceLines = true
        package init() {}
    }

    /// What came of it.
    package struct Outcome: Sendable {
        package var records: Int64 = 0
        package var lost: Int64 = 0
        package var damaged: Int64 = 0
        package var alive: Int64 = 0
        /// The folder of segments is gone: what was in it is lost.
        package var isFolderMissing = false
    }

    private let options: Options
    private let database: Database
    private let folder: LeftFolder?

    /// Recovers the trace at this path.
    ///
    /// - Returns: nil if nothing was due, or if it was to stop before the end.
    /// - Throws: ``TraceFileError`` if it is no trace, ``RecoveryError`` if it cannot be recovered now.
    @discardableResult
    package static func recover(_ path: String, _ options: Options = Options()) throws -> Outcome? {
        let state = try TraceFile.state(of: TraceFile.openForReading(path))
        if state == "live" { try refuse(path) }
        if state != "cut off" {
            // The folder may have outlived the last one who wanted to remove it.
            if let folder = try forgottenFolder(path) { try finish(path, folder, options) }
            return nil
        }
        do {
            let recovery = try Recovery(path, options)
            defer { recovery.release() }
            return try recovery.run()
        } catch let error as LeftFolder.Foreign {
            throw RecoveryError.foreignFolder(path, folder: error.path)
        } catch let error as SQLiteError {
            throw TraceFile.describe(error, path)
        }
    }

    /// Not open any more when it is removed: whoever closes the trace last empties the file beside it.
    private static func forgottenFolder(_ path: String) throws -> LeftFolder? {
        let database = try TraceFile.openForReading(path)
        guard let folder = try? LeftFolder(of: database), try folder.livingProgram(in: database) == nil
        else { return nil }
        return folder
    }

    private static func refuse(_ path: String) throws {
        guard let pid = try TraceFile.livingWriter(TraceFile.openForReading(path)) else { return }
        throw RecoveryError.beingWritten(path, pid: pid)
    }

    private init(_ path: String, _ options: Options) throws {
        self.options = options
        database = try TraceFile.openForWriting(path)
        folder = try LeftFolder(of: database)
        let (database, folder) = (database, folder)
        // One at a time: who comes second finds a living writer.
        try database.transaction {
            if let pid = try TraceFile.livingWriter(database) {
                throw RecoveryError.beingWritten(path, pid: pid)
            }
            if let pid = try folder?.livingProgram(in: database) {
                throw RecoveryError.stillRunning(path, pid: pid)
            }
            try Self.check(database)
            try Self.claim(database, bootTicks: TraceFile.bootTicks(of: getpid()) ?? 0)
        }
    }

    private static func claim(_ database: Database, bootTicks: UInt64) throws {
        for (key, value) in [
            ("writer_pid", Int64(getpid())), ("writer_boot_ticks", Int64(bitPattern: bootTicks)),
        ] {
            let set = try database.prepare("INSERT OR REPLACE INTO meta(key, value) VALUES (?1, ?2)")
            try set.bind(key, at: 1)
            try set.bind(value, at: 2)
            try set.run()
        }
    }

    /// Where it came to no end, this process lives on and writes no more.
    private func release() {
        guard (try? TraceFile.state(of: database)) == "live" else { return }
        try? database.transaction { try Self.claim(database, bootTicks: 0) }
    }

    /// Numbers that leave no room for more.
    private static func check(_ database: Database) throws {
        for table in ["string", "thread", "site", "module", "stack", "process"]
        where try database.integer("SELECT max(id) FROM \(table)") > 1 << 60 {
            throw RecoveryError.damaged(
                database.path, reason: "the numbers in '\(table)' are not the tracer's")
        }
    }

    private func run() throws -> Outcome? {
        guard let folder else { return try giveUp() }
        var outcome = Outcome()
        var commits = 0
        var processes: [LeftProcess] = []
        for place in folder.processes {
            guard
                let process = try LeftProcess(
                    place.number, folder: place.path, in: database, besides: processes.first)
            else { continue }
            processes.append(process)
        }
        for process in processes {
            while try process.drain(atMost: options.recordsPerCommit) {
                commits += 1
                if commits >= options.mostCommits { return nil }
            }
            outcome.records += process.waiting
            outcome.lost += process.lost
            outcome.damaged += process.damaged
        }
        // The main one says that the trace is complete, so it comes last.
        for process in processes.reversed() { try process.close() }
        outcome.alive = try database.integer("SELECT count(*) FROM task WHERE ended IS NULL")
        try Self.finish(database.path, folder, options)
        return outcome
    }

    /// What was in memory is gone, with a restart of the machine perhaps.
    private func giveUp() throws -> Outcome {
        try database.transaction {
            try database.execute(
                """
                UPDATE process SET note = 'its last records are lost: the folder of segments is gone'
                WHERE ended IS NULL AND note IS NULL;
                UPDATE meta SET value = 'recovered' WHERE key = 'state'
                """)
        }
        var outcome = Outcome()
        outcome.isFolderMissing = true
        outcome.alive = try database.integer("SELECT count(*) FROM task WHERE ended IS NULL")
        return outcome
    }

    private static func finish(_ path: String, _ folder: LeftFolder, _ options: Options) throws {
        let database = try TraceFile.openForWriting(path)
        if options.findsSourceLines { _ = try? SourceLines.find(in: database) }
        try database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        folder.remove()
    }
}

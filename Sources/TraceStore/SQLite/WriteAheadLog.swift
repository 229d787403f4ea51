internal import CSQLite

/// The file beside the trace, `app.sqlite-wal`, into which SQLite writes first: kept within bounds.
///
/// What is in it goes into the trace itself by checkpoints, and then it is begun anew, but not while somebody still
/// reads an earlier state of the trace. A reader that never ends its transaction would let it grow for ever: from
/// ``Limits/most`` on nothing more is committed until that reader is gone.
///
/// Belongs to the connection's thread, like the connection.
@safe
package final class WriteAheadLog {
    /// In bytes.
    package struct Limits: Sendable {
        /// From here on each commit is followed by a checkpoint.
        package var checkpoint = 16 << 20
        /// What it may grow to, and one commit more.
        package var most = 1 << 30
        package init() {}
    }

    package var limits = Limits()
    /// Whether the trace is about to be closed: then what is left is written all the same.
    package var isEnding = false {
        didSet { unsafe sqlite3_busy_timeout(database.handle, patience) }
    }

    /// How long others may hold the lock of writers before that is an error, in milliseconds: a commit is tried again
    /// soon, and meanwhile nothing is taken from the segments.
    private var patience: Int32 { isEnding ? 5000 : 1000 }

    private let database: Database
    // SQLite tells it at each commit.
    private let pages: UnsafeMutablePointer<Int32>
    private let pageSize: Int

    package init(_ database: Database) throws(SQLiteError) {
        self.database = database
        pageSize = Int(try database.integer("PRAGMA page_size"))
        unsafe pages = .allocate(capacity: 1)
        unsafe pages.initialize(to: 0)
        // This takes the place of SQLite's own checkpoints.
        unsafe sqlite3_wal_hook(
            database.handle,
            { pages, _, _, count in
                unsafe pages?.assumingMemoryBound(to: Int32.self).pointee = count
                return SQLITE_OK
            }, pages)
        unsafe sqlite3_busy_timeout(database.handle, patience)
    }

    deinit {
        unsafe sqlite3_wal_hook(database.handle, nil, nil)
        unsafe pages.deallocate()
    }

    /// How long it is after the last commit.
    package var size: Int { unsafe Int(pages.pointee) * pageSize }

    /// Before a commit: whether there may be one.
    ///
    /// - Throws: ``WritingTrouble/heldByReader(_:limit:)``.
    package func makeRoom() throws(WritingTrouble) {
        guard size >= limits.most, !isEnding, !checkpoint(SQLITE_CHECKPOINT_TRUNCATE) else { return }
        throw .heldByReader(TraceLocks.readers(of: database.path).first, limit: limits.most)
    }

    /// After a commit.
    package func committed() {
        if size >= limits.checkpoint { checkpoint(SQLITE_CHECKPOINT_PASSIVE) }
    }

    /// At the end, so that the trace is one file, complete in itself. Waits for nobody.
    ///
    /// - Returns: false if a reader is in the way: then the trace is complete together with this file.
    @discardableResult
    package func empty() -> Bool { checkpoint(SQLITE_CHECKPOINT_TRUNCATE) }

    @discardableResult
    private func checkpoint(_ mode: Int32) -> Bool {
        // Five seconds for a reader would be as many in which nothing is taken from the segments.
        unsafe sqlite3_busy_timeout(database.handle, 0)
        defer { unsafe sqlite3_busy_timeout(database.handle, patience) }
        let code = unsafe sqlite3_wal_checkpoint_v2(database.handle, "main", mode, nil, nil)
        guard code == SQLITE_OK else { return false }
        if mode == SQLITE_CHECKPOINT_TRUNCATE { unsafe pages.pointee = 0 }
        return true
    }
}

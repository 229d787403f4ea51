internal import TraceModel

/// How much of the details a trace keeps at most.
package struct RetentionLimits: Sendable, Hashable {
    /// The size of the file.
    package var bytes: Int64?
    package var nanoseconds: Int64?

    package init(bytes: Int64? = nil, nanoseconds: Int64? = nil) {
        (self.bytes, self.nanoseconds) = (bytes, nanoseconds)
    }

    package var isUnlimited: Bool { bytes == nil && nanoseconds == nil }
}

/// Drops the oldest details of a trace, a slice in each commit, as soon as there are more than the limits allow.
///
/// The tables of details have the time as their key, so a slice is a range of neighbouring rows, whose pages SQLite uses
/// again: the file stops growing and is never rewritten. What is dropped is counted in the same transaction.
struct Retention {
    private let limits: RetentionLimits
    private var state: State
    /// What it will be once the transaction is through.
    private var pending: State

    private struct State {
        /// Of all that happened before, the details are gone.
        var detailsFrom: Int64
        var tasks = IdentifierScan(table: "task", details: .task)
        var objects = IdentifierScan(table: "object", details: .object)
        /// Whether rows whose key is no time are still to be looked through.
        var isScanning = true
    }

    init(_ limits: RetentionLimits, _ database: Database) throws {
        self.limits = limits
        state = State(
            detailsFrom: try database.integer("SELECT value FROM meta WHERE key = 'details_from'"))
        pending = state
    }

    /// The transaction of the last ``trim(_:written:at:)`` went through.
    mutating func committed() { state = pending }

    // A commit shall not take noticeably longer for it: no more than twice what it has written, and a little.
    private static func slice(written: Int) -> Int { max(4096, 2 * written) }

    // So much of the file is left to what one commit writes, that it does not grow beyond the limit.
    private static func margin(_ bytes: Int64) -> Int64 { min(max(bytes / 16, 2 << 20), bytes / 4) }

    mutating func trim(_ file: SharedFile, written: Int, at now: Int64) throws {
        pending = state
        let rows = Self.slice(written: written)
        if let bound = try bound(file.database, rows: rows, at: now) {
            for table in DetailTable.all { try table.drop(before: bound, in: file) }
            pending.detailsFrom = bound
            pending.isScanning = true
            try file.setMeta("details_from", bound)
            try file.statements.runOnce("DELETE FROM kept_window WHERE last < ?1", [.integer(bound)])
        }
        guard pending.isScanning, pending.detailsFrom > 0 else { return }
        let tasksDone = try pending.tasks.drop(endedBefore: pending.detailsFrom, rows: rows, in: file)
        let objectsDone = try pending.objects.drop(endedBefore: pending.detailsFrom, rows: rows, in: file)
        pending.isScanning = !tasksDone || !objectsDone
    }

    /// Up to when details are to be dropped now; nil if they are not.
    private func bound(_ database: Database, rows: Int, at now: Int64) throws -> Int64? {
        var target: Int64?
        if let age = limits.nanoseconds, now - age - state.detailsFrom >= max(age / 64, 1_000_000) {
            target = now - age
        }
        if let bytes = limits.bytes, try Self.usedBytes(database) > bytes - Self.margin(bytes) {
            // Where few rows fill the file, half of the time that they cover goes.
            let half = state.detailsFrom + (now - state.detailsFrom) / 2
            target = max(target ?? half, half)
        }
        guard var bound = target, bound > state.detailsFrom else { return nil }
        for table in DetailTable.all {
            if let key = try table.key(of: rows, in: database) { bound = min(bound, key) }
        }
        return bound > state.detailsFrom ? bound : nil
    }

    private static func usedBytes(_ database: Database) throws -> Int64 {
        let pages =
            try database.integer("PRAGMA page_count") - database.integer("PRAGMA freelist_count")
        return try pages * database.integer("PRAGMA page_size")
    }
}

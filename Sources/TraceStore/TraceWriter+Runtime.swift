package import TraceModel

extension TraceWriter {
    /// What the self-check saw of the process's runtime, and what is not captured with it, in the next commit.
    package func setRuntime(_ runtime: RuntimeReport, _ capture: CaptureKind) {
        before(
            "INSERT OR REPLACE INTO runtime(process, library, layout_version, task_size) VALUES (?1, ?2, ?3, ?4)",
            .integer(process), runtime.library.map { .text($0) } ?? .null,
            .integer(orNull: runtime.layoutVersion), .integer(orNull: runtime.taskSize))
        before("DELETE FROM runtime_check WHERE process = ?1", .integer(process))
        for (index, check) in runtime.checks.enumerated() {
            before(
                "INSERT INTO runtime_check(process, number, name, result, detail) VALUES (?1, ?2, ?3, ?4, ?5)",
                .integer(process), .integer(Int64(index + 1)), .text(check.name),
                .text(check.result.rawValue),
                .text(check.detail))
        }
        before("DELETE FROM capture_limit WHERE process = ?1", .integer(process))
        for (index, limit) in capture.limits(on: runtime).enumerated() {
            before(
                "INSERT INTO capture_limit(process, number, what, why) VALUES (?1, ?2, ?3, ?4)",
                .integer(process), .integer(Int64(index + 1)), .text(limit.what), .text(limit.why))
        }
    }
}

extension SQLiteValue {
    fileprivate static func integer(orNull value: Int?) -> SQLiteValue {
        value.map { .integer(Int64($0)) } ?? .null
    }
}

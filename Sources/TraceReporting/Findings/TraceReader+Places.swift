internal import ReportLibrary
internal import TraceStore

// What a rule that counts by numbers needs for its sentences.
extension TraceReader {
    func place(_ site: Int64?) throws -> Finding.Culprit? {
        guard let site, site != 0 else { return nil }
        return try rows(ReportLibrary.sql("findings/place"), ["site": .integer(site)]) { $0.culprit }.first
            ?? nil
    }

    /// The name that an object was given, else `lock 12`.
    func objectName(_ object: Int64) throws -> String {
        let found = try rows(ReportLibrary.sql("findings/object"), ["object": .integer(object)]) { row in
            row.text("name") ?? "\(row.text("kind") ?? "object") \(object)"
        }
        return found.first ?? "object \(object)"
    }

    /// `task 12 'reader'`.
    func taskName(_ task: Int64) throws -> String {
        let found = try rows(ReportLibrary.sql("findings/task"), ["task": .integer(task)]) { row in
            row.text("label").map(CodeName.function)
        }
        return "task \(task)" + ((found.first ?? nil).map { " '\($0)'" } ?? "")
    }

    /// Whether the program ended by itself: then what still waits will wait for ever.
    func isClosed() throws -> Bool { try meta("state") == .text("closed") }
}

internal import ReportLibrary
internal import TraceStore

/// The rows of a view one by one, as they come: a view of millions takes no memory.
struct ViewRows {
    let trace: TraceReader
    let view: String

    init(_ trace: TraceReader, view: String) throws {
        let known = try trace.rows(ReportLibrary.sql("export/views")) { $0.text("name") ?? "" }
        guard known.contains(view) else {
            throw ExportError(
                description: "There is no view '\(view)': give one of \(known.joined(separator: ", ")).")
        }
        (self.trace, self.view) = (trace, view)
    }

    /// How far it is, is not known before all rows were counted: nothing is said of it.
    func forEach(
        start: (Statement) throws -> Void, row: (Statement) throws -> Void
    ) throws {
        // One of the known names: nothing that somebody wrote comes into the statement.
        try trace.run("SELECT * FROM \(view)", start: start, row: row)
    }
}

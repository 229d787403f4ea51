internal import TraceStore

/// The diagnoses, most severe first.
struct PageFindings {
    let trace: TraceReader

    func value() throws -> PageValue {
        .object([("rows", .list([])), ("total", .integer(0))])
    }
}

/// A place in the source that a caller was at, taken from `#function`, `#fileID` and `#line`.
struct SourceLocation: Sendable {
    let function: StaticString
    let fileID: StaticString
    let line: UInt

    init(_ function: StaticString, _ fileID: StaticString, _ line: UInt) {
        self.function = function
        self.fileID = fileID
        self.line = line
    }

    /// The place as the `site` of a record; unknown, and free, while nothing is recorded.
    var site: Recorder.Site { Recorder.site(function, fileID, line) }
}

extension SourceLocation: CustomStringConvertible {
    var description: String { "\(fileID):\(line)" }
}

internal import Foundation
internal import TraceReporting

extension Output {
    /// Says on a terminal what takes its time, and takes that back when it is done.
    static func working<Result>(_ what: String, _ body: () throws -> Result) rethrows -> Result {
        guard isatty(STDERR_FILENO) == 1 else { return try body() }
        let text = DisplayText.shorten(DisplayText.clean(what), to: 70) + " …"
        FileHandle.standardError.write(Data(text.utf8))
        defer { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
        return try body()
    }
}

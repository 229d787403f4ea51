internal import Foundation
internal import TraceReporting

/// How far a long work is, on standard error if that is a terminal: `exporting 42 %`.
final class ProgressLine {
    private let word: String
    private let isShown = isatty(STDERR_FILENO) == 1
    private let began = ContinuousClock.now
    private var shown = -1

    init(_ word: String) { self.word = word }

    /// Nothing in the first half second: what is over soon needs no line.
    func tell(_ share: Double) {
        let percent = Int(share * 100)
        guard isShown, percent > shown, ContinuousClock.now - began > .milliseconds(500) else { return }
        shown = percent
        write("\r\(word) \(percent) %")
    }

    func clear() {
        guard shown >= 0 else { return }
        shown = -1
        write("\r\u{1B}[K")
    }

    private func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}

extension HTMLReport {
    /// The page, with a line that says how far it is.
    func renderWithProgress() throws -> String {
        let line = ProgressLine("writing the page")
        defer { line.clear() }
        var report = self
        report.progress = line.tell
        return try report.render()
    }
}

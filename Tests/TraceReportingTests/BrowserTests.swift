import Foundation
import Testing
import TraceReporting
import TraceStore

/// The page in a real browser: `Scripts/browser-test` installs what it needs and sets the variables.
///
/// `Tests/BrowserTests` makes the traces and looks at the pages.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["TASK_TRACE_BROWSER_PYTHON"] != nil))
struct BrowserTests {
    static let scripts = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "BrowserTests")

    @Test("The page works in a browser without a network, and hostile names harm nothing.")
    func browser() throws {
        let environment = ProcessInfo.processInfo.environment
        let folder =
            environment["TASK_TRACE_BROWSER_PAGES"].map { URL(filePath: $0) }
            ?? FileManager.default.temporaryDirectory.appending(path: "task-trace-pages-\(UUID().uuidString)")
        try run("sample_traces.py", folder)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        for name in names where name.hasSuffix(".sqlite") {
            let page = folder.appending(path: name.replacing(".sqlite", with: ".html"))
            var limits = HTMLReport.Limits()
            if name == "limited.sqlite" {
                limits.tasks = 40
                limits.steps = 1000
            }
            let trace = try TraceReader(path: folder.appending(path: name).path)
            try HTMLReport(trace: trace, limits: limits).render().write(
                to: page, atomically: true, encoding: .utf8)
        }
        if environment["TASK_TRACE_BROWSER_PAGES_ONLY"] == nil { try run("browser_test.py", folder) }
    }

    private func run(_ script: String, _ folder: URL) throws {
        let python = try #require(ProcessInfo.processInfo.environment["TASK_TRACE_BROWSER_PYTHON"])
        let process = Process()
        process.executableURL = URL(filePath: python)
        process.arguments = [Self.scripts.appending(path: script).path, folder.path]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(script) says what is wrong above.")
    }
}

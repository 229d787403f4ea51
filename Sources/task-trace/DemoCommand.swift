internal import ArgumentParser
internal import DocumentPrograms
internal import Foundation
internal import TaskTracing
internal import TraceReporting
internal import TraceStore

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Runs the seven programs of the asyncio tutorials under the tracer, and reports on them.",
        discussion: """
            Example: task-trace demo --output /tmp/demo --time-scale 0.1

            Leaves demo.sqlite and demo.html in the folder. An earlier demo.sqlite is kept as demo.1.sqlite, or \
            the next number that is free; demo.html is written anew.
            """)

    @Option(name: .shortAndLong, help: "The folder for demo.sqlite and demo.html.") var output = "."
    @Option(help: "What the programs' delays are multiplied by.") var timeScale = 1.0
    @OptionGroup var styleOptions: StyleOptions

    func validate() throws {
        guard timeScale.isFinite, timeScale > 0, timeScale <= 100 else {
            throw ValidationError(
                "--time-scale \(timeScale) is not above 0 and at most 100: give a factor such as 0.1.")
        }
    }

    func run() async throws {
        let folder = URL(fileURLWithPath: output, isDirectory: true)
        try makeFolder(folder)
        let trace = folder.appending(path: "demo.sqlite").path
        let page = folder.appending(path: "demo.html").path

        let tracer = try await TaskTracer.start(to: trace, configuration: TaskTracingConfiguration())
        do {
            for program in DocumentPrograms.all {
                try Output.print("\n\(program.number). \(program.title)\n")
                try await program.run(timeScale: timeScale) { line in try? Output.print("   \(line)\n") }
            }
        } catch {
            await tracer.stop()
            throw error
        }
        await tracer.stop()

        let reader = try TraceReader(path: trace)
        try Output.print("\n" + TextReport(trace: reader, style: styleOptions.style).render())
        try Output.write(HTMLReport(trace: reader).render(), to: page, force: true)
        try Output.print("\nThe trace is \(trace), its report \(page).\n")
        if let earlier = tracer.earlierTrace { try Output.print("The earlier trace is now \(earlier).\n") }
    }

    private func makeFolder(_ folder: URL) throws {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw InputError(
                "The folder '\(folder.path)' cannot be made: give another one with --output, or check its permissions."
            )
        }
    }
}

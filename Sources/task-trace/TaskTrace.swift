internal import ArgumentParser
internal import Foundation

@main
struct TaskTrace: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "task-trace",
        abstract: "Shows what every task of a Swift program did, from a trace.",
        discussion: """
            A trace is an ordinary SQLite file. Exit status: 0 fine, 1 findings or violations, 2 an error in \
            what was given.
            """,
        // One file each.
        subcommands: [
            RecordCommand.self, DemoCommand.self, ReportCommand.self, FindingsCommand.self,
            TimelineCommand.self, TasksCommand.self, WhyCommand.self, LatencyCommand.self,
            CancellationsCommand.self, ObjectsCommand.self, DiffCommand.self, TopCommand.self,
            QueryCommand.self, ExportCommand.self,
            VerifyCommand.self, RecoverCommand.self, InfoCommand.self,
        ])

    static func main() async {
        Terminal.ignoreBrokenPipe()
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            Foundation.exit(Failure.status(of: error))
        }
    }
}

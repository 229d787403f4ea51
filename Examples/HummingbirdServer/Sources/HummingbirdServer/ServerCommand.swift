import ArgumentParser
import Hummingbird
import Logging
import TaskTracing

/// A small shop on 127.0.0.1, whose routes wait in different ways, under the tracer.
@main
struct ServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "HummingbirdServer",
        abstract: "Serves a small shop on 127.0.0.1 until SIGINT or SIGTERM, and traces its tasks.")

    @Option(help: "The port to listen on; 0 for any that is free.")
    var port = 8080

    @Option(help: "Where the trace goes.")
    var trace = "server.sqlite"

    @Flag(help: "Serve without the tracer, to compare.")
    var untraced = false

    func run() async throws {
        if untraced {
            try await serve()
        } else {
            try await withTaskTracing(to: trace) { try await serve() }
        }
    }

    /// Returns once a signal came, every request was answered and every mail was sent.
    private func serve() async throws {
        let mailer = Mailer()
        let workshop = Workshop()
        let application = Application(
            responder: TaskPerRequest(
                responder: Shop(mailer: mailer, workshop: workshop).router().buildResponder()),
            configuration: .init(address: .hostname("127.0.0.1", port: port)),
            logger: Logger(label: "shop"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...4 {
                group.addTask(name: "mailer-\(number)") { try await mailer.sendMails() }
            }
            group.addTask(name: "worker") { try await workshop.work() }
            try await application.runService()  // until SIGINT or SIGTERM
            mailer.finish()
            workshop.finish()
            try await group.waitForAll()
        }
    }
}

/// One of the seven programs of the background documents.
package struct DocumentProgram: Sendable {
    /// Receives each line that a program prints.
    package typealias Log = @Sendable (String) -> Void

    package let number: Int
    package let title: String
    private let body: @Sendable (ProgramContext) async throws -> Void

    init(_ number: Int, _ title: String, _ body: @escaping @Sendable (ProgramContext) async throws -> Void) {
        self.number = number
        self.title = title
        self.body = body
    }

    /// Runs the program, all its delays multiplied by `timeScale`.
    package func run(timeScale: Double = 1, log: @escaping Log = { print($0) }) async throws {
        try await body(ProgramContext(timeScale: timeScale, print: log))
    }
}

/// The programs, in the order of the documents.
package enum DocumentPrograms {
    package static let all: [DocumentProgram] = [
        asCompletedProgram, doneCallbacksProgram, futureProgram, cancelledFutureProgram,
        settingCancelledFutureProgram, eventProgram, queueProgram,
    ]
}

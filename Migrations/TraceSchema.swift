internal import EmbeddedFiles

/// The tables of a trace in numbered steps, and the views over them: the texts of `Migrations/`.
package enum TraceSchema {
    /// One numbered step of the tables.
    package struct Step: Sendable {
        package let version: Int
        package let name: String
        package let sql: String
    }

    /// All steps, oldest first. A released step never changes.
    package static let steps: [Step] = EmbeddedFile.all(in: "Migrations/schema/").map { file in
        Step(version: Int(file.name.prefix(4)) ?? 0, name: file.name, sql: file.text)
    }

    /// The views, in the order in which they build on each other. They are dropped and made anew
    /// whenever a trace is opened for writing.
    package static let views: [String] = EmbeddedFile.all(in: "Migrations/views/").map(\.text)

    /// The newest format that this build reads and writes.
    package static var currentVersion: Int { steps.last?.version ?? 0 }
}

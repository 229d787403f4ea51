internal import EmbeddedFiles

/// The texts of `Reports/`: queries and templates, by name.
package enum ReportLibrary {
    /// A query that gives the rows of a report, of a finding, or of an invariant's violations.
    package struct Query: Sendable {
        /// `report/waits`: its path below `queries`, without `.sql`.
        package let name: String
        package let sql: String

        /// The comment on top: what its rows are.
        package var summary: String {
            sql.split(separator: "\n").prefix { $0.hasPrefix("-- ") }.map { $0.dropFirst(3) }
                .joined(separator: " ")
        }
    }

    package static let queries: [Query] = EmbeddedFile.all(in: folder).map { file in
        Query(name: String(file.path.dropFirst(folder.count).dropLast(".sql".count)), sql: file.text)
    }

    /// The SQL of a query. Naming one that is not in `Reports/queries` is a programming error.
    package static func sql(_ name: String) -> String {
        guard let query = byName[name] else { preconditionFailure("no query '\(name)' in Reports/queries") }
        return query.sql
    }

    /// The invariants of a trace: each query gives the rows that violate one.
    package static var invariants: [Query] { queries.filter { $0.name.hasPrefix("verify/") } }

    private static let folder = "Reports/queries/"
    private static let byName = Dictionary(uniqueKeysWithValues: queries.map { ($0.name, $0) })

    /// A page for people on what a rule finds: Markdown.
    package struct Document: Sendable {
        /// In the repository.
        package let path: String
        package let text: String
    }

    package static let documents: [Document] = EmbeddedFile.all(in: "Documentation/Findings/").map { file in
        Document(path: file.path, text: file.text)
    }

    // MARK: The page of the HTML report

    /// `report.html`, with `{{places}}` for the rest.
    package static var page: String { templates("html").first ?? "" }

    /// The styles and the scripts of the page, in the order in which they build on each other.
    package static var styles: [String] { templates("css") }
    package static var scripts: [String] { templates("js") }

    private static func templates(_ kind: String) -> [String] {
        EmbeddedFile.all(in: "Reports/templates/").filter { $0.name.hasSuffix("." + kind) }.map(\.text)
    }
}

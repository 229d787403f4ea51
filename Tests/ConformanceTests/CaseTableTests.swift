import Foundation
import Testing

/// Holds the tables in `Cases` and the tests of this target together.
@Suite("The tables of CPython's cases")
struct CaseTableTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()

    private struct Row {
        let name: String
        let state: String
        let why: String
    }

    private func files(in folder: URL, ending suffix: String) throws -> [URL] {
        let all =
            FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects as? [URL]
        return try #require(all).filter { $0.pathExtension == suffix }.sorted { $0.path < $1.path }
    }

    /// The rows of all tables; a case is named `file.Class.test`. A file may have several tables: `file-part.md`.
    private func rows() throws -> [Row] {
        try files(in: Self.folder.appending(path: "Cases"), ending: "md").flatMap { file in
            let name = file.deletingPathExtension().lastPathComponent
            let module = String(name.prefix { $0 != "-" })
            return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap {
                line -> Row? in
                let cells = line.split(separator: "|", omittingEmptySubsequences: false).map {
                    $0.trimmingCharacters(in: .whitespaces)
                }
                guard cells.count >= 5, cells[1].contains(".test") else { return nil }
                return Row(
                    name: "\(module).\(cells[1])", state: cells[2],
                    why: cells[3..<(cells.count - 1)].joined(separator: "|"))
            }
        }
    }

    /// The names of the tests here: what stands before the colon of a test's sentence.
    private func tests() throws -> [String] {
        // `CaseTableTests` itself names none.
        let name = /@Test\(\s*"(test_[A-Za-z0-9_]+\.[A-Za-z0-9_]+\.test[A-Za-z0-9_]*)[:"]/
        return try files(in: Self.folder, ending: "swift").flatMap { file in
            try String(contentsOf: file, encoding: .utf8).matches(of: name).map { String($0.output.1) }
        }
    }

    @Test(
        "Each case stands in its table once, in one of the four states, with a reason where it is not covered."
    )
    func states() throws {
        let rows = try rows()
        for row in rows {
            #expect(
                ["covered", "compiler", "not applicable", "open"].contains(row.state),
                "\(row.name): \(row.state)")
            if row.state != "covered" { #expect(!row.why.isEmpty, "\(row.name) has no reason") }
        }
        let twice = Dictionary(grouping: rows, by: \.name).filter { $0.value.count > 1 }.keys.sorted()
        #expect(twice.isEmpty)
    }

    @Test("Each case that is called covered has its test, and each test its line.")
    func tablesAndTests() throws {
        let covered = Set(try rows().filter { $0.state == "covered" }.map(\.name))
        let tests = try tests()
        #expect(covered.subtracting(tests).sorted() == [], "called covered without a test")
        #expect(Set(tests).subtracting(covered).sorted() == [], "tests without a line")
        #expect(tests.count == Set(tests).count, "a case has two tests")
    }
}

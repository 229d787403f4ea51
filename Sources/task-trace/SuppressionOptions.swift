internal import ArgumentParser
internal import Foundation
internal import TraceReporting

/// Which findings are known and accepted.
struct SuppressionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Findings that are left out, and counted: a line 'rule function=.. file=.. name=.. # reason' each. "
                + "'\(Suppressions.defaultFile)' in the working directory where it is there.",
            valueName: "file"))
    var suppress: String?

    /// What the file says; that nothing is suppressed where none is named and none is there.
    func read() throws -> Suppressions {
        guard let path = suppress ?? present(Suppressions.defaultFile) else { return .none }
        let data: Data
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            data = try file.read(upToCount: Self.mostBytes + 1) ?? Data()
        } catch {
            throw InputError("'\(path)' cannot be read: give a file of suppressions for --suppress.")
        }
        guard data.count <= Self.mostBytes, let text = String(bytes: data, encoding: .utf8) else {
            throw InputError(
                "'\(path)' is no file of suppressions: give one of lines of text for --suppress.")
        }
        do {
            return try Suppressions(parsing: text, source: path)
        } catch {
            throw InputError(error.description)
        }
    }

    private static let mostBytes = 1 << 20

    private func present(_ path: String) -> String? {
        FileManager.default.fileExists(atPath: path) ? path : nil
    }
}

import Foundation

/// `Tests/Programs/Symbols.swift` as one of the executables that can be made of it.
///
/// Each is compiled once for all tests that ask for it.
enum CompiledProgram {
    /// Optimised, position-independent: what `swift build -c release` makes.
    static let optimised = Task { try await compile("optimised", ["-O", "-g"]) }
    /// Not optimised, and not position-independent.
    static let fixed = Task { try await compile("fixed", ["-Onone", "-g", "-Xclang-linker", "-no-pie"]) }

    // Beside the other products, where the next run writes over it.
    private static let folder = CommandUnderTest.executable.deletingLastPathComponent()
    private static let source = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Programs/Symbols.swift")

    private static func compile(_ name: String, _ options: [String]) async throws -> String {
        let output = folder.appending(path: "symbols-\(name)").path
        try await run(
            "swiftc",
            [
                "-parse-as-library", "-swift-version", "6", "-module-name", "Symbols", source.path, "-o",
                output,
            ]
                + options)
        return output
    }

    /// Runs a tool of the toolchain or of binutils.
    static func run(_ tool: String, _ arguments: [String]) async throws {
        let result = try await CommandUnderTest.run(URL(filePath: "/usr/bin/env"), [tool] + arguments)
        guard result.status == 0 else { throw ToolFailure(description: "\(tool): \(result.error)") }
    }

    struct ToolFailure: Error, CustomStringConvertible {
        let description: String
    }
}

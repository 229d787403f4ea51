import Foundation

/// This program once more, as the one that records.
struct OtherProcess {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    init(_ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    var pid: Int32 { process.processIdentifier }

    /// Asks for the next round of records, and waits until all of it is there.
    func awaitRound() throws {
        try input.fileHandleForWriting.write(contentsOf: [1])
        guard try output.fileHandleForReading.read(upToCount: 1)?.count == 1 else {
            fatalError("The process that records has ended.")
        }
    }

    func end() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}

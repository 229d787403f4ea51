import Foundation

/// A file system of a given size, for as long as it is held. Needs root.
final class SmallDisk {
    let path: String

    init(kilobytes: Int, readOnly: Bool = false) throws {
        path = try TracedProgram.newFolder().path
        try Self.run(
            "mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k\(readOnly ? ",ro" : "")", "tmpfs", path)
    }

    func grow(toKilobytes size: Int) throws {
        try Self.run("mount", "-o", "remount,size=\(size)k", path)
    }

    deinit { try? Self.run("umount", "-l", path) }

    private static func run(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteOutOfSpace) }
    }
}

var canMount: Bool { geteuid() == 0 && (try? SmallDisk(kilobytes: 64)) != nil }

internal import Foundation
internal import Glibc

/// Where text goes.
enum Output {
    static func print(_ text: String) throws {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        } catch {
            if errno(of: error) == EPIPE { throw BrokenPipe() }
            throw InputError("Standard output cannot be written (\(reason(error))): give another place.")
        }
    }

    static func complain(_ message: String) {
        // Nobody is left to be told if this fails.
        try? FileHandle.standardError.write(contentsOf: Data((message + "\n").utf8))
    }

    /// Writes a file as a whole or not at all. Replaces one only by force, and a database never.
    static func write(_ text: String, to path: String, force: Bool) throws {
        var isDirectory: ObjCBool = false
        if unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) {
            if isDirectory.boolValue {
                throw InputError("'\(path)' is a directory: give a file for --output.")
            }
            guard force else {
                throw InputError(
                    "'\(path)' exists already: add --force to replace it, or choose another name.")
            }
            guard try !isDatabase(path) else {
                throw InputError("'\(path)' is a database: choose another name for --output.")
            }
        }
        do {
            try replace(path, with: text)
        } catch {
            throw InputError(
                "'\(path)' cannot be written (\(reason(error))): choose another place for --output.")
        }
    }

    /// For its owner only, as the trace is: it tells the same.
    private static func replace(_ path: String, with text: String) throws {
        let target = URL(filePath: path).resolvingSymlinksInPath().path
        let beside = "\(target).\(getpid()).new"
        let descriptor = unsafe open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: Glibc.errno) ?? .EIO) }
        do {
            let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            try file.write(contentsOf: Data(text.utf8))
            try file.close()
            guard unsafe rename(beside, target) == 0 else {
                throw POSIXError(POSIXErrorCode(rawValue: Glibc.errno) ?? .EIO)
            }
        } catch {
            unsafe unlink(beside)
            throw error
        }
    }

    private static func isDatabase(_ path: String) throws -> Bool {
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            return try file.read(upToCount: 16) == Data("SQLite format 3\0".utf8)
        } catch {
            throw InputError("'\(path)' cannot be read (\(reason(error))): choose another name for --output.")
        }
    }

    private static func errno(of error: any Error) -> Int32? {
        let error = error as NSError
        if error.domain == NSPOSIXErrorDomain { return Int32(error.code) }
        return (error.userInfo[NSUnderlyingErrorKey] as? any Error).flatMap { Self.errno(of: $0) }
    }

    private static func reason(_ error: any Error) -> String {
        guard let code = errno(of: error) else { return error.localizedDescription }
        return unsafe String(cString: strerror(code))
    }
}

internal import Foundation
internal import Glibc

/// Where text goes.
enum Output {
    static func print(_ text: String) throws { try print(Data(text.utf8)) }

    private static func print(_ bytes: Data) throws {
        do {
            try FileHandle.standardOutput.write(contentsOf: bytes)
        } catch {
            if errno(of: error) == EPIPE { throw BrokenPipe() }
            throw InputError("Standard output cannot be written (\(reason(error))): give another place.")
        }
    }

    static func complain(_ message: String) {
        // Nobody is left to be told if this fails.
        try? FileHandle.standardError.write(contentsOf: Data((message + "\n").utf8))
    }

    /// Writes a file as a whole or not at all. Replaces one only by force, and a database never: that is looked at
    /// before the text is made.
    static func write(_ text: @autoclosure () throws -> String, to path: String, force: Bool) throws {
        try stream(to: path, force: force) { write in try write(Array(text().utf8)) }
    }

    /// The same in pieces; to standard output without a path, where what was written stays.
    static func stream(
        to path: String?, force: Bool, _ body: (@escaping ([UInt8]) throws -> Void) throws -> Void
    )
        throws
    {
        guard let path else { return try body { try print(Data($0)) } }
        try refuse(path, force: force)
        do {
            try replace(path, body)
        } catch let error as WriteError {
            throw InputError(
                "'\(path)' cannot be written (\(reason(error.underlying))): choose another place for --output."
            )
        }
    }

    private static func refuse(_ path: String, force: Bool) throws {
        var isDirectory: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { return }
        if isDirectory.boolValue {
            throw InputError("'\(path)' is a directory: give a file for --output.")
        }
        guard force else {
            throw InputError("'\(path)' exists already: add --force to replace it, or choose another name.")
        }
        guard try !isDatabase(path) else {
            throw InputError("'\(path)' is a database: choose another name for --output.")
        }
    }

    /// What the file's system said; everything else that fails is not about the file.
    private struct WriteError: Error {
        let underlying: any Error

        static func wrapping<Result>(_ body: () throws -> Result) throws -> Result {
            do { return try body() } catch { throw WriteError(underlying: error) }
        }
    }

    /// For its owner only, as the trace is: it tells the same.
    private static func replace(
        _ path: String, _ body: (@escaping ([UInt8]) throws -> Void) throws -> Void
    ) throws {
        let target = URL(filePath: path).resolvingSymlinksInPath().path
        let beside = "\(target).\(getpid()).new"
        let descriptor = unsafe open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw WriteError(underlying: POSIXError(POSIXErrorCode(rawValue: Glibc.errno) ?? .EIO))
        }
        do {
            let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            try body { bytes in try WriteError.wrapping { try file.write(contentsOf: Data(bytes)) } }
            try WriteError.wrapping {
                try file.close()
                guard unsafe rename(beside, target) == 0 else {
                    throw POSIXError(POSIXErrorCode(rawValue: Glibc.errno) ?? .EIO)
                }
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

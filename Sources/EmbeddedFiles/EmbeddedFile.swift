internal import CEmbeddedFiles

/// A text file of the package that every executable carries with it.
package struct EmbeddedFile: Sendable {
    /// Relative to the package: `Migrations/views/tasks.sql`.
    package let path: String
    package let text: String

    package var name: String { String(path.split(separator: "/").last ?? "") }

    /// The files below a folder, in the order in which `CEmbeddedFiles` lists them.
    package static func all(in folder: String) -> [EmbeddedFile] {
        let files = unsafe UnsafeBufferPointer(start: embedded_file_list(), count: embedded_file_count)
        return unsafe files.compactMap { file in
            let path = unsafe String(cString: file.path)
            guard path.hasPrefix(folder) else { return nil }
            let bytes = unsafe UnsafeBufferPointer(start: file.bytes, count: file.length)
            return unsafe EmbeddedFile(path: path, text: String(decoding: bytes, as: UTF8.self))
        }
    }
}

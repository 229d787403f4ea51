internal import CSymbolTable
internal import Glibc

/// Runs a tool with text in and text out.
enum ChildProcess {
    /// What the tool wrote, or nil if it could not be run or failed.
    static func run(_ tool: String, _ arguments: [String], input: String) -> String? {
        var words: [UnsafeMutablePointer<CChar>?] = unsafe ([tool] + arguments).map { unsafe strdup($0) }
        defer { unsafe words.forEach { unsafe free($0) } }
        unsafe words.append(nil)
        var input = input
        var length = 0
        let output = input.withUTF8 { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                unsafe st_run_tool(tool, words, characters.baseAddress, characters.count, &length)
            }
        }
        guard let output = unsafe output else { return nil }
        defer { unsafe free(output) }
        return unsafe String(decoding: UnsafeRawBufferPointer(start: output, count: length), as: UTF8.self)
    }
}

internal import CSymbolTable

/// What tells a file from another that takes its place.
package struct FileIdentity: Sendable, Hashable {
    /// In hexadecimal; nil where the linker was not told to make one.
    package let buildID: String?
    package let size: Int64
    /// Nanoseconds since 1970.
    package let modified: Int64

    package init(buildID: String?, size: Int64, modified: Int64) {
        self.buildID = buildID
        self.size = size
        self.modified = modified
    }

    /// That of the file as it is now; nil if there is none.
    package init?(path: String) {
        self.init(unsafe st_identify(path))
    }

    init?(_ identity: st_identity) {
        guard identity.size > 0 else { return nil }
        let text = unsafe withUnsafeBytes(of: identity.build_id) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        self.init(
            buildID: text.isEmpty ? nil : text, size: Int64(bitPattern: identity.size),
            modified: Int64(bitPattern: identity.modified))
    }

    /// Whether addresses in the one file mean the same in the other. A build id decides where both have one: it
    /// outlives `strip`.
    package func isSameProgram(as other: FileIdentity) -> Bool {
        if let buildID, let otherID = other.buildID { return buildID == otherID }
        return size == other.size && modified == other.modified
    }
}

internal import TraceModel
internal import TraceStore

/// The sentence of a trace about the names and lines that it lacks: `meta.symbols_note`.
enum SymbolsNote {
    /// Says what is missing and why; no row where nothing is.
    ///
    /// Swift's own libraries come without lines, which goes without saying.
    static func store(lead: String?, in trace: Database) throws {
        var sentences = lead.map { [$0] } ?? []
        let query = try trace.prepare(
            "SELECT DISTINCT path, symbols FROM module WHERE symbols IS NOT NULL ORDER BY path")
        while try query.step() {
            guard let path = query.text(at: 0), !isSystem(path),
                let symbols = query.integer(at: 1).flatMap({ ModuleSymbols(rawValue: Int($0)) })
            else { continue }
            switch symbols {
            case .lines: continue
            case .functions:
                // Without the tool all of them are so.
                if lead == nil {
                    sentences.append(
                        "'\(path)' has no debug information: its functions have names, but no lines.")
                }
            case .none:
                sentences.append("'\(path)' is stripped: its functions have no names and no lines.")
            case .changed:
                sentences.append(
                    "'\(path)' is not the file that was loaded: what was not looked up before has no name, "
                        + "and nothing has a line.")
            case .missing:
                sentences.append(
                    "'\(path)' is not there any more: what was not looked up before has no name, "
                        + "and nothing has a line.")
            }
        }
        guard !sentences.isEmpty else { return }
        let insert = try trace.prepare("INSERT OR REPLACE INTO meta(key, value) VALUES ('symbols_note', ?1)")
        try insert.bind(sentences.joined(separator: " "), at: 1)
        try insert.run()
    }

    private static func isSystem(_ path: String) -> Bool {
        let name = path[(path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex)...]
        return name.hasPrefix("libswift") || name.hasPrefix("lib_") || name.hasPrefix("libFoundation")
            || name.hasPrefix("libdispatch") || name.hasPrefix("libBlocksRuntime")
            || ["/lib/", "/usr/lib/", "/lib64/"].contains(where: path.hasPrefix)
    }
}

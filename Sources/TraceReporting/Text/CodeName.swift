/// Names of the code, as short as they stay clear.
package enum CodeName {
    /// A function without what says little: effects, result, the types of closures, `Swift.`.
    ///
    /// `closure #1 @Sendable () async -> () in App.main() async throws -> ()` is `closure #1 in App.main()`.
    package static func function(_ name: String) -> String {
        name.split(separator: " in ").map { part(String($0)) }.joined(separator: " in ")
            .replacing("Swift.", with: "")
    }

    /// `Work.swift:10`: the file's last component and the line.
    package static func place(file: String?, line: Int64?) -> String? {
        guard let file else { return nil }
        let name = file.split(separator: "/").last.map(String.init) ?? file
        return line.map { "\(name):\($0)" } ?? name
    }

    private static func part(_ name: String) -> String {
        if name.hasPrefix("closure #") { return name.split(separator: " ").prefix(2).joined(separator: " ") }
        var result = withoutResult(name)
        for effect in [" throws", " async"] where result.hasSuffix(effect) { result.removeLast(effect.count) }
        return result
    }

    /// Up to the first arrow that is not inside of brackets.
    private static func withoutResult(_ name: String) -> String {
        var depth = 0
        var result = ""
        for character in name {
            switch character {
            case "(", "<", "[": depth += 1
            case ")", "]": depth -= 1
            case ">" where result.last != "-": depth -= 1
            default: break
            }
            result.append(character)
            if depth == 0, result.hasSuffix(" -> ") { return String(result.dropLast(4)) }
        }
        return result
    }
}

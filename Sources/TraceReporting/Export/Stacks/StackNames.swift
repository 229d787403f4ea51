internal import TraceStore

/// What the frames of stacks are called.
struct StackNames {
    struct Name: Hashable {
        let function: String
        var file: String?
        var line: Int64?
    }

    private let texts: ExportTexts
    private var names: [StackSums.Frame: Name] = [:]
    /// A stack is not longer than that.
    static let deepest = 256

    init(_ trace: TraceReader) throws { texts = try ExportTexts(trace) }

    /// A function that calls itself by another place of its own stands there once.
    mutating func names(of frames: [StackSums.Frame]) throws -> [Name] {
        var result: [Name] = []
        for frame in frames.suffix(Self.deepest) {
            let name = try name(frame)
            if result.count == 1, result[0].function == name.function { result.removeLast() }
            result.append(name)
        }
        return result
    }

    private mutating func name(_ frame: StackSums.Frame) throws -> Name {
        if let known = names[frame] { return known }
        let name: Name
        switch frame {
        case .task(let label): name = Name(function: try texts.text(label))
        case .waiting(let reason): name = Name(function: "[waiting: \(ExportWords.reason(reason))]")
        case .site(let site):
            let code = try texts.code(site)
            name = Name(
                function: code.function.map(CodeName.function) ?? "(unknown)", file: code.file,
                line: code.line)
        }
        names[frame] = name
        return name
    }
}

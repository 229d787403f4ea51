package import TraceStore

/// Folded stacks, as flame graphs are made of: `outermost;…;innermost nanoseconds`.
package struct FoldedExport: TraceExport {
    /// Nil: all three, each below a frame of its own.
    let time: StackTime?

    let range: ExportRange

    package init(time: StackTime? = nil, range: ExportRange = .whole) {
        (self.time, self.range) = (time, range)
    }

    package func write(_ trace: TraceReader, to output: inout ExportBuffer) throws {
        let steps = try trace.database.integer("SELECT count(*) FROM step")
        let sums = try StackSums(trace, range) { output.tell(Int64($0), of: steps) }
        var names = try StackNames(trace)
        var lines: [String: Int64] = [:]
        for time in self.time.map({ [$0] }) ?? StackTime.allCases {
            try sums.forEach(time) { frames, value in
                let first = self.time == nil ? [time.word] : []
                let stack = (first + (try names.names(of: frames)).map { Self.clean($0.function) })
                    .joined(separator: ";")
                lines[stack] = (lines[stack] ?? 0).clampedAdding(value)
            }
        }
        for (stack, value) in lines.sorted(by: { $0.key < $1.key }) {
            output.text(stack)
            output.text(" ")
            output.number(value)
            output.text("\n")
            try output.flushIfLarge()
        }
        try output.flush()
    }

    /// Without what has a meaning between frames.
    private static func clean(_ name: String) -> String {
        let text = DisplayText.clean(name).replacing(";", with: ":")
        return text.isEmpty ? "(no name)" : text
    }
}

extension StackTime {
    /// What tasks are doing then.
    var word: String {
        switch self {
        case .run: "running"
        case .ready: "ready"
        case .wait: "waiting"
        }
    }
}

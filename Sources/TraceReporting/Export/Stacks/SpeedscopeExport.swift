package import TraceStore

/// A profile for speedscope: what ran, what was ready and what waited, each by asynchronous stack.
///
/// Added up, so that a trace of any size can be opened; the order of time is not in it.
package struct SpeedscopeExport: TraceExport {
    let range: ExportRange

    package init(range: ExportRange = .whole) { self.range = range }

    package func write(_ trace: TraceReader, to output: inout ExportBuffer) throws {
        let steps = try trace.database.integer("SELECT count(*) FROM step")
        let sums = try StackSums(trace, range) { output.tell(Int64($0), of: steps) }
        var names = try StackNames(trace)
        var frames = Frames()
        var profiles: [Profile] = []
        for time in StackTime.allCases {
            var stacks: [[Int]: Int64] = [:]
            try sums.forEach(time) { stack, value in
                let key = try names.names(of: stack).map { frames.number(of: $0) }
                stacks[key] = (stacks[key] ?? 0).clampedAdding(value)
            }
            profiles.append(Profile(name: time.word, stacks: stacks))
        }
        output.text(
            "{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\"exporter\":\"task-trace\"")
        output.text(",\"name\":")
        output.quoted(trace.path.split(separator: "/").last.map(String.init) ?? trace.path)
        output.text(",\"activeProfileIndex\":0,\"shared\":{\"frames\":[")
        try frames.write(to: &output)
        output.text("]},\"profiles\":[")
        for (index, profile) in profiles.enumerated() {
            output.text(index > 0 ? ",\n" : "\n")
            try profile.write(to: &output)
        }
        output.text("\n]}\n")
        try output.flush()
    }

    /// Every frame once, by the number under which stacks name it.
    private struct Frames {
        private var numbers: [StackNames.Name: Int] = [:]
        private var names: [StackNames.Name] = []

        mutating func number(of name: StackNames.Name) -> Int {
            if let known = numbers[name] { return known }
            numbers[name] = names.count
            names.append(name)
            return names.count - 1
        }

        func write(to output: inout ExportBuffer) throws {
            for (index, name) in names.enumerated() {
                output.text(index > 0 ? ",\n{\"name\":" : "\n{\"name\":")
                output.quoted(name.function)
                if let file = name.file {
                    output.text(",\"file\":")
                    output.quoted(file)
                }
                if let line = name.line {
                    output.text(",\"line\":")
                    output.number(line)
                }
                output.text("}")
                try output.flushIfLarge()
            }
        }
    }

    private struct Profile {
        let name: String
        let stacks: [[Int]: Int64]

        func write(to output: inout ExportBuffer) throws {
            let stacks = stacks.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            output.text("{\"type\":\"sampled\",\"name\":")
            output.quoted(name)
            output.text(",\"unit\":\"nanoseconds\",\"startValue\":0,\"endValue\":")
            output.number(stacks.reduce(0) { $0.clampedAdding($1.value) })
            output.text(",\"samples\":[")
            for (index, stack) in stacks.enumerated() {
                output.text(index > 0 ? ",[" : "[")
                output.text(stack.key.map(String.init).joined(separator: ","))
                output.text("]")
                try output.flushIfLarge()
            }
            output.text("],\"weights\":[")
            for (index, stack) in stacks.enumerated() {
                if index > 0 { output.text(",") }
                output.number(stack.value)
            }
            output.text("]}")
        }
    }
}

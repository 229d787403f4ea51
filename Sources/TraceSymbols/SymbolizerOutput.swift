/// What `llvm-symbolizer --verbose --inlines` writes.
enum SymbolizerOutput {
    /// What it says of one address.
    struct Answer {
        private(set) var blocks: [(name: Substring, facts: [Substring: Substring])] = []

        mutating func begin(_ name: Substring) { blocks.append((name, [:])) }

        mutating func add(_ key: Substring, _ value: Substring) {
            guard !blocks.isEmpty else { return }
            blocks[blocks.count - 1].facts[key] = value
        }

        /// The function that holds the address: its name, and where it begins as far as the tool tells.
        var holder: [Substring?] { [blocks.last?.name, blocks.last?.facts["Function start address"]] }

        /// Whether one of the program's own functions has a statement here: where it has none, the tool tells the line
        /// of something else, without a column.
        var isInStatement: Bool {
            zip(blocks, frames).contains { block, frame in
                frame.isUsersOwn && block.facts["Column"].flatMap { Int($0) } ?? 0 > 0
                    && Self.line(block.facts, "Filename", "Line") != nil
            }
        }

        var frames: [SourceFrame] {
            blocks.enumerated().map { index, block in
                let symbol = block.name == "??" ? nil : String(block.name)
                // Where a function begins there is often no line: then the line of its declaration.
                let place =
                    Self.line(block.facts, "Filename", "Line")
                    ?? (index == blocks.count - 1
                        ? Self.line(block.facts, "Function start filename", "Function start line") : nil)
                return SourceFrame(symbol: symbol, file: place?.file, line: place?.line)
            }
        }

        private static func line(
            _ facts: [Substring: Substring], _ fileKey: Substring, _ lineKey: Substring
        ) -> (file: String, line: Int)? {
            guard let file = facts[fileKey], let number = facts[lineKey].flatMap({ Int($0) }), number > 0,
                file != "??", !file.hasSuffix("<compiler-generated>")
            else { return nil }
            return (String(file), number)
        }
    }

    /// For each address one block or more, innermost first: the function, then indented `Key: value` lines. An empty
    /// line ends them.
    static func parse(_ output: String) -> [Answer] {
        var answers: [Answer] = []
        var answer = Answer()
        for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty {
                if !answer.blocks.isEmpty { answers.append(answer) }
                answer = Answer()
            } else if line.first != " " {
                answer.begin(line)
            } else if let colon = line.firstIndex(of: ":") {
                answer.add(
                    line[..<colon].drop { $0 == " " }, line[line.index(after: colon)...].drop { $0 == " " })
            }
        }
        return answers
    }
}

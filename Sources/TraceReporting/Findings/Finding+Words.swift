internal import TraceStore

// What the sentences of findings are made of.
extension TraceReader.Row {
    /// The place that the row names.
    var culprit: Finding.Culprit? {
        guard text("function") != nil || text("file") != nil else { return nil }
        return Finding.Culprit(function: text("function"), file: text("file"), line: integer("line"))
    }

    func duration(_ column: String) -> String { Units.duration(integer(column) ?? 0) }

    /// The time, as in sentences: `at 1.24 s`.
    func instant(_ column: String) -> String { integer(column).map(Units.duration) ?? "an unknown time" }

    func count(_ column: String) -> Int64 { integer(column) ?? 0 }

    /// `task 12 'reader'`.
    func task(_ id: String = "task", name: String = "task_name") -> String? {
        guard let number = integer(id) else { return nil }
        return "task \(number)" + (text(name).map { " '\($0)'" } ?? "")
    }
}

extension Finding.Culprit {
    /// `work() (Work.swift:10)`, or what is known of it.
    package var sentence: String { sentence(in: .max) }

    /// The same in so many columns: the function gives way.
    package func sentence(in columns: Int) -> String {
        let place = CodeName.place(file: file, line: line)
        switch (function.map(CodeName.function), place) {
        case (let function?, let place?):
            let left = max(columns - DisplayText.width(place) - 3, 8)
            return "\(CodeName.shorten(function, to: left)) (\(place))"
        case (let function?, nil): return CodeName.shorten(function, to: columns)
        case (nil, let place?): return place
        case (nil, nil): return "an unknown place"
        }
    }
}

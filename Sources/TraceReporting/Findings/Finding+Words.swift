internal import ReportLibrary
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

extension TraceReader {
    /// From what on a run is slow, where none has said otherwise: 100 ms.
    var slowThreshold: Int64 {
        get throws {
            guard case .integer(let value)? = try meta("slow_callback_ns") else { return 100_000_000 }
            return value
        }
    }

    /// A task's name, else the function that it runs; nil if it is not known.
    func label(of task: Int64) throws -> String? {
        try rows(ReportLibrary.sql("findings/task"), ["task": .integer(task)]) { $0.text("label") }
            .first.flatMap(\.self)
    }
}

extension Finding.Culprit {
    /// The place of a number in the trace; nil if nothing is known of it.
    init?(site: Int64, in trace: TraceReader) throws {
        let places = try trace.rows(ReportLibrary.sql("findings/site"), ["site": .integer(site)]) {
            $0.culprit
        }
        guard let place = places.first.flatMap(\.self) else { return nil }
        self = place
    }

    /// The place of a run: where it went on, or for a task's first run the function that it runs.
    init?(site: Int64?, ofTask task: Int64?, in trace: TraceReader) throws {
        if let site, let place = try Self(site: site, in: trace) {
            self = place
            return
        }
        guard let task else { return nil }
        let places = try trace.rows(ReportLibrary.sql("findings/task"), ["task": .integer(task)]) {
            $0.culprit
        }
        guard let place = places.first.flatMap(\.self) else { return nil }
        self = place
    }

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

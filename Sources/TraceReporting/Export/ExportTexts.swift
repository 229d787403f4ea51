internal import ReportLibrary
internal import TraceModel
internal import TraceStore

/// The names of a trace by their numbers, each looked up when it is first wanted.
///
/// Not `Sendable`: belongs to the connection's thread.
final class ExportTexts {
    /// What a task is called: by a string's number, which is a given name or the function that it runs.
    struct Label: Hashable {
        let string: Int64
        let isFunction: Bool

        static let unknown = Label(string: 0, isFunction: false)
    }

    /// A longer name is cut there, in bytes: it helps nobody, and there may be very many.
    static let longest = 4096
    /// Looked up again behind that: 64 MB at most, however long the names are.
    private static let mostKept = 16_384

    private let strings, sites, objects: Statement
    private var labels: [Label: String] = [:]
    private var places: [Int64: String] = [:]
    private var objectNames: [Int64: String] = [:]

    init(_ trace: TraceReader) throws {
        strings = try trace.database.prepare(ReportLibrary.sql("digest/text"))
        sites = try trace.database.prepare(ReportLibrary.sql("export/site"))
        objects = try trace.database.prepare(ReportLibrary.sql("export/objects"))
        for statement in [strings, sites, objects] { statement.longestText = Self.longest }
    }

    func text(_ label: Label) throws -> String {
        if let known = labels[label] { return known }
        guard label != .unknown else { return "(unknown)" }
        if labels.count >= Self.mostKept { labels.removeAll() }
        let text = try row(strings, label.string) { strings.text(at: 0) } ?? "(unknown)"
        let shown = label.isFunction ? CodeName.function(text) : text
        labels[label] = shown.isEmpty ? "(no name)" : shown
        return labels[label] ?? ""
    }

    /// `Worker.run(orders:) Worker.swift:34`.
    func place(_ site: Int64) throws -> String {
        if let known = places[site] { return known }
        if places.count >= Self.mostKept { places.removeAll() }
        let parts = try row(sites, site) { () -> [String?] in
            [
                sites.text(at: 0).map(CodeName.function),
                CodeName.place(file: sites.text(at: 1), line: sites.integer(at: 2)),
            ]
        }
        let text = (parts ?? []).compactMap(\.self).joined(separator: " ")
        places[site] = text.isEmpty ? "(unknown)" : text
        return places[site] ?? ""
    }

    /// The function and the place of it, as far as they are known.
    func code(_ site: Int64) throws -> (function: String?, file: String?, line: Int64?) {
        try row(sites, site) { (sites.text(at: 0), sites.text(at: 1), sites.integer(at: 2)) } ?? (
            nil, nil, nil
        )
    }

    /// `queue orders`, `lock 12`.
    func object(_ id: Int64) throws -> String {
        if let known = objectNames[id] { return known }
        if objectNames.count >= Self.mostKept { objectNames.removeAll() }
        let text = try row(objects, id) { () -> String in
            let kind = (objects.text(at: 0) ?? "object").replacing("_", with: " ")
            return "\(kind) \(objects.text(at: 1) ?? String(id))"
        }
        objectNames[id] = text ?? "object \(id)"
        return objectNames[id] ?? ""
    }

    private func row<Value>(_ statement: Statement, _ id: Int64, _ value: () -> Value?) throws -> Value? {
        defer { statement.reset() }
        try statement.bind(id, at: 1)
        return try statement.step() ? value() : nil
    }
}

/// The words behind the small integers, without a look into the file for each.
enum ExportWords {
    static func reason(_ number: Int64?) -> String { word(number, of: WaitReason.self) }
    static func outcome(_ number: Int64?) -> String { word(number, of: TaskOutcome.self) }
    static func kind(_ number: Int64?) -> String { word(number, of: TaskKind.self) }
    static func mark(_ number: Int64?) -> String { number == 0 ? "cancel" : word(number, of: MarkKind.self) }
    static func callback(_ number: Int64?) -> String { word(number, of: CallbackKind.self) }

    private static func word<Word: TraceWord>(_ number: Int64?, of: Word.Type) -> String {
        number.flatMap { Int(exactly: $0) }.flatMap(Word.init(rawValue:))?.text ?? "unknown"
    }
}

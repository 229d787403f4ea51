internal import ReportLibrary
internal import TraceModel
internal import TraceStore

/// What the numbers of a trace are called, each looked up once.
package final class PathNames {
    package struct Place: Sendable, Hashable {
        package var function: String?
        package var file: String?
        package var line: Int64?

        /// `run() (Work.swift:10)`
        var culprit: Finding.Culprit { Finding.Culprit(function: function, file: file, line: line) }
    }

    private let label, site, object, thread: PreparedQuery
    fileprivate var labels: [Int64: String] = [:]
    fileprivate var places: [Int64: Place] = [:]
    fileprivate var objects: [Int64: String] = [:]
    private var threads: [Int64: String] = [:]

    init(_ trace: TraceReader) throws {
        func query(_ name: String, _ parameter: String) throws -> PreparedQuery {
            try PreparedQuery(ReportLibrary.sql("why/" + name), [parameter], in: trace)
        }
        label = try query("label", "task")
        site = try query("site", "site")
        object = try query("object", "object")
        thread = try query("thread", "thread")
    }

    /// What a task is called by, as the program has it.
    func task(_ id: Int64) throws -> String {
        if let known = labels[id] { return known }
        let made = try label.first(id) { $0.text(at: 0) }.flatMap(\.self) ?? "(unknown)"
        labels[id] = made
        return made
    }

    func place(_ id: Int64?) throws -> Place {
        guard let id else { return Place() }
        if let known = places[id] { return known }
        let made =
            try site.first(id) {
                Place(function: $0.text(at: 0), file: $0.text(at: 1), line: $0.integer(at: 2))
            }
            ?? Place()
        places[id] = made
        return made
    }

    /// `queue 'orders'`, `task 'worker'`: what a wait for this reason was for.
    func object(_ id: Int64?, reason: Int64?) throws -> String? {
        guard let id else { return nil }
        if Self.isForTask(reason) { return "task '\(CodeName.function(try task(id)))'" }
        if let known = objects[id] { return known }
        let found = try object.first(id) { (kind: $0.text(at: 0), name: $0.text(at: 1)) }
        let kind = found?.kind?.replacing("_", with: " ") ?? Self.kind(of: reason)
        let made = found?.name.map { "\(kind) '\(CodeName.function($0))'" } ?? "\(kind) \(id)"
        objects[id] = made
        return made
    }

    func thread(_ id: Int64) throws -> String {
        if let known = threads[id] { return known }
        let found = try thread.first(id) { (name: $0.text(at: 0), number: $0.integer(at: 1)) }
        let made = found?.name ?? found?.number.map { "thread \($0)" } ?? "thread \(id)"
        threads[id] = made
        return made
    }

    /// Of an object that the trace does not have: what tasks wait for so.
    private static func kind(of reason: Int64?) -> String {
        switch reason.flatMap({ WaitReason(rawValue: Int(truncatingIfNeeded: $0)) }) {
        case .queueGet, .queuePut, .queueJoin: "queue"
        case let other?: other == .unknown ? "object" : other.text
        case nil: "object"
        }
    }

    static func isForTask(_ reason: Int64?) -> Bool {
        let reason = reason.flatMap { WaitReason(rawValue: Int(truncatingIfNeeded: $0)) }
        return reason == .task || reason == .asyncLet
    }

    /// `queue_get`, as the views say it.
    static func reason(_ reason: Int64?) -> String {
        reason.flatMap { WaitReason(rawValue: Int(truncatingIfNeeded: $0))?.text } ?? "unknown"
    }
}

/// The names of a path, when the trace is not at hand any more.
package struct SegmentNames: Sendable {
    private let labels: [Int64: String]
    private let places: [Int64: PathNames.Place]
    private let objects: [Int64: String]

    /// All that were looked up.
    init(_ names: PathNames) { (labels, places, objects) = (names.labels, names.places, names.objects) }

    func task(_ id: Int64) -> String { labels[id] ?? "(unknown)" }

    func place(_ site: Int64?) -> PathNames.Place { site.flatMap { places[$0] } ?? PathNames.Place() }

    func object(of segment: PathSegment) -> String? {
        guard let object = segment.object else { return nil }
        if PathNames.isForTask(segment.reason) { return "task '\(CodeName.function(task(object)))'" }
        return objects[object]
    }
}

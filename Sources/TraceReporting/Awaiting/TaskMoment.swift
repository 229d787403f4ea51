internal import ReportLibrary
package import TraceStore

/// What the tasks of a program were doing at one moment.
package struct TaskMoment: Sendable {
    package struct Entry: Sendable {
        package let id: Int64
        package let name: String
        package let parent: Int64?
        package let kind: String
        /// created, ready, running or waiting.
        package let state: String
        package let since: Int64?
        package let reason: String?
        package let object: Int64?
        package let objectName: String?
        package let objectKind: String?
        /// Innermost first; one where no stacks were recorded.
        package let frames: [AwaitGraph.Frame]
    }

    package let at: Int64
    package let entries: [Entry]
    /// Where the ends of the futures come from that are waited for.
    private let sources: FutureSources

    /// `at` in nanoseconds from the beginning; nil: the end of the trace.
    package init(_ trace: TraceReader, at: Int64? = nil) throws {
        let end = try trace.rows(ReportLibrary.sql("tasks/end")) { $0.integer("at") ?? 0 }.first
        let at = at ?? end ?? 0
        self.at = at
        let steps = try FollowingSteps(trace, at: at).ends.map(String.init).joined(separator: ",")
        var stacks: [Int64: [AwaitGraph.Frame]]?
        let parameters: [String: SQLiteValue] = ["at": .integer(at), "steps": .text("[\(steps)]")]
        entries = try trace.rows(ReportLibrary.sql("tasks/at"), parameters) { row in
            let place = AwaitGraph.Frame(
                CodeName.function(row.text("function") ?? "(unknown)"),
                CodeName.place(file: row.text("file"), line: row.integer("line")))
            let stack = row.integer("stack")
            if stack != nil, stacks == nil { stacks = try Self.stacks(trace) }
            return Entry(
                id: row.integer("id") ?? 0, name: CodeName.function(row.text("name") ?? ""),
                parent: row.integer("parent"), kind: row.text("kind") ?? "", state: row.text("state") ?? "",
                since: row.integer("since"), reason: row.text("reason"), object: row.integer("object"),
                objectName: row.text("object_name"), objectKind: row.text("object_kind"),
                frames: stack.flatMap { stacks?[$0] } ?? [place])
        }
        let futures = entries.compactMap { entry in
            entry.reason == "future" || entry.reason == "futures" ? entry.object : nil
        }
        sources = futures.isEmpty ? FutureSources() : try FutureSources(trace, at: at)
    }

    private static func stacks(_ trace: TraceReader) throws -> [Int64: [AwaitGraph.Frame]] {
        var stacks: [Int64: [AwaitGraph.Frame]] = [:]
        let frames = try trace.rows("SELECT stack, function, file, line FROM stacks ORDER BY stack, depth") {
            row in
            (
                row.integer("stack") ?? 0,
                AwaitGraph.Frame(
                    CodeName.function(row.text("function") ?? "(unknown)"),
                    CodeName.place(file: row.text("file"), line: row.integer("line")))
            )
        }
        for (stack, frame) in frames { stacks[stack, default: []].append(frame) }
        return stacks
    }

    /// Who awaits whom. A task in a group awaits the group's tasks, and who waits for a future the tasks behind it;
    /// objects are what is waited for otherwise.
    package var graph: AwaitGraph {
        var awaiters: [Int64: [AwaitGraph.Awaiter]] = [:]
        var objects: [Int64: AwaitGraph.Node] = [:]
        let alive = Set(entries.map(\.id))
        let groupChildren = Dictionary(grouping: entries.filter { $0.kind == "group_child" }, by: \.parent)
        for entry in entries where entry.state == "waiting" {
            let awaiter = AwaitGraph.Awaiter(entry.id, entry.frames)
            var awaited: [Int64] = []
            switch entry.reason {
            case "task", "async_let": awaited = entry.object.map { [$0] } ?? []
            case "group": awaited = (groupChildren[entry.id] ?? []).map(\.id)
            case "future", "futures":
                awaited = entry.object.map { sources.tasks(of: $0) }?.filter(alive.contains) ?? []
            default: break
            }
            for task in awaited { awaiters[task, default: []].append(awaiter) }
            guard awaited.isEmpty, let object = entry.object, let kind = entry.objectKind else { continue }
            // Objects and tasks are numbered each for themselves.
            awaiters[~object, default: []].append(awaiter)
            objects[~object] = AwaitGraph.Node(
                ~object, "\(kind.split(separator: "_").joined(separator: " ")) \(entry.objectName ?? "")",
                kind: .object)
        }
        let tasks = entries.map { entry in
            AwaitGraph.Node(entry.id, entry.name, note: note(entry), awaitedBy: awaiters[entry.id] ?? [])
        }
        let others = objects.values.sorted { $0.id > $1.id }.map { object in
            AwaitGraph.Node(
                object.id, object.name, kind: .object, awaitedBy: awaiters[object.id] ?? [])
        }
        return AwaitGraph(tasks + others)
    }

    /// As in `waiting 1.2 s for sleep`.
    package func note(_ entry: Entry) -> String {
        let duration = entry.since.map { " " + Units.duration(at - $0) } ?? ""
        return "\(entry.state)\(duration)" + (entry.reason.map { " for \($0)" } ?? "")
    }
}

extension TaskMoment {
    /// The tasks in one state, or all.
    package func entries(in state: String?) -> [Entry] {
        entries.filter { state == nil || $0.state == state }
    }

    /// A table of the tasks: what `ps` would have shown.
    package func table(state: String?, style: TextStyle) -> [String] {
        let entries = entries(in: state)
        guard !entries.isEmpty else {
            return [
                style.paint(
                    "No task\(state.map { " was \($0)" } ?? " was alive") at \(Units.duration(at)).", .dim)
            ]
        }
        let awaiters = Dictionary(
            AwaitTable(graph).rows.filter { $0.awaiter != nil }.map { ($0.task, [$0.awaiterName]) },
            uniquingKeysWith: +)
        let hasAwaiters = !awaiters.isEmpty
        var columns: [TextTable.Column] = [
            .init("task", isRight: true), .init("name", fit: .function), .init("state"),
            .init("for", isRight: true), .init("waits for", fit: .flexible), .init("at", fit: .place),
        ]
        if hasAwaiters { columns.append(.init("awaited by", fit: .flexible)) }
        let rows = entries.map { entry in
            let target = [entry.reason, entry.objectName.map { "'\($0)'" }].compactMap(\.self)
            let cells = [
                "\(entry.id)", entry.name, entry.state,
                entry.since.map { Units.shortDuration(at - $0) } ?? "–", target.joined(separator: " "),
                entry.frames.first?.place ?? entry.frames.first?.function ?? "–",
            ]
            return hasAwaiters ? cells + [(awaiters[entry.id] ?? []).joined(separator: ", ")] : cells
        }
        return TextTable(columns: columns, rows: rows).lines(style)
    }

    /// The tasks and what they await, as a tree; then the circles, which have no root.
    package func tree(style: TextStyle) -> [String] {
        let graph = graph
        let trees = AwaitTree(graph, style: style).trees
        let cycles = graph.cycleLines.map { style.paint(DisplayText.shorten($0, to: style.width), .error) }
        guard !trees.isEmpty || !cycles.isEmpty else { return table(state: nil, style: style) }
        return trees.flatMap(\.self) + cycles
    }

    package var json: JSONValue {
        .object([
            ("at_ns", .integer(at)),
            (
                "tasks",
                .array(
                    entries.map { entry in
                        .object([
                            ("id", .integer(entry.id)), ("name", .string(entry.name)),
                            ("parent", JSONValue(entry.parent)),
                            ("kind", .string(entry.kind)), ("state", .string(entry.state)),
                            ("since_ns", JSONValue(entry.since)), ("reason", JSONValue(entry.reason)),
                            ("object", JSONValue(entry.object)), ("object_name", JSONValue(entry.objectName)),
                            ("stack", .array(entry.frames.map { .string($0.text) })),
                        ])
                    })
            ),
            ("cycles", .array(graph.cycles.map { .array($0.map(JSONValue.integer)) })),
        ])
    }
}

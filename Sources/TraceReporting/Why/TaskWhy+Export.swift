internal import TraceStore

extension TaskWhy {
    package var json: JSONValue {
        .object([
            (
                "task",
                .object([
                    ("id", .integer(task)), ("name", .string(label)), ("kind", .string(kind)),
                    ("outcome", .string(outcome)), ("created_ns", JSONValue(created)),
                    ("ended_ns", JSONValue(ended)),
                    ("parent", JSONValue(parent)), ("parent_name", JSONValue(parentLabel)),
                    ("function", JSONValue(runs.function)), ("file", JSONValue(runs.file)),
                    ("line", JSONValue(runs.line)), ("created_function", JSONValue(createdAt.function)),
                    ("created_file", JSONValue(createdAt.file)), ("created_line", JSONValue(createdAt.line)),
                ])
            ),
            ("from_ns", .integer(from)), ("to_ns", .integer(to)), ("duration_ns", .integer(duration)),
            ("run_ns", .integer(account.run)), ("ready_ns", .integer(account.ready)),
            ("wait_ns", .integer(account.wait)), ("unknown_ns", .integer(unknown)),
            ("steps", .integer(account.steps)),
            ("waits", .array(waits.map(Self.json))),
            (
                "wakers",
                .array(
                    wakers.map { waker in
                        .object([
                            ("name", .string(waker.name)), ("is_task", .bool(waker.isTask)),
                            ("count", .integer(waker.sum.count)), ("waited_ns", .integer(waker.sum.total)),
                        ])
                    })
            ),
            (
                "path",
                .object([
                    ("unknown_ns", .integer(path.unknown)), ("is_cut", .bool(path.isCut)),
                    ("shortest_followed_ns", .integer(path.shortest)),
                    ("segments", .integer(Int64(path.segments.count))),
                    ("shares", .array(shares.map(Self.json))),
                    (
                        "longest_segments",
                        .array(
                            longest(1000).map { segment in
                                .object(zip(Self.columns, row(segment).map(JSONValue.init)).map { ($0, $1) })
                            })
                    ),
                ])
            ),
        ])
    }

    private static func json(_ share: PathShare) -> JSONValue {
        .object([
            ("kind", .string(share.example.kind.rawValue)), ("task_name", .string(share.label)),
            (
                "reason",
                share.example.kind == .wait ? .string(PathNames.reason(share.example.reason)) : .null
            ), ("object_name", JSONValue(share.object)), ("function", JSONValue(share.place.function)),
            ("file", JSONValue(share.place.file)), ("line", JSONValue(share.place.line)),
            ("note", JSONValue(share.example.note?.rawValue)), ("count", .integer(share.count)),
            ("total_ns", .integer(share.total)),
        ])
    }

    private static func json(_ waits: NamedWaits) -> JSONValue {
        .object([
            ("reason", .string(waits.reason)), ("object", JSONValue(waits.objectNumber)),
            ("object_name", JSONValue(waits.object)), ("count", .integer(waits.sum.count)),
            ("total_ns", .integer(waits.sum.total)), ("longest_ns", .integer(waits.sum.longest)),
            ("is_going_on", .bool(waits.sum.isGoingOn)), ("function", JSONValue(waits.place.function)),
            ("file", JSONValue(waits.place.file)), ("line", JSONValue(waits.place.line)),
        ])
    }

    /// The segments of the path, for other tools.
    package var table: QueryTable { QueryTable(columns: Self.columns, rows: path.segments.map(row)) }

    /// The longest segments, in the order of time.
    func longest(_ limit: Int) -> [PathSegment] {
        let segments = path.segments
        guard segments.count > limit else { return segments }
        var lengths = DurationHistogram()
        for segment in segments { lengths.add(segment.duration) }
        // Twice as many are sure to hold them; sorting all of a long path takes long.
        let least = lengths.threshold(keeping: 2 * Int64(limit))
        let long = segments.indices.filter { segments[$0].duration >= least }
        return (long.count < limit ? Array(segments.indices) : long).sorted {
            (segments[$1].duration, $0) < (segments[$0].duration, $1)
        }
        .prefix(limit).sorted().map { segments[$0] }
    }

    private static let columns = [
        "from_ns", "to_ns", "duration_ns", "depth", "task", "task_name", "kind", "reason", "object",
        "object_name",
        "function", "file", "line", "link", "note",
    ]

    private func row(_ segment: PathSegment) -> [SQLiteValue] {
        func value(_ number: Int64?) -> SQLiteValue { number.map(SQLiteValue.integer) ?? .null }
        func value(_ text: String?) -> SQLiteValue { text.map(SQLiteValue.text) ?? .null }
        let place = segmentNames.place(segment.site)
        return [
            .integer(segment.from), .integer(segment.to), .integer(segment.duration),
            .integer(Int64(segment.depth)), .integer(segment.task), .text(segmentNames.task(segment.task)),
            .text(segment.kind.rawValue),
            value(segment.kind == .wait ? PathNames.reason(segment.reason) : nil),
            value(segment.object), value(segmentNames.object(of: segment)), value(place.function),
            value(place.file), value(place.line), value(segment.link?.rawValue),
            value(segment.note?.rawValue),
        ]
    }
}

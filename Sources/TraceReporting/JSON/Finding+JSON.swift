extension Diagnosis {
    /// As in the report: `findings`, `suppressed` and `unused_suppressions`.
    package var json: JSONValue { .object(members) }

    var members: [(String, JSONValue)] {
        [
            ("findings", .array(findings.map(\.json))),
            (
                "suppressed",
                .array(
                    suppressed.map { one in
                        .object([("because", .string(one.reason))] + one.finding.members)
                    })
            ),
            (
                "unused_suppressions",
                .array(
                    unused.map { line in
                        .object([
                            ("place", .string(line.place)), ("suppression", .string(line.words)),
                            ("reason", .string(line.reason)),
                        ])
                    })
            ),
        ]
    }
}

extension Finding {
    package var json: JSONValue { .object(members) }

    var members: [(String, JSONValue)] {
        [
            ("id", .string(id)), ("rule", .string(rule)), ("severity", .string(severity.word)),
            ("message", .string(message)), ("function", JSONValue(culprit?.function)),
            ("file", JSONValue(culprit?.file)), ("line", JSONValue(culprit?.line)),
            ("evidence", .array(evidence.map(JSONValue.string))), ("remedy", .string(remedy)),
            ("subject", JSONValue(subject)), ("task", JSONValue(task)), ("at", JSONValue(at)),
            ("view", .string(view)), ("query", .string(query)), ("page", .string(page)),
        ]
    }
}

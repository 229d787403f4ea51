/// A part of the report that is a table: which query gives it, and what its columns are called.
///
/// Text, JSON and HTML show the same sections; a section is data, the formats render.
package struct ReportSection: Sendable {
    package struct Column: Sendable {
        package enum Kind: Sendable {
            /// A name; the one that gives way when the line is too narrow.
            case name
            /// A function of the code, shown short.
            case function
            /// `file` and `line` of the row, whatever its own name is.
            case place
            case word
            case count
            /// A count that is left out when it is 0 in all rows.
            case rareCount
            /// Per second.
            case rate
            case duration
            /// A time since the start of the trace.
            case instant
        }

        package let name: String
        package let title: String
        package let kind: Kind
    }

    /// Its key in JSON.
    package let id: String
    package let title: String
    /// nil: its rows come from the digest.
    package let query: String?
    /// The view that has more of it.
    package let view: String
    /// What to say when there are no rows; empty: the section is left out.
    package let empty: String
    package let columns: [Column]
}

extension ReportSection.Column {
    var isPercentile: Bool { ["p50_ns", "p95_ns", "p99_ns"].contains { name.hasSuffix($0) } }

    init(_ name: String, _ title: String, _ kind: Kind) {
        self.init(name: name, title: title, kind: kind)
    }
}

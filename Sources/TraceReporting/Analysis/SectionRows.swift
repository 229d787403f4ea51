internal import ReportLibrary
package import TraceStore

/// The rows of a section, with every column of its query by name.
package struct SectionRows: Sendable {
    package let section: ReportSection
    package let columns: [String]
    package let rows: [[SQLiteValue]]
    /// How many rows there would be without a limit.
    package let total: Int64
    /// Whether its percentiles are near the exact ones only: within 5 %, from histograms.
    package let isApproximate: Bool

    private let index: [String: Int]

    private init(_ section: ReportSection, _ query: String, in trace: TraceReader, limit: Int) throws {
        self.section = section
        let table = try QueryTable(
            ReportLibrary.sql(query), in: trace, parameters: ["limit": .integer(Int64(limit))])
        let total = table.columns.firstIndex(of: "total_rows")
        if let total, case .integer(let count)? = table.rows.first?[total] {
            self.total = count
        } else {
            self.total = Int64(table.rows.count)
        }
        isApproximate = false
        let kept = table.columns.indices.filter { $0 != total }
        columns = kept.map { table.columns[$0] }
        rows = table.rows.map { row in kept.map { row[$0] } }
        index = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
    }

    /// Of rows that were not made by the section's query.
    init(
        _ section: ReportSection, columns: [String], rows: [[SQLiteValue]], total: Int64, isApproximate: Bool
    ) {
        self.section = section
        self.columns = columns
        self.rows = rows
        self.total = total
        self.isApproximate = isApproximate
        index = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
    }

    /// What a report says beside them then.
    static let approximation = "≈ within 5 %, from histograms; exact: report --exact"

    package func value(_ column: String, in row: [SQLiteValue]) -> SQLiteValue {
        index[column].map { row[$0] } ?? .null
    }
}

extension SectionRows {
    /// What needs every task or every queue operation comes from the digest, the rest from the section's query.
    init(_ section: ReportSection, in digest: TraceDigest, limit: Int) throws {
        if let query = section.query {
            try self.init(section, query, in: digest.trace, limit: limit)
        } else if section.id == ReportSection.latency.id {
            let latency = try LatencyRows(digest, limit: limit)
            self.init(
                section, columns: LatencyRows.columns, rows: latency.values, total: latency.total,
                isApproximate: latency.isApproximate)
        } else {
            let queues = try QueueRows(digest, limit: limit)
            self.init(
                section, columns: QueueRows.columns, rows: queues.values, total: queues.total,
                isApproximate: queues.isApproximate)
        }
    }
}

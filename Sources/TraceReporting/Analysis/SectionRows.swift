internal import ReportLibrary
package import TraceStore

/// The rows of a section, with every column of its query by name.
package struct SectionRows: Sendable {
    package let section: ReportSection
    package let columns: [String]
    package let rows: [[SQLiteValue]]
    /// How many rows there would be without a limit.
    package let total: Int64

    private let index: [String: Int]

    package init(_ section: ReportSection, in trace: TraceReader, limit: Int) throws {
        self.section = section
        let table = try QueryTable(
            ReportLibrary.sql(section.query), in: trace, parameters: ["limit": .integer(Int64(limit))])
        let total = table.columns.firstIndex(of: "total_rows")
        if let total, case .integer(let count)? = table.rows.first?[total] {
            self.total = count
        } else {
            self.total = Int64(table.rows.count)
        }
        let kept = table.columns.indices.filter { $0 != total }
        columns = kept.map { table.columns[$0] }
        rows = table.rows.map { row in kept.map { row[$0] } }
        index = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
    }

    package func value(_ column: String, in row: [SQLiteValue]) -> SQLiteValue {
        index[column].map { row[$0] } ?? .null
    }
}

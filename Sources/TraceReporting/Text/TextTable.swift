/// A table of text that is never wider than it may be: names give way first.
package struct TextTable: Sendable {
    package struct Column: Sendable {
        package enum Fit: Sendable {
            /// As wide as its widest cell.
            case fixed
            /// Shortened in the middle when the line is too narrow.
            case flexible
            /// The same for a function, which gives up what stands before its last name first.
            case function
            /// The same for a file and line, which gives up its beginning.
            case place
        }

        package let title: String
        package let isRight: Bool
        package let fit: Fit

        package init(_ title: String, isRight: Bool = false, fit: Fit = .fixed) {
            self.title = title
            self.isRight = isRight
            self.fit = fit
        }
    }

    package let columns: [Column]
    package let rows: [[String]]

    package init(columns: [Column], rows: [[String]]) {
        self.columns = columns
        self.rows = rows.map { $0.map(DisplayText.clean) }
    }

    private static let wideGap = 2
    private static let least = 6
    private static let legible = 12

    /// Whether every cell can be shown, or enough of it to be of use.
    package func fits(in width: Int) -> Bool {
        fits(in: width) { _ in Self.legible }
    }

    /// The least width with which a column can keep its distance from the others.
    private static func comfortable(_ fit: Column.Fit) -> Int {
        switch fit {
        case .function: 17
        case .place: 14
        case .fixed, .flexible: legible
        }
    }

    private func fits(in width: Int, flexible: (Column.Fit) -> Int) -> Bool {
        let needed = columns.indices.map { index in
            let natural = naturalWidth(of: index)
            return columns[index].fit == .fixed ? natural : min(natural, flexible(columns[index].fit))
        }
        return needed.reduce(0, +) + Self.wideGap * (columns.count - 1) <= width
    }

    /// The title line, then a line for each row.
    package func lines(_ style: TextStyle, indent: Int = 2) -> [String] {
        let gap = fits(in: style.width - indent, flexible: Self.comfortable) ? Self.wideGap : 1
        let widths = widths(in: style.width - indent, gap: gap)
        let space = String(repeating: " ", count: indent)
        let titles = line(columns.map(\.title), widths, gap)
        return [space + style.paint(titles, .dim)] + rows.map { space + line($0, widths, gap) }
    }

    private func line(_ cells: [String], _ widths: [Int], _ gap: Int) -> String {
        let parts = zip(cells, columns).enumerated().map { index, part in
            let (cell, column) = part
            let shortened =
                switch column.fit {
                case .function: CodeName.shorten(cell, to: widths[index])
                case .place: DisplayText.end(of: cell, to: widths[index])
                case .fixed, .flexible: DisplayText.shorten(cell, to: widths[index])
                }
            return DisplayText.pad(shortened, to: widths[index], right: column.isRight)
        }
        let line = parts.joined(separator: String(repeating: " ", count: gap))
        return String(line.reversed().drop { $0 == " " }.reversed())
    }

    /// Takes what is too much from the widest flexible column, again and again, then from any column.
    private func widths(in available: Int, gap: Int) -> [Int] {
        var widths = columns.indices.map(naturalWidth)
        var excess = widths.reduce(0, +) + gap * (columns.count - 1) - available
        let flexible = columns.indices.filter { columns[$0].fit != .fixed }
        for candidates in [flexible, Array(columns.indices)] {
            while excess > 0, let widest = candidates.max(by: { widths[$0] < widths[$1] }),
                widths[widest] > (candidates.count == flexible.count ? Self.least : 1)
            {
                widths[widest] -= 1
                excess -= 1
            }
        }
        return widths
    }

    private func naturalWidth(of column: Int) -> Int {
        rows.reduce(DisplayText.width(columns[column].title)) { max($0, DisplayText.width($1[column])) }
    }
}

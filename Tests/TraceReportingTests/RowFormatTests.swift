import Testing
import TraceReporting
import TraceStore

@Suite struct RowFormatTests {
    let table = QueryTable(
        columns: ["name", "count"],
        rows: [
            [.text("a,\"b\"\nc"), .integer(12)], [.null, .real(1.5)], [.text("é"), .null],
        ])

    @Test("A table aligns numbers at their end and shows no control characters.")
    func asTable() {
        #expect(
            RowFormat.table.render(table, style: .plain) == """
                name     count
                a,"b"\u{FFFD}c     12
                           1.5
                é

                """)
    }

    @Test("CSV quotes what needs it.")
    func asCSV() {
        #expect(RowFormat.csv.render(table, style: .plain) == "name,count\n\"a,\"\"b\"\"\nc\",12\n,1.5\né,\n")
    }

    @Test("JSON has an object for each row, with its types.")
    func asJSON() {
        #expect(
            RowFormat.json.render(table, style: .plain) == #"""
                [
                {"name":"a,\"b\"\nc","count":12},
                {"name":null,"count":1.5},
                {"name":"é","count":null}
                ]

                """#)
    }

    @Test("No rows are an empty JSON array, and the titles alone elsewhere.")
    func empty() {
        let empty = QueryTable(columns: ["a", "b"], rows: [])
        #expect(
            RowFormat.allCases.map { $0.render(empty, style: .plain) } == ["a  b\n", "a,b\n", "[]\n"])
    }

    @Test("More columns than a line holds stand below each other, whole.")
    func records() {
        let wide = QueryTable(
            columns: (1...12).map { "column \($0)" },
            rows: [(1...12).map { .text(String(repeating: "\($0)", count: 45)) }])
        let text = RowFormat.table.render(wide, style: .plain)
        #expect(text.hasPrefix("column 1   " + String(repeating: "1", count: 45) + "\n"))
        #expect(text.replacing(#/\n +/#, with: "").contains(String(repeating: "12", count: 45)))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
}

/// The fast way of many rows into the tables that grow fastest: copied whole, from a ``BatchImage``.
///
/// Where anything of it is refused, by an SQLite without `sqlite3_deserialize` say, rows go the way of ``BatchSource``.
final class RowTransfer {
    /// From how many rows on it pays.
    static let fewestRows = 500

    private let image: BatchImage
    private let tables: [String]
    private let copies: [Statement]
    private var isFilled = false

    /// `columns` are those that the rows of each table will have. Where they are not the table's, its rows go the other
    /// way.
    init(_ database: Database, columns: KeyValuePairs<String, String>) throws(SQLiteError) {
        var tables: [String] = []
        for (table, columns) in columns {
            let names = try database.prepare(
                "SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_table_info(?1) ORDER BY cid)")
            try names.bind(table, at: 1)
            if try names.step(), names.text(at: 0) == columns { tables.append(table) }
        }
        self.tables = tables
        image = try BatchImage(database, tables: tables)
        var copies: [Statement] = []
        for table in tables {
            copies.append(try database.prepare("INSERT INTO main.\(table) SELECT * FROM image.\(table)"))
        }
        self.copies = copies
    }

    /// Takes the rows of the next transaction, before it begins. Those of a table must ascend by their first values.
    func prepare(_ rows: [String: RowBatch]) {
        isFilled = image.fill(tables.map { rows[$0] ?? RowBatch(columns: 1) })
    }

    /// Whatever was prepared goes another way.
    func clear() { isFilled = false }

    /// What inserts the rows that were prepared for a table; nil if they must go another way.
    func copy(of table: String) -> Statement? {
        isFilled ? tables.firstIndex(of: table).map { copies[$0] } : nil
    }
}

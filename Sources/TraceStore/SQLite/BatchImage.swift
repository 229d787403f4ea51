internal import CBatchTable
internal import CSQLite

/// Tables in memory, attached as `image`, from which SQLite copies rows whole.
///
/// Belongs to the connection's thread, like the connection. What is in it takes the place of what was before, so
/// that it is filled between transactions only.
@safe
package final class BatchImage {
    private let image: OpaquePointer
    private let database: Database

    /// Makes tables like those of the connection's file.
    package init(_ database: Database, tables: [String]) throws(SQLiteError) {
        self.database = database
        let find = try database.prepare(
            "SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = ?1")
        var schema = ""
        for table in tables {
            defer { find.reset() }
            try find.bind(table, at: 1)
            schema += try find.step() ? (find.text(at: 0) ?? "") + ";\n" : ""
        }
        var made: OpaquePointer?
        let code = unsafe batch_image_attach(database.handle, schema, Int32(tables.count), &made)
        guard code == SQLITE_OK, let made = unsafe made else { throw database.error(code, sql: nil) }
        unsafe image = made
    }

    deinit { unsafe batch_image_free(image) }

    /// Puts rows into the tables, a batch for each; their keys, the first columns, must ascend.
    ///
    /// - Returns: false if that is not possible; then the tables are empty.
    package func fill(_ batches: [RowBatch]) -> Bool {
        unsafe batch_image_clear(image)
        var isFilled = batches.indices.allSatisfy { fill($0, batches[$0]) }
        while !isFilled, unsafe batch_image_grow(database.handle, image) == SQLITE_OK {
            isFilled = batches.indices.allSatisfy { fill($0, batches[$0]) }
        }
        if !isFilled { unsafe batch_image_clear(image) }
        unsafe batch_image_finish(image)
        return isFilled
    }

    private func fill(_ table: Int, _ batch: RowBatch) -> Bool {
        unsafe batch.values.withUnsafeBufferPointer { values in
            var rows = unsafe batch_rows(
                values: values.baseAddress, rows: Int64(batch.count), columns: Int32(batch.columns))
            return unsafe batch_image_fill(image, Int32(table), &rows)
        }
    }
}

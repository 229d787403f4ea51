internal import CSQLite

/// A compiled statement: bind, step through its rows, reset, again.
///
/// Parameters count from 1 and columns from 0, as in SQLite.
@safe
package final class Statement {
    package let database: Database
    package let sql: String
    /// What follows the statement in the text that it was compiled from.
    package let rest: String
    private let handle: OpaquePointer
    /// Where a longer text is cut, in bytes.
    package var longestText = Int.max

    init(_ database: Database, sql: String) throws(SQLiteError) {
        self.database = database
        self.sql = sql
        var compiled: OpaquePointer?
        var rest = ""
        let code = unsafe sql.withCString { text in
            var tail: UnsafePointer<CChar>?
            let code = unsafe sqlite3_prepare_v3(database.handle, text, -1, 0, &compiled, &tail)
            if let tail = unsafe tail { rest = unsafe String(cString: tail) }
            return code
        }
        self.rest = rest
        guard code == SQLITE_OK else { throw database.error(code, sql: sql) }
        guard let compiled = unsafe compiled else {
            throw SQLiteError(code: SQLITE_MISUSE, message: "there is no statement", sql: sql)
        }
        unsafe handle = compiled
    }

    deinit { unsafe sqlite3_finalize(handle) }

    /// Goes to the next row; `false` when there is none.
    package func step() throws(SQLiteError) -> Bool {
        let code = unsafe sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw database.error(code, sql: sql)
        }
    }

    /// Runs a statement that gives no rows, and makes it ready for the next run.
    package func run() throws(SQLiteError) {
        defer { reset() }
        while try step() {}
    }

    /// Makes the statement ready to run again. The bound values stay.
    package func reset() { unsafe sqlite3_reset(handle) }

    package func clearBindings() { unsafe sqlite3_clear_bindings(handle) }

    /// Whether it cannot change the database.
    package var isReadOnly: Bool { unsafe sqlite3_stmt_readonly(handle) != 0 }
}

// MARK: Parameters
extension Statement {
    package var parameterCount: Int { unsafe Int(sqlite3_bind_parameter_count(handle)) }

    /// The number of a named parameter, as in `:name`; nil if the statement has none of that name.
    package func parameter(named name: String) -> Int? {
        let index = unsafe sqlite3_bind_parameter_index(handle, name)
        return index == 0 ? nil : Int(index)
    }

    package func bind(_ value: Int64?, at index: Int) throws(SQLiteError) {
        if let value {
            try check(unsafe sqlite3_bind_int64(handle, Int32(index), value))
        } else {
            try bindNull(at: index)
        }
    }

    package func bind(_ value: Int?, at index: Int) throws(SQLiteError) {
        try bind(value.map(Int64.init), at: index)
    }

    package func bind(_ value: Double?, at index: Int) throws(SQLiteError) {
        if let value {
            try check(unsafe sqlite3_bind_double(handle, Int32(index), value))
        } else {
            try bindNull(at: index)
        }
    }

    package func bind(_ value: String?, at index: Int) throws(SQLiteError) {
        guard var value else { return try bindNull(at: index) }
        let code = value.withUTF8 { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                unsafe sqlite3_bind_text64(
                    handle, Int32(index), characters.baseAddress, UInt64(characters.count),
                    csqlite_transient(), UInt8(SQLITE_UTF8))
            }
        }
        try check(code)
    }

    package func bind(_ value: [UInt8]?, at index: Int) throws(SQLiteError) {
        guard let value else { return try bindNull(at: index) }
        guard !value.isEmpty else { return try check(unsafe sqlite3_bind_zeroblob(handle, Int32(index), 0)) }
        let code = unsafe value.withUnsafeBytes { bytes in
            unsafe sqlite3_bind_blob64(
                handle, Int32(index), bytes.baseAddress, UInt64(bytes.count), csqlite_transient())
        }
        try check(code)
    }

    package func bind(_ value: SQLiteValue, at index: Int) throws(SQLiteError) {
        switch value {
        case .null: try bindNull(at: index)
        case .integer(let integer): try bind(integer, at: index)
        case .real(let real): try bind(real, at: index)
        case .text(let text): try bind(text, at: index)
        case .blob(let bytes): try bind(bytes, at: index)
        }
    }

    package func bindNull(at index: Int) throws(SQLiteError) {
        try check(unsafe sqlite3_bind_null(handle, Int32(index)))
    }

    private func check(_ code: Int32) throws(SQLiteError) {
        guard code == SQLITE_OK else { throw database.error(code, sql: sql) }
    }
}

// MARK: Columns of the row that `step` came to
extension Statement {
    package var columnCount: Int { unsafe Int(sqlite3_column_count(handle)) }

    package var columnNames: [String] {
        (0..<columnCount).map { index in
            unsafe sqlite3_column_name(handle, Int32(index)).map { unsafe String(cString: $0) } ?? ""
        }
    }

    package func isNull(at column: Int) -> Bool {
        unsafe sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL
    }

    /// nil for NULL, as in the accessors below; other types are converted as SQLite does.
    package func integer(at column: Int) -> Int64? {
        isNull(at: column) ? nil : unsafe sqlite3_column_int64(handle, Int32(column))
    }

    /// The same of a column that is never NULL, and quicker; 0 for NULL.
    package func number(at column: Int) -> Int64 { unsafe sqlite3_column_int64(handle, Int32(column)) }

    package func real(at column: Int) -> Double? {
        isNull(at: column) ? nil : unsafe sqlite3_column_double(handle, Int32(column))
    }

    package func text(at column: Int) -> String? {
        guard let bytes = unsafe sqlite3_column_text(handle, Int32(column)) else { return nil }
        let count = unsafe min(Int(sqlite3_column_bytes(handle, Int32(column))), longestText)
        return unsafe String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    package func blob(at column: Int) -> [UInt8]? {
        guard !isNull(at: column) else { return nil }
        guard let bytes = unsafe sqlite3_column_blob(handle, Int32(column)) else { return [] }
        let count = unsafe Int(sqlite3_column_bytes(handle, Int32(column)))
        return unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: count))
    }

    package func value(at column: Int) -> SQLiteValue {
        switch unsafe sqlite3_column_type(handle, Int32(column)) {
        case SQLITE_INTEGER: .integer(unsafe sqlite3_column_int64(handle, Int32(column)))
        case SQLITE_FLOAT: .real(unsafe sqlite3_column_double(handle, Int32(column)))
        case SQLITE_TEXT: .text(text(at: column) ?? "")
        case SQLITE_BLOB: .blob(blob(at: column) ?? [])
        default: .null
        }
    }
}

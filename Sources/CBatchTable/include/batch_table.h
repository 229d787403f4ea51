// A table in memory as SQLite sees it: `INSERT INTO step SELECT c0, c1, … FROM batch` copies the rows of one
// batch into a real table in half the time of binding them one by one. Only the writer's connection has it.
#pragma once
#include <sqlite3.h>
#include <stdint.h>

enum { BATCH_COLUMNS = 20 };

/// The rows that the table `batch` shows: row after row, `columns` values each; INT64_MIN is NULL.
typedef struct {
    const int64_t *values;
    int64_t rows;
    int32_t columns;
} batch_rows;

/// Makes the table `batch` known to this connection. `rows` must outlive it. Answers an SQLite code.
int batch_table_register(sqlite3 *db, const batch_rows *rows);

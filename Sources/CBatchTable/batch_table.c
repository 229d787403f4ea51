#include "batch_table.h"
#include <stdlib.h>

typedef struct {
    sqlite3_vtab base;
    const batch_rows *rows;
} table;

typedef struct {
    sqlite3_vtab_cursor base;
    const batch_rows *rows;
    int64_t row;
} cursor;

static int connect(sqlite3 *db, void *rows, int argc, const char *const *argv, sqlite3_vtab **out, char **error) {
    (void)argc, (void)argv, (void)error;
    int code = sqlite3_declare_vtab(
        db, "CREATE TABLE x(c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17, c18, c19)");
    if (code != SQLITE_OK) return code;
    table *t = sqlite3_malloc(sizeof *t);
    if (!t) return SQLITE_NOMEM;
    *t = (table){.rows = rows};
    *out = &t->base;
    return SQLITE_OK;
}

static int disconnect(sqlite3_vtab *t) {
    sqlite3_free(t);
    return SQLITE_OK;
}

static int best_index(sqlite3_vtab *t, sqlite3_index_info *plan) {
    (void)t;
    plan->estimatedCost = 1e4; // always read from first to last
    return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *t, sqlite3_vtab_cursor **out) {
    cursor *c = sqlite3_malloc(sizeof *c);
    if (!c) return SQLITE_NOMEM;
    *c = (cursor){.rows = ((table *)t)->rows};
    *out = &c->base;
    return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *c) {
    sqlite3_free(c);
    return SQLITE_OK;
}

static int rewind_cursor(sqlite3_vtab_cursor *c, int plan, const char *name, int argc, sqlite3_value **argv) {
    (void)plan, (void)name, (void)argc, (void)argv;
    ((cursor *)c)->row = 0;
    return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *c) {
    ((cursor *)c)->row++;
    return SQLITE_OK;
}

static int at_end(sqlite3_vtab_cursor *c) { return ((cursor *)c)->row >= ((cursor *)c)->rows->rows; }

static int column(sqlite3_vtab_cursor *base, sqlite3_context *result, int index) {
    const cursor *c = (const cursor *)base;
    int64_t value = index < c->rows->columns ? c->rows->values[c->row * c->rows->columns + index] : INT64_MIN;
    if (value != INT64_MIN) sqlite3_result_int64(result, value);
    return SQLITE_OK; // a result that is never set is NULL
}

static int row_id(sqlite3_vtab_cursor *c, sqlite3_int64 *out) {
    *out = ((cursor *)c)->row;
    return SQLITE_OK;
}

int batch_table_register(sqlite3 *db, const batch_rows *rows) {
    static const sqlite3_module module = {
        .xConnect = connect, // no xCreate: the table is just there, under the module's name
        .xBestIndex = best_index,
        .xDisconnect = disconnect,
        .xOpen = open_cursor,
        .xClose = close_cursor,
        .xFilter = rewind_cursor,
        .xNext = next,
        .xEof = at_end,
        .xColumn = column,
        .xRowid = row_id,
    };
    return sqlite3_create_module(db, "batch", &module, (void *)rows);
}

#include "batch_image.h"
#include <string.h>

// https://www.sqlite.org/fileformat2.html
enum { PAGE = 16384, FIRST_PAGES = 64, MOST_PAGES = 4096, MOST_TABLES = 8, FIRST_ROOT = 2 };
enum { LEAF = 13, LEAF_HEADER = 8, INTERIOR = 5, INTERIOR_HEADER = 12 };
enum { CHANGE_COUNTER = 24, PAGE_COUNT = 28, VERSION_VALID_FOR = 92 };

struct batch_image {
    unsigned char *pages;
    int capacity, used, tables;
};

static void put16(unsigned char *p, unsigned v) { p[0] = (unsigned char)(v >> 8), p[1] = (unsigned char)v; }
static void put32(unsigned char *p, uint32_t v) { put16(p, v >> 16), put16(p + 2, v & 0xffff); }
static uint32_t get32(const unsigned char *p) { return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]; }
static unsigned char *page(const batch_image *i, int number) { return i->pages + (size_t)(number - 1) * PAGE; }

static unsigned char *put_varint(unsigned char *p, uint64_t v) {
    if (v < 1 << 7) return *p = (unsigned char)v, p + 1;
    if (v >> 56) { // nine bytes, the last of which is whole
        for (int byte = 7; byte >= 0; byte--) p[byte] = (unsigned char)(v >> (8 + 7 * (7 - byte)) | 0x80);
        return p[8] = (unsigned char)v, p + 9;
    }
    int bytes = (63 - __builtin_clzll(v)) / 7 + 1;
    for (int byte = bytes - 1; byte >= 0; byte--, v >>= 7) p[byte] = (unsigned char)(v | 0x80);
    p[bytes - 1] &= 0x7f;
    return p + bytes;
}

// How a value is kept: 0 NULL, 1 ... 6 an integer of so many bytes, 8 and 9 the numbers 0 and 1.
static inline int serial_type(int64_t v) {
    if (v == INT64_MIN) return 0;
    if (v == 0 || v == 1) return 8 + (int)v;
    static const unsigned char by_bits[65] = {
        [1 ... 8] = 1, [9 ... 16] = 2, [17 ... 24] = 3, [25 ... 32] = 4, [33 ... 48] = 5, [49 ... 64] = 6};
    uint64_t magnitude = (uint64_t)(v < 0 ? ~v : v);
    return by_bits[65 - __builtin_clzll(magnitude | 1)];
}

enum { MOST_CELL = 4 + 9 + 1 + BATCH_COLUMNS + 8 * BATCH_COLUMNS };

// A row as a cell of a leaf; answers where it ends. Writes up to 8 bytes further.
static inline unsigned char *put_cell(unsigned char *p, const int64_t *row, int columns) {
    static const unsigned char bytes_of[10] = {0, 1, 2, 3, 4, 6, 8, 0, 0, 0};
    // One byte each for the payload's length and that of its header: a row of the widest numbers is 1 + 16 + 15 * 8,
    // which is more, so its length may need a second one.
    unsigned char types[BATCH_COLUMNS] = {0};
    unsigned payload = 1 + (unsigned)columns;
    for (int c = 1; c < columns; c++) payload += bytes_of[types[c] = (unsigned char)serial_type(row[c])];
    p = put_varint(p, payload);
    p = put_varint(p, (uint64_t)row[0]);
    *p++ = (unsigned char)(1 + columns);
    memcpy(p, types, BATCH_COLUMNS), p += columns;
    for (int c = 1; c < columns; c++) {
        unsigned bytes = bytes_of[types[c]];
        uint64_t high = bytes ? __builtin_bswap64((uint64_t)row[c] << (64 - 8 * bytes)) : 0;
        memcpy(p, &high, 8), p += bytes;
    }
    return p;
}

static void begin_leaf(unsigned char *p) {
    memset(p, 0, LEAF_HEADER);
    p[0] = LEAF;
    put16(p + 5, PAGE);
}

// The leaf is full: what was the root alone goes elsewhere, and the root becomes the list of leaves.
static bool add_to_root(batch_image *image, int root, int *leaf, int64_t last_key, int *children, unsigned *top) {
    unsigned char *r = page(image, root);
    if (*leaf == root) {
        if (image->used == image->capacity) return false;
        *leaf = ++image->used;
        memcpy(page(image, *leaf), r, PAGE);
        memset(r, 0, INTERIOR_HEADER);
        r[0] = INTERIOR;
        *children = 0, *top = PAGE;
    }
    unsigned char cell[16];
    put32(cell, (uint32_t)*leaf);
    unsigned length = (unsigned)(put_varint(cell + 4, (uint64_t)last_key) - cell);
    if (INTERIOR_HEADER + 2u * (unsigned)(*children + 1) + length > *top) return false;
    *top -= length;
    memcpy(r + *top, cell, length);
    put16(r + INTERIOR_HEADER + 2 * *children, *top);
    ++*children;
    put16(r + 3, (unsigned)*children), put16(r + 5, *top);
    if (image->used == image->capacity) return false;
    *leaf = ++image->used;
    begin_leaf(page(image, *leaf));
    put32(r + 8, (uint32_t)*leaf);
    return true;
}

bool batch_image_fill(batch_image *image, int table, const batch_rows *rows) {
    int root = FIRST_ROOT + table, leaf = root, children = 0;
    unsigned root_top = PAGE, top = PAGE, cells = 0;
    int64_t last = INT64_MIN;
    const int64_t *row = rows->values;
    for (int64_t n = 0; n < rows->rows; n++, row += rows->columns) {
        if (row[0] <= last) return false;
        unsigned char cell[MOST_CELL + 16];
        unsigned length = (unsigned)(put_cell(cell, row, rows->columns) - cell);
        unsigned char *p = page(image, leaf);
        if (LEAF_HEADER + 2 * (cells + 1) + length > top) {
            if (!add_to_root(image, root, &leaf, last, &children, &root_top)) return false;
            p = page(image, leaf);
            top = PAGE, cells = 0;
        }
        top -= length;
        memcpy(p + top, cell, length);
        put16(p + LEAF_HEADER + 2 * cells, top);
        put16(p + 3, ++cells), put16(p + 5, top);
        last = row[0];
    }
    return true;
}

void batch_image_clear(batch_image *image) {
    image->used = 1 + image->tables;
    for (int t = 0; t < image->tables; t++) begin_leaf(page(image, FIRST_ROOT + t));
}

void batch_image_finish(batch_image *image) {
    // A new count of changes: the connection forgets what it has read before.
    uint32_t changes = get32(image->pages + CHANGE_COUNTER) + 1;
    put32(image->pages + CHANGE_COUNTER, changes);
    put32(image->pages + VERSION_VALID_FOR, changes);
    put32(image->pages + PAGE_COUNT, (uint32_t)image->used);
}

static int put_into(sqlite3 *db, batch_image *image, unsigned char *pages, int capacity) {
    image->pages = pages, image->capacity = capacity;
    batch_image_clear(image);
    batch_image_finish(image);
    sqlite3_int64 size = (sqlite3_int64)capacity * PAGE;
    int code = sqlite3_deserialize(db, "image", pages, size, size, SQLITE_DESERIALIZE_FREEONCLOSE);
    // Pages are looked at where they lie.
    return code == SQLITE_OK ? sqlite3_exec(db, "PRAGMA image.mmap_size = 268435456", NULL, NULL, NULL) : code;
}

int batch_image_grow(sqlite3 *db, batch_image *image) {
    if (image->capacity >= MOST_PAGES) return SQLITE_FULL;
    int capacity = 2 * image->capacity, kept = 1 + image->tables;
    unsigned char *pages = sqlite3_malloc64((sqlite3_uint64)capacity * PAGE);
    if (!pages) return SQLITE_NOMEM;
    memcpy(pages, image->pages, (size_t)kept * PAGE);
    return put_into(db, image, pages, capacity);
}

int batch_image_attach(sqlite3 *db, const char *schema, int tables, batch_image **out) {
    if (tables > MOST_TABLES) return SQLITE_MISUSE;
    sqlite3 *model = NULL;
    unsigned char *pages = NULL, *serialized = NULL;
    sqlite3_int64 size = 0;
    batch_image *image = sqlite3_malloc(sizeof *image);
    int code = image ? sqlite3_open(":memory:", &model) : SQLITE_NOMEM;
    if (code == SQLITE_OK) code = sqlite3_exec(model, "PRAGMA page_size = 16384", NULL, NULL, NULL);
    if (code == SQLITE_OK) code = sqlite3_exec(model, schema, NULL, NULL, NULL);
    if (code == SQLITE_OK) {
        serialized = sqlite3_serialize(model, "main", &size, 0);
        pages = sqlite3_malloc64((sqlite3_uint64)FIRST_PAGES * PAGE);
        // One page for the schema, and one for each table.
        if (!serialized || !pages) code = SQLITE_NOMEM;
        else if (size != (sqlite3_int64)(1 + tables) * PAGE) code = SQLITE_ERROR;
    }
    if (code == SQLITE_OK) code = sqlite3_exec(db, "ATTACH ':memory:' AS image", NULL, NULL, NULL);
    if (code == SQLITE_OK) {
        memcpy(pages, serialized, (size_t)size);
        *image = (batch_image){.tables = tables};
        code = put_into(db, image, pages, FIRST_PAGES);
        pages = NULL; // SQLite's, whatever it has answered
        if (code != SQLITE_OK) sqlite3_exec(db, "DETACH image", NULL, NULL, NULL);
    }
    sqlite3_free(pages);
    sqlite3_free(serialized);
    sqlite3_close(model);
    if (code != SQLITE_OK) sqlite3_free(image), image = NULL;
    *out = image;
    return code;
}

void batch_image_free(batch_image *image) { sqlite3_free(image); }

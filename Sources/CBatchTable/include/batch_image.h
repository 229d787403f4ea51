// Rows as SQLite keeps them: pages of a small database in memory, which is attached to the writer's connection.
// `INSERT INTO step SELECT * FROM image.step` then copies each row as it is, without taking it apart into columns.
#pragma once
#include "batch_table.h"
#include <stdbool.h>

typedef struct batch_image batch_image;

/// Attaches an empty image under the name `image`. `schema` makes its tables, whose first column must be their key, in
/// the order in which they are numbered. Answers an SQLite code; SQLite frees the pages with the connection.
int batch_image_attach(sqlite3 *db, const char *schema, int tables, batch_image **out);

/// Frees what the connection does not.
void batch_image_free(batch_image *image);

/// Begins anew: every table is empty. Not while a transaction is open.
void batch_image_clear(batch_image *image);

/// Fills a table with rows whose keys ascend. False if that is not possible: then the image must be cleared.
bool batch_image_fill(batch_image *image, int table, const batch_rows *rows);

/// Lets the connection see what was filled.
void batch_image_finish(batch_image *image);

/// Gives it twice the room, empty. Not while a transaction is open. Answers an SQLite code.
int batch_image_grow(sqlite3 *db, batch_image *image);

// The files that every executable carries: three lines each, in the order in which they are used.
// `#embed` costs nothing at build time (SwiftPM's .embedInCode: 0.3 s a kilobyte). A test compares
// this list with the folders, so a forgotten file is found.
#include "embedded_files.h"

static const unsigned char schema_0001[] = {
#embed "../../Migrations/schema/0001_initial.sql"
};

#define FILE(path, name) {path, name, sizeof name}

static const embedded_file embedded_files[] = {
    FILE("Migrations/schema/0001_initial.sql", schema_0001),
};

const size_t embedded_file_count = sizeof embedded_files / sizeof embedded_files[0];

const embedded_file *embedded_file_list(void) { return embedded_files; }

// The files that every executable carries: three lines each, in the order in which they are used.
// `#embed` costs nothing at build time (SwiftPM's .embedInCode: 0.3 s a kilobyte). A test compares
// this list with the folders, so a forgotten file is found.
#include "embedded_files.h"

static const unsigned char schema_0001[] = {
#embed "../../Migrations/schema/0001_initial.sql"
};

static const unsigned char view_trace[] = {
#embed "../../Migrations/views/trace.sql"
};

static const unsigned char view_sites[] = {
#embed "../../Migrations/views/sites.sql"
};

static const unsigned char view_tasks[] = {
#embed "../../Migrations/views/tasks.sql"
};

static const unsigned char view_callbacks[] = {
#embed "../../Migrations/views/callbacks.sql"
};

static const unsigned char view_awaits[] = {
#embed "../../Migrations/views/awaits.sql"
};

static const unsigned char view_objects[] = {
#embed "../../Migrations/views/objects.sql"
};

static const unsigned char view_events[] = {
#embed "../../Migrations/views/events.sql"
};

#define FILE(path, name) {path, name, sizeof name}

static const embedded_file embedded_files[] = {
    FILE("Migrations/schema/0001_initial.sql", schema_0001),
    FILE("Migrations/views/trace.sql", view_trace),
    FILE("Migrations/views/sites.sql", view_sites),
    FILE("Migrations/views/tasks.sql", view_tasks),
    FILE("Migrations/views/callbacks.sql", view_callbacks),
    FILE("Migrations/views/awaits.sql", view_awaits),
    FILE("Migrations/views/objects.sql", view_objects),
    FILE("Migrations/views/events.sql", view_events),
};

const size_t embedded_file_count = sizeof embedded_files / sizeof embedded_files[0];

const embedded_file *embedded_file_list(void) { return embedded_files; }

// The text files that every executable carries with it: SQL of Migrations and Reports, templates.
#pragma once
#include <stddef.h>

typedef struct {
    const char *path;           // relative to the package, "Migrations/views/10_tasks.sql"
    const unsigned char *bytes; // not terminated
    size_t length;
} embedded_file;

const embedded_file *embedded_file_list(void);
extern const size_t embedded_file_count;

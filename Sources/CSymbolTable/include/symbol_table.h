// Function symbols of ELF files, the modules of this process, and Swift's own demangler.
//
// Reads files with bounds checked throughout: a damaged file has no symbols, nothing worse.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint64_t start, end; // as the file numbers addresses (not slid)
    const char *name;    // mangled
} st_symbol;

typedef struct st_table st_table;

/// The function symbols of the file, sorted by address, or NULL. Keep it, or release it.
st_table *st_open(const char *path);
void st_close(st_table *table);

/// The path of the file that holds the symbols of this one, which is stripped of them: the one that belongs to its
/// build id, or that its .gnu_debuglink names. False if there is none.
bool st_debug_file(const char *path, char *buffer, size_t capacity);
size_t st_count(const st_table *table);
/// One of them, by its place in that order.
st_symbol st_symbol_at(const st_table *table, size_t index);

/// The function that holds this address (as the file numbers it); false if there is none.
bool st_find(const st_table *table, uint64_t address, st_symbol *found);

/// The function with this name, given by its length; false if there is none. Looks at every symbol.
bool st_find_name(const st_table *table, const char *name, size_t length, st_symbol *found);

/// What tells a file from another that takes its place. The build id (in hexadecimal) is empty where the linker was not
/// told to make one; then size and time have to do.
typedef struct {
    char build_id[65];
    uint64_t size, modified; // bytes, ns since 1970; 0: there is no such file
} st_identity;

/// The identity of the file as it is now.
st_identity st_identify(const char *path);

typedef struct {
    const char *path;
    st_identity identity; // as it was loaded
    uint64_t base, first, last; // slide, and the range of all loaded parts
    uint64_t code_first, code_last;
    struct {
        uint64_t first, last;
    } parts[8]; // as they are loaded: between first and last, every byte of a part can be read
    unsigned part_count;
} st_module;

/// Calls `visit` for each module of this process until it answers false.
void st_each_module(bool (*visit)(const st_module *module, void *context), void *context);

/// The name as people read it, simplified, into `buffer` (cut if need be). False: not a Swift name.
bool st_demangle(const char *mangled, char *buffer, size_t capacity);

/// The same with all that the name tells, modules and types among it.
bool st_demangle_fully(const char *mangled, char *buffer, size_t capacity);

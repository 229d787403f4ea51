// A mapped ELF file, read with bounds checked. Internal to CSymbolTable.
#pragma once
#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    const char *bytes;
    size_t size;
} elf_file;

/// False if it cannot be read, or is smaller than a header.
bool elf_map(const char *path, elf_file *file);
void elf_unmap(elf_file *file);
bool elf_is_valid(const elf_file *file);

/// A part of the file, or NULL when it does not lie within it.
static inline const void *elf_part(const elf_file *f, uint64_t offset, uint64_t length) {
    return offset <= f->size && length <= f->size - offset ? f->bytes + offset : NULL;
}

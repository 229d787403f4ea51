// Where the symbols of a stripped file are kept: by its build id, or under the name that it tells.
#include "elf_file.h"
#include "symbol_table.h"
#include <stdio.h>
#include <string.h>

static const Elf64_Shdr *sections_of(const elf_file *f, size_t *count) {
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)f->bytes;
    *count = 0;
    if (!elf_is_valid(f) || header->e_shentsize != sizeof(Elf64_Shdr) || header->e_shoff % _Alignof(Elf64_Shdr))
        return NULL;
    const Elf64_Shdr *sections = elf_part(f, header->e_shoff, (uint64_t)header->e_shnum * sizeof(Elf64_Shdr));
    if (sections) *count = header->e_shnum;
    return sections;
}

static const Elf64_Shdr *section_named(const elf_file *f, const char *name) {
    size_t count;
    const Elf64_Shdr *sections = sections_of(f, &count);
    size_t names_at = ((const Elf64_Ehdr *)f->bytes)->e_shstrndx, length = strlen(name) + 1;
    if (!sections || names_at >= count) return NULL;
    const Elf64_Shdr *names = &sections[names_at];
    for (size_t i = 0; i < count; i++) {
        if (sections[i].sh_name > names->sh_size || names->sh_size - sections[i].sh_name < length) continue;
        const char *found = elf_part(f, names->sh_offset + sections[i].sh_name, length);
        if (found && !memcmp(found, name, length)) return &sections[i];
    }
    return NULL;
}

static bool has_symbols(const elf_file *f) {
    size_t count;
    const Elf64_Shdr *sections = sections_of(f, &count);
    for (size_t i = 0; i < count; i++)
        if (sections[i].sh_type == SHT_SYMTAB) return true;
    return false;
}

// The checksum of .gnu_debuglink: that of zlib.
static uint32_t checksum(const elf_file *f) {
    uint32_t sum = ~0u;
    for (size_t i = 0; i < f->size; i++) {
        sum ^= (unsigned char)f->bytes[i];
        for (int bit = 0; bit < 8; bit++) sum = sum >> 1 ^ (sum & 1 ? 0xedb88320u : 0);
    }
    return ~sum;
}

// Whether the file at this path has symbols and belongs to the other: by the build id where both have one.
static bool belongs(const char *path, const char *build_id, const uint32_t *expected) {
    elf_file f;
    if (!elf_map(path, &f)) return false;
    st_identity identity = st_identify(path);
    bool same = build_id[0] && identity.build_id[0] ? !strcmp(build_id, identity.build_id)
                                                    : expected && checksum(&f) == *expected;
    bool answer = same && has_symbols(&f);
    elf_unmap(&f);
    return answer;
}

bool st_debug_file(const char *path, char *buffer, size_t capacity) {
    static const char global[] = "/usr/lib/debug";
    elf_file f;
    if (!elf_map(path, &f)) return false;
    bool found = false;
    if (!elf_is_valid(&f) || has_symbols(&f)) goto done;
    st_identity identity = st_identify(path);
    const char *id = identity.build_id;
    if (strlen(id) > 2) {
        snprintf(buffer, capacity, "%s/.build-id/%.2s/%s.debug", global, id, id + 2);
        if ((found = belongs(buffer, id, NULL))) goto done;
    }
    // A name, zeros up to a multiple of 4, a checksum.
    const Elf64_Shdr *link = section_named(&f, ".gnu_debuglink");
    const char *name = link ? elf_part(&f, link->sh_offset, link->sh_size) : NULL;
    size_t length = name ? strnlen(name, link->sh_size) : 0, sum_at = (length + 4) & ~(size_t)3;
    const char *slash = strrchr(path, '/');
    if (!length || memchr(name, '/', length) || link->sh_size < sum_at + 4 || !slash) goto done;
    uint32_t sum;
    memcpy(&sum, name + sum_at, 4);
    int folder = (int)(slash - path);
    for (int i = 0; i < 3 && !found; i++) {
        snprintf(buffer, capacity, "%s%.*s%s/%s", i == 2 ? global : "", folder, path, i == 1 ? "/.debug" : "", name);
        found = strcmp(buffer, path) != 0 && belongs(buffer, id, &sum);
    }
done:
    elf_unmap(&f);
    return found;
}

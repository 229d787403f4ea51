#include "symbol_table.h"
#include "elf_file.h"
#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Symbols lie in the file, sorted by section only. In memory there is a number for each function: a program's process
// holds these tables, and they are large.
enum { MOST_SECTIONS = 2 }; // SHT_SYMTAB and SHT_DYNSYM

struct st_table {
    elf_file file;
    struct {
        const Elf64_Sym *symbols;
        const char *text;
        uint64_t text_size;
        uint32_t first, end; // of its symbols among those of all sections
    } sections[MOST_SECTIONS];
    unsigned section_count;
    uint32_t *sorted;
    size_t count;
};

static st_symbol symbol(const st_table *t, uint32_t number) {
    unsigned s = 0;
    while (number >= t->sections[s].end) s++;
    const Elf64_Sym *y = &t->sections[s].symbols[number - t->sections[s].first];
    // Looked at again: the file may be written to meanwhile.
    const char *name = y->st_name < t->sections[s].text_size ? t->sections[s].text + y->st_name : "";
    return (st_symbol){y->st_value, y->st_value + y->st_size, name};
}

static int by_address(const void *a, const void *b, void *table) {
    st_symbol x = symbol(table, *(const uint32_t *)a), y = symbol(table, *(const uint32_t *)b);
    if (x.start != y.start) return x.start < y.start ? -1 : 1;
    return x.end < y.end ? 1 : x.end > y.end ? -1 : 0;
}

static bool is_function(const Elf64_Sym *y, uint64_t text_size) {
    return ELF64_ST_TYPE(y->st_info) == STT_FUNC && y->st_value && y->st_name < text_size;
}

static void read_section(st_table *t, const Elf64_Shdr *sections, size_t section_count, const Elf64_Shdr *s) {
    if (t->section_count == MOST_SECTIONS || s->sh_link >= section_count || s->sh_entsize != sizeof(Elf64_Sym)) return;
    const Elf64_Shdr *strings = &sections[s->sh_link];
    const Elf64_Sym *symbols = elf_part(&t->file, s->sh_offset, s->sh_size);
    const char *text = elf_part(&t->file, strings->sh_offset, strings->sh_size);
    if (!symbols || !text || !strings->sh_size || text[strings->sh_size - 1] != 0) return;
    if ((uintptr_t)symbols % _Alignof(Elf64_Sym)) return;
    uint32_t first = t->section_count ? t->sections[t->section_count - 1].end : 0;
    size_t n = s->sh_size / sizeof(Elf64_Sym), functions = 0;
    if (n > UINT32_MAX - first) return;
    for (size_t i = 0; i < n; i++) functions += is_function(&symbols[i], strings->sh_size);
    if (!functions) return;
    uint32_t *grown = realloc(t->sorted, (t->count + functions) * sizeof *grown);
    if (!grown) return;
    t->sorted = grown;
    size_t end = t->count + functions;
    for (size_t i = 0; i < n && t->count < end; i++)
        if (is_function(&symbols[i], strings->sh_size)) grown[t->count++] = first + (uint32_t)i;
    t->sections[t->section_count].symbols = symbols;
    t->sections[t->section_count].text = text;
    t->sections[t->section_count].text_size = strings->sh_size;
    t->sections[t->section_count].first = first;
    t->sections[t->section_count++].end = first + (uint32_t)n;
}

st_table *st_open(const char *path) {
    st_table *t = calloc(1, sizeof *t);
    if (!t || !elf_map(path, &t->file)) {
        free(t);
        return NULL;
    }
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)t->file.bytes;
    const Elf64_Shdr *sections = NULL;
    if (elf_is_valid(&t->file) && header->e_shentsize == sizeof(Elf64_Shdr) && header->e_shoff % _Alignof(Elf64_Shdr) == 0)
        sections = elf_part(&t->file, header->e_shoff, (uint64_t)header->e_shnum * sizeof(Elf64_Shdr));
    for (size_t i = 0; sections && i < header->e_shnum; i++)
        if (sections[i].sh_type == SHT_SYMTAB || sections[i].sh_type == SHT_DYNSYM)
            read_section(t, sections, header->e_shnum, &sections[i]);
    if (t->count) qsort_r(t->sorted, t->count, sizeof *t->sorted, by_address, t);
    return t;
}

void st_close(st_table *t) {
    if (!t) return;
    elf_unmap(&t->file);
    free(t->sorted);
    free(t);
}

size_t st_count(const st_table *t) { return t->count; }
st_symbol st_symbol_at(const st_table *t, size_t index) { return symbol(t, t->sorted[index]); }

bool st_find(const st_table *t, uint64_t address, st_symbol *found) {
    size_t low = 0, high = t->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (st_symbol_at(t, middle).start <= address) low = middle + 1;
        else high = middle;
    }
    // Symbols may share a start; the sort puts the longest first. One without a size is known by its start alone: in a
    // stripped file what lies between it and the next symbol are functions that have no names any more.
    for (size_t i = low; i-- > 0 && low - i <= 4;) {
        *found = st_symbol_at(t, i);
        if (address < found->end || address == found->start) return true;
    }
    return false;
}

bool st_find_name(const st_table *t, const char *name, size_t length, st_symbol *found) {
    for (size_t i = 0; i < t->count; i++) {
        *found = st_symbol_at(t, i);
        if (!strncmp(found->name, name, length) && !found->name[length]) return true;
    }
    return false;
}

struct visit {
    bool (*call)(const st_module *, void *);
    void *context;
    char executable[4096];
};

// Notes: {uint32 name size, uint32 content size, uint32 type}, the name, the content, each filled up to 4 bytes.
static void read_build_id(const char *notes, uint64_t size, st_identity *identity) {
    for (uint64_t at = 0; at + sizeof(Elf64_Nhdr) <= size;) {
        const Elf64_Nhdr *note = (const Elf64_Nhdr *)(notes + at);
        uint64_t name = at + sizeof *note, content = name + ((note->n_namesz + 3ull) & ~3ull);
        if (content + note->n_descsz > size) return;
        if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 && !memcmp(notes + name, "GNU", 4) &&
            note->n_descsz * 2 < sizeof identity->build_id) {
            for (uint32_t i = 0; i < note->n_descsz; i++)
                snprintf(identity->build_id + 2 * i, 3, "%02x", (unsigned char)notes[content + i]);
            return;
        }
        at = content + ((note->n_descsz + 3ull) & ~3ull);
    }
}

static void read_status(const char *path, st_identity *identity) {
    struct stat status;
    if (stat(path, &status) != 0) return;
    identity->size = (uint64_t)status.st_size;
    identity->modified = (uint64_t)status.st_mtim.tv_sec * 1000000000ull + (uint64_t)status.st_mtim.tv_nsec;
}

st_identity st_identify(const char *path) {
    st_identity identity = {0};
    read_status(path, &identity);
    elf_file file;
    if (!elf_map(path, &file)) return identity;
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)file.bytes;
    const Elf64_Phdr *parts = NULL;
    if (elf_is_valid(&file) && header->e_phentsize == sizeof(Elf64_Phdr) && header->e_phoff % _Alignof(Elf64_Phdr) == 0)
        parts = elf_part(&file, header->e_phoff, (uint64_t)header->e_phnum * sizeof(Elf64_Phdr));
    for (size_t i = 0; parts && i < header->e_phnum && !identity.build_id[0]; i++) {
        const char *notes = parts[i].p_type == PT_NOTE ? elf_part(&file, parts[i].p_offset, parts[i].p_filesz) : NULL;
        if (notes && parts[i].p_offset % 4 == 0) read_build_id(notes, parts[i].p_filesz, &identity);
    }
    elf_unmap(&file);
    return identity;
}

static bool is_loaded(const struct dl_phdr_info *info, const ElfW(Phdr) *part) {
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        if (p->p_type == PT_LOAD && p->p_flags & PF_R && part->p_vaddr >= p->p_vaddr &&
            part->p_vaddr + part->p_memsz <= p->p_vaddr + p->p_filesz)
            return true;
    }
    return false;
}

static int visit_module(struct dl_phdr_info *info, size_t size, void *data) {
    (void)size;
    struct visit *v = data;
    st_module m = {.path = info->dlpi_name[0] ? info->dlpi_name : v->executable, .base = info->dlpi_addr, .first = UINT64_MAX};
    // The executable's own file, be there another one in its place.
    read_status(info->dlpi_name[0] ? m.path : "/proc/self/exe", &m.identity);
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        if (p->p_type == PT_NOTE && !m.identity.build_id[0] && is_loaded(info, p))
            read_build_id((const char *)info->dlpi_addr + p->p_vaddr, p->p_memsz, &m.identity);
        if (p->p_type != PT_LOAD) continue;
        uint64_t first = info->dlpi_addr + p->p_vaddr, last = first + p->p_memsz;
        if (first < m.first) m.first = first;
        if (last > m.last) m.last = last;
        if (p->p_flags & PF_X) {
            if (!m.code_first || first < m.code_first) m.code_first = first;
            if (last > m.code_last) m.code_last = last;
        }
        if (p->p_flags & PF_R && m.part_count < 8) {
            m.parts[m.part_count].first = first;
            m.parts[m.part_count++].last = last;
        }
    }
    return m.last && !v->call(&m, v->context);
}

void st_each_module(bool (*visit)(const st_module *, void *), void *context) {
    struct visit v = {.call = visit, .context = context};
    ssize_t n = readlink("/proc/self/exe", v.executable, sizeof v.executable - 1);
    if (n < 0) n = 0;
    v.executable[n] = 0;
    // What the system adds to the name of a file that is no more.
    static const char gone[] = " (deleted)";
    size_t tail = sizeof gone - 1;
    if ((size_t)n > tail && !strcmp(v.executable + n - tail, gone)) v.executable[n - (ssize_t)tail] = 0;
    dl_iterate_phdr(visit_module, &v);
}

// Exported by libswiftCore. The first is for its own backtraces: the simplified form that people read. Neither has to
// be there: it is not a promised interface. In a program with Swift linked into it they cannot be looked up by name.
extern char *_swift_backtrace_demangle(const char *, size_t, char *, size_t *) __attribute__((weak));
extern char *swift_demangle(const char *, size_t, char *, size_t *, uint32_t) __attribute__((weak));
typedef char *(*simplified)(const char *, size_t, char *, size_t *);
typedef char *(*full)(const char *, size_t, char *, size_t *, uint32_t);
static simplified simple;
static full plain;

static void find_demanglers(void) {
    static bool looked;
    if (looked) return;
    simple = (simplified)dlsym(RTLD_DEFAULT, "_swift_backtrace_demangle");
    plain = (full)dlsym(RTLD_DEFAULT, "swift_demangle");
    if (!simple) simple = _swift_backtrace_demangle;
    if (!plain) plain = swift_demangle;
    looked = true;
}

static bool answer(const char *mangled, char *result, char *buffer, size_t capacity) {
    if (!result) return false;
    bool differs = strcmp(result, mangled) != 0;
    snprintf(buffer, capacity, "%s", result);
    free(result);
    return differs;
}

bool st_demangle_fully(const char *mangled, char *buffer, size_t capacity) {
    find_demanglers();
    if (!plain || (mangled[0] != '$' && mangled[0] != '_')) return false;
    return answer(mangled, plain(mangled, strlen(mangled), NULL, NULL, 0), buffer, capacity);
}

bool st_demangle(const char *mangled, char *buffer, size_t capacity) {
    find_demanglers();
    if (!simple) return st_demangle_fully(mangled, buffer, capacity);
    if (mangled[0] != '$' && mangled[0] != '_') return false;
    return answer(mangled, simple(mangled, strlen(mangled), NULL, NULL), buffer, capacity);
}

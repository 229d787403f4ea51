#include "symbol_table.h"
#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct st_table {
    const char *bytes;
    size_t size;
    st_symbol *symbols;
    size_t count;
};

// A part of the file, or NULL when it does not lie within it.
static const void *part(const st_table *t, uint64_t offset, uint64_t length) {
    return offset <= t->size && length <= t->size - offset ? t->bytes + offset : NULL;
}

static int by_address(const void *a, const void *b) {
    const st_symbol *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    return x->end < y->end ? 1 : x->end > y->end ? -1 : 0;
}

static void read_section(st_table *t, const Elf64_Shdr *sections, size_t section_count, const Elf64_Shdr *s) {
    if (s->sh_link >= section_count || s->sh_entsize != sizeof(Elf64_Sym)) return;
    const Elf64_Shdr *strings = &sections[s->sh_link];
    const Elf64_Sym *symbols = part(t, s->sh_offset, s->sh_size);
    const char *text = part(t, strings->sh_offset, strings->sh_size);
    if (!symbols || !text || !strings->sh_size || text[strings->sh_size - 1] != 0) return;
    if ((uintptr_t)symbols % _Alignof(Elf64_Sym)) return;
    size_t n = s->sh_size / sizeof(Elf64_Sym);
    st_symbol *grown = realloc(t->symbols, (t->count + n) * sizeof(st_symbol));
    if (!grown) return;
    t->symbols = grown;
    for (size_t i = 0; i < n; i++) {
        const Elf64_Sym *y = &symbols[i];
        if (ELF64_ST_TYPE(y->st_info) != STT_FUNC || !y->st_value || y->st_name >= strings->sh_size) continue;
        t->symbols[t->count++] = (st_symbol){y->st_value, y->st_value + y->st_size, text + y->st_name};
    }
}

st_table *st_open(const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return NULL;
    struct stat status;
    st_table *t = calloc(1, sizeof *t);
    void *bytes = MAP_FAILED;
    if (t && fstat(fd, &status) == 0 && status.st_size >= (off_t)sizeof(Elf64_Ehdr))
        bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (bytes == MAP_FAILED) {
        free(t);
        return NULL;
    }
    t->bytes = bytes;
    t->size = (size_t)status.st_size;
    const Elf64_Ehdr *header = bytes;
    const Elf64_Shdr *sections = NULL;
    if (!memcmp(header->e_ident, ELFMAG, SELFMAG) && header->e_ident[EI_CLASS] == ELFCLASS64 &&
        header->e_shentsize == sizeof(Elf64_Shdr) && header->e_shoff % _Alignof(Elf64_Shdr) == 0)
        sections = part(t, header->e_shoff, (uint64_t)header->e_shnum * sizeof(Elf64_Shdr));
    for (size_t i = 0; sections && i < header->e_shnum; i++)
        if (sections[i].sh_type == SHT_SYMTAB || sections[i].sh_type == SHT_DYNSYM)
            read_section(t, sections, header->e_shnum, &sections[i]);
    if (t->count) qsort(t->symbols, t->count, sizeof(st_symbol), by_address);
    return t;
}

void st_close(st_table *t) {
    if (!t) return;
    munmap((void *)t->bytes, t->size);
    free(t->symbols);
    free(t);
}

size_t st_count(const st_table *t) { return t->count; }
const st_symbol *st_symbols(const st_table *t) { return t->symbols; }

const st_symbol *st_find(const st_table *t, uint64_t address) {
    size_t low = 0, high = t->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (t->symbols[middle].start <= address) low = middle + 1;
        else high = middle;
    }
    // Symbols may share a start; the sort puts the longest first, and size 0 reaches to the next.
    for (size_t i = low; i-- > 0 && low - i <= 4;) {
        const st_symbol *s = &t->symbols[i];
        if (address < s->end || s->end == s->start) return s;
    }
    return NULL;
}

const st_symbol *st_find_name(const st_table *t, const char *name, size_t length) {
    for (size_t i = 0; i < t->count; i++)
        if (!strncmp(t->symbols[i].name, name, length) && !t->symbols[i].name[length]) return &t->symbols[i];
    return NULL;
}

struct visit {
    bool (*call)(const st_module *, void *);
    void *context;
    char executable[4096];
};

static int visit_module(struct dl_phdr_info *info, size_t size, void *data) {
    (void)size;
    struct visit *v = data;
    st_module m = {.path = info->dlpi_name[0] ? info->dlpi_name : v->executable, .base = info->dlpi_addr, .first = UINT64_MAX};
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
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
    dl_iterate_phdr(visit_module, &v);
}

bool st_demangle(const char *mangled, char *buffer, size_t capacity) {
    // Exported by libswiftCore for its own backtraces: the simplified form that people read. It is looked up,
    // not linked, because it is not a promised interface; swift_demangle is.
    typedef char *(*simplified)(const char *, size_t, char *, size_t *);
    typedef char *(*full)(const char *, size_t, char *, size_t *, uint32_t);
    static simplified simple;
    static full plain;
    static bool looked;
    if (!looked) {
        simple = (simplified)dlsym(RTLD_DEFAULT, "_swift_backtrace_demangle");
        plain = (full)dlsym(RTLD_DEFAULT, "swift_demangle");
        looked = true;
    }
    if (mangled[0] != '$' && mangled[0] != '_') return false;
    char *result = NULL;
    if (simple) result = simple(mangled, strlen(mangled), NULL, NULL);
    else if (plain) result = plain(mangled, strlen(mangled), NULL, NULL, 0);
    if (!result) return false;
    bool differs = strcmp(result, mangled) != 0;
    snprintf(buffer, capacity, "%s", result);
    free(result);
    return differs;
}

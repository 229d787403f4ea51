// Looking at a program's file before it is started. Whatever is read of it is checked to lie in it.
#include "program_launcher.h"
#include <elf.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

typedef struct {
    const char *bytes;
    size_t size;
} file;

static const void *part(file f, uint64_t offset, uint64_t length) {
    return offset <= f.size && length <= f.size - offset && offset % 8 == 0 ? f.bytes + offset : NULL;
}

// Where the file holds what is loaded at an address; the size of the file where it does not.
static uint64_t offset_of(const Elf64_Phdr *parts, size_t n, uint64_t address, size_t size) {
    for (size_t i = 0; i < n; i++)
        if (parts[i].p_type == PT_LOAD && address - parts[i].p_vaddr < parts[i].p_filesz)
            return parts[i].p_offset + (address - parts[i].p_vaddr);
    return size;
}

static bool needs(file f, const Elf64_Phdr *parts, size_t n, const Elf64_Phdr *dynamic, const char *library) {
    const Elf64_Dyn *entries = part(f, dynamic->p_offset, dynamic->p_filesz);
    if (!entries) return false;
    size_t count = dynamic->p_filesz / sizeof *entries, length = strlen(library);
    uint64_t names = f.size;
    for (size_t i = 0; i < count; i++)
        if (entries[i].d_tag == DT_STRTAB) names = offset_of(parts, n, entries[i].d_un.d_ptr, f.size);
    for (size_t i = 0; i < count; i++) {
        if (entries[i].d_tag != DT_NEEDED || names >= f.size) continue;
        uint64_t left = f.size - names;
        if (entries[i].d_un.d_val >= left || left - entries[i].d_un.d_val <= length) continue;
        if (!memcmp(f.bytes + names + entries[i].d_un.d_val, library, length)) return true;
    }
    return false;
}

// Whether there is compiled Swift in it: its sections are named so.
static bool holds_swift(file f, const Elf64_Ehdr *header) {
    const Elf64_Shdr *sections = part(f, header->e_shoff, (uint64_t)header->e_shnum * sizeof *sections);
    if (!sections || header->e_shstrndx >= header->e_shnum) return false;
    uint64_t names = sections[header->e_shstrndx].sh_offset;
    static const char prefix[] = "swift5_";
    for (size_t i = 0; i < header->e_shnum; i++) {
        uint64_t at = names + sections[i].sh_name;
        if (at >= f.size || f.size - at < sizeof prefix) continue;
        if (!memcmp(f.bytes + at, prefix, sizeof prefix - 1)) return true;
    }
    return false;
}

static bool is_of_this_machine(const Elf64_Ehdr *header) {
    if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != ELFDATA2LSB) return false;
#if defined(__x86_64__)
    return header->e_machine == EM_X86_64;
#elif defined(__aarch64__)
    return header->e_machine == EM_AARCH64;
#else
    return true;
#endif
}

static pl_kind examine(file f) {
    if (f.size > 2 && !memcmp(f.bytes, "#!", 2)) return PL_SCRIPT;
    const Elf64_Ehdr *header = part(f, 0, sizeof *header);
    if (!header || memcmp(header->e_ident, ELFMAG, SELFMAG)) return PL_NOT_ELF;
    if (!is_of_this_machine(header)) return PL_OTHER_MACHINE;
    if (header->e_type != ET_EXEC && header->e_type != ET_DYN) return PL_NOT_ELF;
    size_t n = header->e_phnum;
    const Elf64_Phdr *parts = part(f, header->e_phoff, n * sizeof *parts), *interpreter = NULL, *dynamic = NULL;
    if (!parts) return PL_NOT_ELF;
    for (size_t i = 0; i < n; i++) {
        if (parts[i].p_type == PT_INTERP) interpreter = &parts[i];
        if (parts[i].p_type == PT_DYNAMIC) dynamic = &parts[i];
    }
    if (!interpreter || !dynamic) return PL_STATIC;
    if (needs(f, parts, n, dynamic, "libswift_Concurrency.")) return PL_TRACEABLE;
    bool has_runtime = holds_swift(f, header) && !needs(f, parts, n, dynamic, "libswiftCore.");
    return has_runtime ? PL_RUNTIME_INSIDE : PL_NO_SWIFT;
}

pl_kind pl_examine(const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return PL_UNREADABLE;
    struct stat status;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        close(fd);
        return PL_UNREADABLE;
    }
    bool is_privileged = status.st_mode & (S_ISUID | S_ISGID) || fgetxattr(fd, "security.capability", NULL, 0) > 0;
    file f = {.size = (size_t)status.st_size};
    void *map = f.size ? mmap(NULL, f.size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
    close(fd);
    if (map == MAP_FAILED) return PL_NOT_ELF;
    f.bytes = map;
    pl_kind kind = examine(f);
    munmap(map, f.size);
    return is_privileged && (kind == PL_TRACEABLE || kind == PL_NO_SWIFT) ? PL_PRIVILEGED : kind;
}

#include "elf_file.h"
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

bool elf_map(const char *path, elf_file *file) {
    // The path may come from a trace, and a pipe may stand there: it is not waited for.
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return false;
    struct stat status;
    void *bytes = MAP_FAILED;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size >= (off_t)sizeof(Elf64_Ehdr))
        bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (bytes == MAP_FAILED) return false;
    *file = (elf_file){bytes, (size_t)status.st_size};
    return true;
}

void elf_unmap(elf_file *file) { munmap((void *)file->bytes, file->size); }

bool elf_is_valid(const elf_file *file) {
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)file->bytes;
    return !memcmp(header->e_ident, ELFMAG, SELFMAG) && header->e_ident[EI_CLASS] == ELFCLASS64;
}

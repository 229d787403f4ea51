#include "family.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGE = 4096 };

static tt_family *map_page(const char *folder, int flags) {
    char path[4200];
    snprintf(path, sizeof path, "%s/family", folder);
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
    if (fd < 0) return NULL;
    void *map = MAP_FAILED;
    if (!(flags & O_CREAT) || posix_fallocate(fd, 0, PAGE) == 0)
        map = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    return map == MAP_FAILED ? NULL : map;
}

tt_family *tt_family_make(const char *folder, uint32_t room) {
    tt_family *f = map_page(folder, O_CREAT | O_EXCL);
    if (!f) return NULL;
    f->recorder = (uint32_t)getpid();
    atomic_store(&f->last, 1); // the first program's
    atomic_store(&f->room, room);
    memcpy(f->magic, "STTFAM1", 8);
    return f;
}

tt_family *tt_family_open(const char *folder) {
    tt_family *f = map_page(folder, 0);
    if (f && memcmp(f->magic, "STTFAM1", 8)) {
        munmap(f, PAGE);
        return NULL;
    }
    return f;
}

void tt_family_close(tt_family *f) { munmap(f, PAGE); }

uint32_t tt_family_join(tt_family *f) {
    if ((uint32_t)getppid() == f->recorder && !atomic_exchange(&f->has_first, 1)) return 1;
    return atomic_fetch_add(&f->last, 1) + 1;
}

uint32_t tt_family_last(tt_family *f) { return atomic_load_explicit(&f->last, memory_order_acquire); }

void tt_family_give_back(tt_family *f, uint32_t segments) { atomic_fetch_add(&f->room, segments); }

uint64_t tt_boot_ticks(void) {
    char text[1024];
    int fd = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    if (n <= 0) return 0;
    text[n] = 0;
    // The second field is the program's name, which may hold anything; the 22nd is what we want.
    char *at = strrchr(text, ')');
    for (int field = 2; at && field < 22; field++) at = strchr(at + 1, ' ');
    return at ? strtoull(at + 1, NULL, 10) : 0;
}

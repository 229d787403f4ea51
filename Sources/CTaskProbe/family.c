#include "family.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE = 4096 };

static int open_page(const char *folder, int flags) {
    char path[4200];
    snprintf(path, sizeof path, "%s/family", folder);
    return open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
}

static tt_family *map_page(int fd) {
    void *map = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return map == MAP_FAILED ? NULL : map;
}

// The recorder's, and whole: in a folder that everybody may write to, somebody else may have made one of that name
// once the recording was over.
static bool is_trusted(int fd) {
    struct stat status;
    return fstat(fd, &status) == 0 && status.st_uid == geteuid() && !(status.st_mode & 022) && status.st_size >= PAGE;
}

// The recorder holds a lock on it for as long as it lives: who gets one knows that nobody reads.
static bool is_read(int fd) {
    if (flock(fd, LOCK_SH | LOCK_NB) != 0) return true;
    flock(fd, LOCK_UN);
    return false;
}

tt_family *tt_family_make(const char *folder, uint32_t room, uint32_t disk_room) {
    int fd = open_page(folder, O_CREAT | O_EXCL);
    if (fd < 0) return NULL;
    tt_family *f = posix_fallocate(fd, 0, PAGE) == 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 ? map_page(fd) : NULL;
    if (!f) {
        close(fd);
        return NULL;
    }
    f->file = fd; // means something here alone
    f->recorder = (uint32_t)getpid();
    atomic_store(&f->last, 1); // the first program's
    atomic_store(&f->room, room);
    atomic_store(&f->disk_room, disk_room);
    memcpy(f->magic, "STTFAM1", 8);
    return f;
}

tt_family *tt_family_open(const char *folder) {
    int fd = open_page(folder, 0);
    if (fd < 0) return NULL;
    tt_family *f = is_trusted(fd) && is_read(fd) ? map_page(fd) : NULL;
    close(fd);
    if (f && memcmp(f->magic, "STTFAM1", 8)) {
        munmap(f, PAGE);
        return NULL;
    }
    return f;
}

void tt_family_close(tt_family *f) {
    close(f->file);
    munmap(f, PAGE);
}

uint32_t tt_family_join(tt_family *f) {
    if ((uint32_t)getppid() == f->recorder && !atomic_exchange(&f->has_first, 1)) return 1;
    return atomic_fetch_add(&f->last, 1) + 1;
}

uint32_t tt_family_last(tt_family *f) { return atomic_load_explicit(&f->last, memory_order_acquire); }

void tt_family_give_back(tt_family *f, uint32_t segments, uint32_t on_disk) {
    atomic_fetch_add(&f->room, segments);
    atomic_fetch_add(&f->disk_room, on_disk);
}

void tt_family_make_folder(const char *whole, uint32_t number, char *folder, size_t size) {
    char spill[4200], link[4300];
    snprintf(folder, size, "%s/%u", whole, number);
    mkdir(folder, 0700);
    snprintf(link, sizeof link, "%s/spill", whole);
    ssize_t n = readlink(link, spill, sizeof spill);
    if (n <= 0 || n + 32 >= (ssize_t)sizeof spill) return;
    snprintf(spill + n, sizeof spill - (size_t)n, "/%u.segments", number);
    snprintf(link, sizeof link, "%s/spill", folder);
    if (mkdir(spill, 0700) == 0 && symlink(spill, link) != 0) rmdir(spill);
}

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

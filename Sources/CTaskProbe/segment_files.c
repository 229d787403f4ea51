#include "segment_files.h"
#include "ticks.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    _Atomic int folder; // -1: no such place
    // How many segments may still be made. Those that threads keep since an earlier recording are not of this one's
    // bound: they may sleep for long.
    _Atomic uint32_t own_room;
    _Atomic uint32_t *_Atomic room;
    _Atomic uint64_t refused_at; // ticks; for a while each record would ask again
} place_state;

static place_state places[TT_PLACES] = {
    [TT_MEMORY] = {.folder = -1, .room = &places[TT_MEMORY].own_room},
    [TT_DISK] = {.folder = -1, .room = &places[TT_DISK].own_room},
};
enum { PATIENCE = 1 << 20 }; // about a millisecond, by the coarser clocks some more

static void open_place(place_state *p, int folder, uint32_t most) {
    atomic_store(&p->own_room, most < TT_MAX_SEGMENTS ? most : TT_MAX_SEGMENTS);
    atomic_store(&p->room, &p->own_room);
    atomic_store(&p->refused_at, 0);
    atomic_store(&p->folder, folder);
}

int tt_files_open(const char *path, uint32_t memory, uint32_t disk) {
    if (mkdir(path, 0700) != 0 && errno != EEXIST) return errno;
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (folder < 0) return errno;
    // Where everybody may make folders, somebody else may have made one of this name.
    struct stat status;
    if (fstat(folder, &status) != 0 || status.st_uid != geteuid() || status.st_mode & 022) {
        close(folder);
        return EACCES;
    }
    open_place(&places[TT_DISK], openat(folder, "spill", O_RDONLY | O_DIRECTORY | O_CLOEXEC), disk);
    open_place(&places[TT_MEMORY], folder, memory);
    return 0;
}

void tt_files_share_room(_Atomic uint32_t *memory, _Atomic uint32_t *disk) {
    atomic_store(&places[TT_MEMORY].room, memory);
    atomic_store(&places[TT_DISK].room, disk);
}

int tt_files_folder(void) { return atomic_load_explicit(&places[TT_MEMORY].folder, memory_order_relaxed); }

bool tt_files_take_room(tt_place place) {
    place_state *p = &places[place];
    uint64_t refused = atomic_load_explicit(&p->refused_at, memory_order_relaxed);
    if (p->folder < 0 || (refused && tt_ticks() - refused < PATIENCE)) return false;
    _Atomic uint32_t *room = atomic_load(&p->room);
    uint32_t left = atomic_load(room);
    while (left && !atomic_compare_exchange_weak(room, &left, left - 1)) {}
    if (!left) atomic_store_explicit(&p->refused_at, tt_ticks(), memory_order_relaxed);
    return left != 0;
}

void tt_files_give_room(tt_place place) { atomic_fetch_add(atomic_load(&places[place].room), 1); }

void tt_files_refuse(tt_place place) {
    tt_files_give_room(place);
    atomic_store_explicit(&places[place].refused_at, tt_ticks(), memory_order_relaxed);
}

static void file_name(char out[32], uint32_t slot) { snprintf(out, 32, "%04u.segment", slot); }

// The blocks are reserved: a sparse mapping on a full disk would be SIGBUS in the traced thread, this is ENOSPC here.
tt_segment_header *tt_files_make(tt_place place, uint32_t slot) {
    // Beyond that limit the system would not only refuse, but end the program (SIGXFSZ).
    struct rlimit sizes;
    if (getrlimit(RLIMIT_FSIZE, &sizes) == 0 && sizes.rlim_cur < TT_SEGMENT_SIZE) return NULL;
    char name[32];
    file_name(name, slot);
    int folder = places[place].folder;
    int fd = openat(folder, name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return NULL;
    void *map = MAP_FAILED;
    int failure = EINTR; // a profiler's signals may interrupt it
    for (int tries = 0; failure == EINTR && tries < 10; tries++) failure = posix_fallocate(fd, 0, TT_SEGMENT_SIZE);
    if (failure == 0)
        map = mmap(NULL, TT_SEGMENT_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
    close(fd);
    if (map != MAP_FAILED) return map;
    unlinkat(folder, name, 0);
    return NULL;
}

void tt_files_remove(tt_place place, uint32_t slot) {
    char name[32];
    file_name(name, slot);
    int folder = places[place].folder;
    if (folder >= 0) unlinkat(folder, name, 0);
}

void tt_files_close(bool (*wait)(void)) {
    int memory = atomic_exchange(&places[TT_MEMORY].folder, -1);
    int disk = atomic_exchange(&places[TT_DISK].folder, -1);
    if (!wait()) return;
    if (memory >= 0) close(memory);
    if (disk >= 0) close(disk);
}

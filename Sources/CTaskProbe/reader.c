#include "reader.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct tt_reader {
    int folder, spill; // spill: -1 where there is none, or none was needed so far
    tt_control *control;
    tt_segment_header *maps[TT_MAX_SEGMENTS];
};

tt_reader *tt_reader_open(const char *path) {
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    tt_reader *r = folder < 0 ? NULL : calloc(1, sizeof *r);
    if (r) r->folder = folder, r->spill = -1;
    else if (folder >= 0) close(folder);
    return r;
}

void tt_reader_close(tt_reader *r) {
    for (uint32_t i = 0; i < TT_MAX_SEGMENTS; i++)
        if (r->maps[i]) munmap(r->maps[i], TT_SEGMENT_SIZE);
    if (r->control) munmap(r->control, TT_CONTROL_SIZE);
    if (r->spill >= 0) close(r->spill);
    close(r->folder);
    free(r);
}

// Only when it has its full size: its maker may be at it.
static void *map_file(int folder, const char *name, size_t size) {
    int fd = openat(folder, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return NULL;
    struct stat status;
    void *map = MAP_FAILED;
    if (fstat(fd, &status) == 0 && (size_t)status.st_size >= size)
        map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    return map == MAP_FAILED ? NULL : map;
}

const tt_control *tt_reader_control(tt_reader *r) {
    if (!r->control) r->control = map_file(r->folder, "control", TT_CONTROL_SIZE);
    return r->control;
}

tt_control_state tt_reader_state(tt_reader *r) {
    const tt_control *c = tt_reader_control(r);
    return c ? atomic_load_explicit(&c->state, memory_order_acquire) : TT_CONTROL_STARTING;
}

uint32_t tt_reader_slots(tt_reader *r) {
    const tt_control *c = tt_reader_control(r);
    uint32_t n = c ? atomic_load_explicit(&c->slots, memory_order_acquire) : 0;
    return n < TT_MAX_SEGMENTS ? n : TT_MAX_SEGMENTS;
}

// The folder where the segment of a slot lies, -1 where it was given back.
static int folder_of(tt_reader *r, uint32_t slot) {
    const tt_control *c = tt_reader_control(r);
    uint8_t place = c ? atomic_load_explicit(&c->place[slot], memory_order_acquire) : TT_NOT_TOLD;
    if (place == TT_DISK && r->spill < 0) r->spill = openat(r->folder, "spill", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return place == TT_DISK ? r->spill : place < TT_DISK ? r->folder : -1;
}

const tt_segment_header *tt_reader_at(tt_reader *r, uint32_t slot) {
    int folder = folder_of(r, slot);
    // While it is held here its space is not given back.
    if (r->maps[slot] && (folder < 0 || atomic_load(&r->maps[slot]->is_gone))) {
        munmap(r->maps[slot], TT_SEGMENT_SIZE);
        r->maps[slot] = NULL;
    }
    if (!r->maps[slot] && folder >= 0) {
        char name[32];
        snprintf(name, sizeof name, "%04u.segment", slot);
        r->maps[slot] = map_file(folder, name, TT_SEGMENT_SIZE);
    }
    const tt_segment_header *s = r->maps[slot];
    uint64_t id = s ? tt_segment_id(s) : 0;
    return id && atomic_load_explicit(&s->drained, memory_order_relaxed) != id ? s : NULL;
}

void tt_reader_drained(tt_reader *r, uint32_t slot) {
    tt_segment_header *s = r->maps[slot];
    if (s) atomic_store_explicit(&s->drained, atomic_load(&s->id), memory_order_release);
}

uint32_t tt_reader_held(tt_reader *r, tt_place place) {
    const tt_control *c = tt_reader_control(r);
    return c ? atomic_load(&c->held[place]) : 0;
}

void tt_reader_end(tt_reader *r) {
    tt_control *c = (tt_control *)tt_reader_control(r);
    if (c) atomic_store_explicit(&c->state, TT_CONTROL_ENDED, memory_order_release);
}

#include "left.h"
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_FILES = 2 * TT_MAX_SEGMENTS };

typedef struct {
    char name[16];
    bool is_spilled;
    tt_segment_header *map;
} left_file;

struct tt_left {
    int folder, spill;
    bool has_control;
    tt_control control;
    uint32_t count;
    left_file files[MOST_FILES];
};

// NNNN.segment
static bool is_segment_name(const char *name) {
    for (int i = 0; i < 4; i++)
        if (!isdigit((unsigned char)name[i])) return false;
    return !strcmp(name + 4, ".segment");
}

static void list(tt_left *l, int folder, bool is_spilled) {
    int again = folder < 0 ? -1 : openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *directory = again < 0 ? NULL : fdopendir(again);
    if (!directory) {
        if (again >= 0) close(again);
        return;
    }
    for (struct dirent *entry; (entry = readdir(directory)) && l->count < MOST_FILES;) {
        if (!is_segment_name(entry->d_name)) continue;
        left_file *file = &l->files[l->count++];
        memcpy(file->name, entry->d_name, sizeof "0000.segment");
        file->is_spilled = is_spilled;
    }
    closedir(directory);
}

static int by_name(const void *a, const void *b) {
    const left_file *x = a, *y = b;
    return x->is_spilled != y->is_spilled ? x->is_spilled - y->is_spilled : strcmp(x->name, y->name);
}

// Whatever stands there, a pipe or a device, opening it must not wait.
static int open_regular(int folder, const char *name, off_t *size) {
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat status;
    if (fd >= 0 && (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))) {
        close(fd);
        return -1;
    }
    if (fd >= 0) *size = status.st_size;
    return fd;
}

static void read_control(tt_left *l) {
    off_t size;
    int fd = open_regular(l->folder, "control", &size);
    if (fd < 0) return;
    l->has_control = pread(fd, &l->control, sizeof l->control, 0) == (ssize_t)sizeof l->control &&
                     !memcmp(l->control.magic, "STTCTL1", 8);
    close(fd);
}

tt_left *tt_left_open(const char *path) {
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    tt_left *l = folder < 0 ? NULL : calloc(1, sizeof *l);
    if (!l) {
        if (folder >= 0) close(folder);
        return NULL;
    }
    l->folder = folder;
    l->spill = openat(folder, "spill", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    read_control(l);
    list(l, folder, false);
    list(l, l->spill, true);
    qsort(l->files, l->count, sizeof *l->files, by_name);
    return l;
}

void tt_left_close(tt_left *l) {
    for (uint32_t i = 0; i < l->count; i++) tt_left_drop(l, i);
    if (l->spill >= 0) close(l->spill);
    close(l->folder);
    free(l);
}

const tt_control *tt_left_control(const tt_left *l) { return l->has_control ? &l->control : NULL; }
uint32_t tt_left_count(const tt_left *l) { return l->count; }

void tt_left_drop(tt_left *l, uint32_t i) {
    if (l->files[i].map) munmap(l->files[i].map, TT_SEGMENT_SIZE);
    l->files[i].map = NULL;
}

static tt_left_segment described(const tt_segment_header *s, bool is_whole) {
    uint32_t records = tt_segment_committed(s);
    // A spare one, made ahead.
    static const char none[8];
    if (!tt_segment_id(s) && !memcmp(s->magic, none, 8)) return (tt_left_segment){0};
    bool is_segment = !memcmp(s->magic, "STTSEG1", 8) && records <= TT_SEGMENT_RECORDS;
    return (tt_left_segment){
        .id = tt_segment_id(s),
        .pid = s->pid,
        .records = records <= TT_SEGMENT_RECORDS ? records : TT_SEGMENT_RECORDS,
        .is_damaged = !is_segment || !is_whole,
    };
}

// One that is free is as its last use has left it, with the number 0.
tt_left_segment tt_left_segment_at(tt_left *l, uint32_t i) {
    left_file *file = &l->files[i];
    off_t size = 0;
    int fd = open_regular(file->is_spilled ? l->spill : l->folder, file->name, &size);
    if (fd < 0) return (tt_left_segment){.is_damaged = true};
    tt_left_segment found = {.is_damaged = size > 0}; // empty: it was being made
    if (size >= TT_SEGMENT_SIZE) {
        if (!file->map) {
            void *map = mmap(NULL, TT_SEGMENT_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
            if (map != MAP_FAILED) file->map = map;
        }
        if (file->map) {
            atomic_store(&file->map->sealed, 1);
            found = described(file->map, true);
            found.header = file->map;
        }
    } else if (size >= (off_t)sizeof(tt_segment_header)) {
        tt_segment_header header;
        if (pread(fd, &header, sizeof header, 0) == (ssize_t)sizeof header) found = described(&header, false);
    }
    close(fd);
    return found;
}

static bool begins_record(uint8_t kind) {
    return (kind >= TT_TASK_CREATE && kind <= TT_TASK_ADOPT) || (kind >= TT_OBJECT_CREATE && kind <= TT_WAIT_BEGIN) ||
           (kind >= TT_QUEUE_PUT && kind <= TT_BARRIER_PASS) || (kind >= TT_FUTURE_RESOLVE && kind <= TT_SLOW_CALLBACK) ||
           (kind >= TT_TIMER && kind <= TT_RESULT_DISCARDED) || (kind >= TT_STALL && kind <= TT_TIMER_LATE);
}

uint32_t tt_left_silence(tt_left *l, uint32_t i, uint32_t from, uint64_t earliest, uint64_t latest) {
    tt_segment_header *s = l->files[i].map;
    if (!s) return 0;
    tt_record *records = (tt_record *)((char *)s + TT_SEGMENT_HEADER);
    uint64_t last = earliest; // a silent record is at the time of the one before it
    uint32_t silenced = 0;
    for (uint32_t at = from, end = tt_segment_committed(s); at < end && at < TT_SEGMENT_RECORDS; at++) {
        tt_record *r = &records[at];
        uint8_t kind = (uint8_t)tt_record_kind(r);
        if (kind >= TT_CONTINUATION && kind <= TT_EXECUTOR && at > from) continue;
        bool needs_task = kind <= TT_TASK_ADOPT;
        bool is_sound = begins_record(kind) && r->ticks >= earliest && r->ticks <= latest && (!needs_task || r->task);
        if (is_sound) {
            last = r->ticks;
            continue;
        }
        // The end of no object.
        *r = (tt_record){.ticks = last, .word = (uint64_t)TT_OBJECT_END << 48};
        silenced++;
    }
    return silenced;
}

#include "segment.h"
#include "thread_state.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// A slot goes EMPTY -> MAKING -> FREE -> OWNED -> SEALED -> FREE ... and back to EMPTY when trimmed. Each
// step is one compare-and-swap by the one who takes it: threads own, the collector drains and recycles.
enum { EMPTY, MAKING, FREE, OWNED, SEALED };

static struct {
    _Atomic uint32_t state;
    _Atomic uint32_t generation; // the recording that it was made for
    _Atomic(tt_segment_header *) map;
} slots[TT_MAX_SEGMENTS];

static tt_thread threads[TT_MAX_THREADS];
static _Atomic uint32_t thread_count, slot_count, free_count;
static _Atomic uint64_t next_id;
static _Atomic int folder = -1;
// How many segments may still be made. Those that threads keep since an earlier recording are not of this one's
// bound: they may sleep for long.
static _Atomic uint32_t own_room;
static _Atomic uint32_t *_Atomic room = &own_room;
// At one address for the life of the process, since a thread may be counting a loss at any time: while a folder is
// open, its file lies there; else nothing does that anybody reads.
static tt_control *_Atomic control;
static tt_control no_control; // where there is no such address
static pthread_key_t exit_key;
static bool has_exit_key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

_Atomic uint32_t tt_generation;
__thread tt_thread *tt_self;
static __thread bool thread_is_ending __attribute__((tls_model("initial-exec")));

// tt_segments_close waits for threads in here before it closes the folder.
static _Atomic uint32_t threads_in_slow_path;

static void raise_count(_Atomic uint32_t *count, uint32_t to) {
    uint32_t old = atomic_load(count);
    while (old < to && !atomic_compare_exchange_weak(count, &old, to)) {}
}

static void file_name(char out[32], uint32_t slot) { snprintf(out, 32, "%04u.segment", slot); }

// A segment file with its blocks reserved: a sparse mapping on a full disk would be SIGBUS in the traced
// thread, this is ENOSPC here.
static tt_segment_header *make_segment(uint32_t slot) {
    char name[32];
    file_name(name, slot);
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

// When there was no room for a segment the last time, in ticks: for a while each record would ask again.
static _Atomic uint64_t refused_at;
enum { PATIENCE = 1 << 20 }; // about a millisecond, by the coarser clocks some more

static bool take_room(void) {
    uint32_t left = atomic_load(room);
    while (left && !atomic_compare_exchange_weak(room, &left, left - 1)) {}
    return left != 0;
}

// Into `wanted`: FREE for the provision, OWNED for a thread that found no free one.
static int32_t make_slot(uint32_t wanted) {
    uint64_t refused = atomic_load_explicit(&refused_at, memory_order_relaxed);
    if (wanted == OWNED && refused && tt_ticks() - refused < PATIENCE) return -1;
    bool has_room = take_room();
    for (uint32_t i = 0; has_room && i < TT_MAX_SEGMENTS; i++) {
        uint32_t empty = EMPTY;
        if (atomic_load_explicit(&slots[i].state, memory_order_relaxed) != EMPTY ||
            !atomic_compare_exchange_strong(&slots[i].state, &empty, MAKING))
            continue;
        tt_segment_header *s = make_segment(i);
        atomic_store(&slots[i].generation, atomic_load(&tt_generation));
        atomic_store(&slots[i].map, s);
        atomic_store(&slots[i].state, s ? wanted : EMPTY);
        if (!s) break;
        raise_count(&slot_count, i + 1);
        raise_count(&tt_control_page()->slots, i + 1);
        return (int32_t)i;
    }
    if (has_room) atomic_fetch_add(room, 1);
    atomic_store_explicit(&refused_at, tt_ticks(), memory_order_relaxed);
    return -1;
}

// Takes back what a reader in another process has read to its end.
static void reclaim_drained(void) {
    for (uint32_t i = 0, n = atomic_load(&slot_count); i < n; i++) {
        uint32_t sealed = SEALED;
        if (atomic_load_explicit(&slots[i].state, memory_order_acquire) != SEALED) continue;
        tt_segment_header *s = atomic_load(&slots[i].map);
        uint64_t id = s ? atomic_load(&s->id) : 0;
        if (!id || atomic_load_explicit(&s->drained, memory_order_acquire) != id) continue;
        if (!atomic_compare_exchange_strong(&slots[i].state, &sealed, MAKING)) continue;
        // Meanwhile another thread may have taken it back, filled and sealed it.
        bool same = atomic_load(&s->id) == id;
        if (same) atomic_store(&s->id, 0);
        atomic_store(&slots[i].state, same ? FREE : SEALED);
        if (same) atomic_fetch_add(&free_count, 1);
    }
}

static int32_t take_free_slot(void) {
    if (atomic_load_explicit(&free_count, memory_order_relaxed) == 0) reclaim_drained();
    if (atomic_load_explicit(&free_count, memory_order_relaxed) == 0) return -1;
    uint32_t n = atomic_load(&slot_count);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t expected = FREE;
        if (atomic_load_explicit(&slots[i].state, memory_order_relaxed) == FREE &&
            atomic_compare_exchange_strong(&slots[i].state, &expected, OWNED)) {
            atomic_fetch_sub(&free_count, 1);
            return (int32_t)i;
        }
    }
    return -1;
}

static void seal(tt_thread *t) {
    if (!t->segment) return;
    atomic_store_explicit(&t->segment->sealed, 1, memory_order_release);
    atomic_store(&slots[t->slot].state, SEALED);
    t->segment = NULL;
    t->position = t->capacity = 0;
}

__attribute__((noinline, cold)) void tt_enter_recording(tt_thread *t) {
    // First: who sees this number sees what belongs to it, or nothing.
    tt_set_task(t, 0, 0, 0);
    t->nesting = t->completing = t->woken = t->announced = t->left = t->suspending = 0;
    t->frame = 0;
    seal(t);
    atomic_store_explicit(&t->generation, atomic_load(&tt_generation), memory_order_release);
}

static void count_lost(uint32_t n) {
    uint64_t now = tt_ticks(), none = 0;
    tt_control *c = tt_control_page();
    atomic_compare_exchange_strong(&c->lost_first, &none, now);
    atomic_store_explicit(&c->lost_last, now, memory_order_relaxed);
    atomic_fetch_add_explicit(&c->lost, n, memory_order_relaxed);
}

static tt_record *next_segment(tt_thread *t, uint32_t n) {
    seal(t);
    if (folder < 0 || !tt_is_recording()) return NULL;
    if (atomic_load_explicit(&tt_control_page()->state, memory_order_relaxed) == TT_CONTROL_ENDED) {
        tt_set_recording(false);
        return NULL;
    }
    int32_t slot = take_free_slot();
    if (slot < 0) slot = make_slot(OWNED);
    if (slot < 0) {
        count_lost(n);
        return NULL;
    }
    tt_segment_header *s = atomic_load(&slots[slot].map);
    memcpy(s->magic, "STTSEG1", 8);
    s->generation = atomic_load_explicit(&t->generation, memory_order_relaxed);
    s->pid = tt_control_page()->pid;
    s->tid = t->tid;
    prctl(PR_GET_NAME, s->thread_name);
    s->opened = tt_ticks();
    atomic_store_explicit(&s->committed, 0, memory_order_relaxed);
    atomic_store_explicit(&s->sealed, 0, memory_order_relaxed);
    atomic_store_explicit(&s->id, atomic_fetch_add(&next_id, 1), memory_order_release);
    t->segment = s;
    t->slot = (uint32_t)slot;
    t->records = (tt_record *)((char *)s + TT_SEGMENT_HEADER);
    t->position = 0;
    t->capacity = TT_SEGMENT_RECORDS;
    return t->records;
}

__attribute__((noinline, cold)) tt_record *tt_reserve_slow(tt_thread *t, uint32_t n) {
    int before = errno; // the program's: it may be about to look at it
    atomic_fetch_add(&threads_in_slow_path, 1);
    tt_record *r = next_segment(t, n);
    atomic_fetch_sub(&threads_in_slow_path, 1);
    errno = before;
    return r;
}

static void thread_ends(void *state) {
    tt_thread *t = state;
    thread_is_ending = true;
    tt_self = NULL;
    seal(t);
    tt_set_task(t, 0, 0, 0);
    atomic_store_explicit(&t->in_use, 0, memory_order_release);
}

// The child of a fork shares the mappings: it must not write into its parent's segments. The runtime
// pointers are restored by the probe's own handler.
static void after_fork_in_child(void) {
    tt_set_recording(false);
    tt_self = NULL;
    thread_is_ending = true; // of this thread no more records, in this process
}

static void set_up(void) {
    void *page = mmap(NULL, TT_CONTROL_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    control = page == MAP_FAILED ? &no_control : page;
    has_exit_key = pthread_key_create(&exit_key, thread_ends) == 0;
    pthread_atfork(NULL, NULL, after_fork_in_child);
}

// What a thread does without a state of its own is lost: in the destructors of other libraries' keys while it
// ends, and where there are too many threads. In the child of a fork nothing is recorded, so nothing is lost.
static tt_thread *no_state(void) {
    if (!tt_is_recording()) return NULL;
    atomic_fetch_add(&threads_in_slow_path, 1);
    count_lost(1);
    atomic_fetch_sub(&threads_in_slow_path, 1);
    return NULL;
}

__attribute__((noinline, cold)) tt_thread *tt_claim_thread(void) {
    if (thread_is_ending) return no_state();
    pthread_once(&once, set_up);
    if (!has_exit_key) return no_state();
    for (uint32_t i = 0; i < TT_MAX_THREADS; i++) {
        uint32_t unused = 0;
        if (!atomic_compare_exchange_strong(&threads[i].in_use, &unused, 1)) continue;
        tt_thread *t = &threads[i];
        atomic_store_explicit(&t->tid, (uint32_t)syscall(SYS_gettid), memory_order_relaxed);
        t->segment = NULL;
        t->position = t->capacity = 0;
        tt_enter_recording(t);
        raise_count(&thread_count, i + 1);
        pthread_setspecific(exit_key, t);
        return tt_self = t;
    }
    thread_is_ending = true;
    return no_state();
}

int tt_segments_open(const char *path, uint64_t first_id, uint32_t most) {
    pthread_once(&once, set_up);
    if (mkdir(path, 0700) != 0 && errno != EEXIST) return errno;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return errno;
    int file = openat(fd, "control", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    int failure = file < 0 ? errno : posix_fallocate(file, 0, TT_CONTROL_SIZE);
    tt_control *c = tt_control_page();
    if (!failure && c == &no_control) failure = ENOMEM;
    if (!failure && mmap(c, TT_CONTROL_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file, 0) == MAP_FAILED)
        failure = errno;
    if (file >= 0) close(file);
    if (failure) {
        close(fd);
        return failure;
    }
    memcpy(c->magic, "STTCTL1", 8);
    c->pid = (uint32_t)getpid();
    c->clock_source = tt_clock;
    c->parent = (uint32_t)getppid();
    c->opened = tt_ticks();
    folder = fd;
    atomic_store(&own_room, most < TT_MAX_SEGMENTS ? most : TT_MAX_SEGMENTS);
    room = &own_room;
    atomic_store(&next_id, first_id);
    atomic_store(&refused_at, 0);
    // Each thread finds that out for itself, and leaves the segment and what it ran in an earlier recording.
    atomic_fetch_add(&tt_generation, 1);
    return 0;
}

static void drop_slot(uint32_t i, uint32_t from) {
    if (!atomic_compare_exchange_strong(&slots[i].state, &from, MAKING)) return;
    if (from == FREE) atomic_fetch_sub(&free_count, 1);
    if (atomic_load(&slots[i].generation) == atomic_load(&tt_generation)) atomic_fetch_add(room, 1);
    tt_segment_header *s = atomic_exchange(&slots[i].map, NULL);
    if (s) munmap(s, TT_SEGMENT_SIZE);
    char name[32];
    file_name(name, i);
    if (folder >= 0) unlinkat(folder, name, 0);
    atomic_store(&slots[i].state, EMPTY);
}

void tt_segments_close(bool keep_files) {
    if (folder < 0) return;
    uint32_t n = atomic_load(&slot_count);
    for (uint32_t i = 0; i < n; i++) {
        drop_slot(i, FREE);
        if (keep_files) continue; // what waits to be read is left as it is
        drop_slot(i, SEALED);
        // A thread may be about to write into one that it owns: the name goes, the mapping stays until
        // the thread takes its next segment or ends, and the next recording recycles it.
        char name[32];
        file_name(name, i);
        unlinkat(folder, name, 0);
    }
    if (!keep_files) unlinkat(folder, "control", 0);
    if (tt_control_page() != &no_control)
        mmap(tt_control_page(), TT_CONTROL_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    int fd = folder;
    folder = -1;
    for (int i = 0; i < 1000 && atomic_load(&threads_in_slow_path); i++) usleep(100);
    if (!atomic_load(&threads_in_slow_path)) close(fd);
}

void tt_segments_share_room(_Atomic uint32_t *segments) { room = segments; }

tt_control *tt_control_page(void) { return atomic_load_explicit(&control, memory_order_relaxed); }
uint32_t tt_segment_slots(void) { return atomic_load_explicit(&slot_count, memory_order_acquire); }

const tt_segment_header *tt_segment_at(uint32_t i) {
    uint32_t state = atomic_load_explicit(&slots[i].state, memory_order_acquire);
    if (state != OWNED && state != SEALED) return NULL;
    const tt_segment_header *s = atomic_load(&slots[i].map);
    // A thread that has slept since an earlier recording still owns a segment of that one.
    bool current = atomic_load_explicit(&s->id, memory_order_acquire) && s->generation == atomic_load(&tt_generation);
    return current ? s : NULL;
}

bool tt_segment_recycle(uint32_t i) {
    if (atomic_load(&slots[i].state) != SEALED) return false; // its thread is about to let go of it
    tt_segment_header *s = atomic_load(&slots[i].map);
    atomic_store(&s->id, 0);
    atomic_store(&slots[i].state, FREE);
    atomic_fetch_add(&free_count, 1);
    return true;
}

static void drop_leftovers(void) {
    for (uint32_t i = 0, n = atomic_load(&slot_count); i < n; i++)
        if (atomic_load(&slots[i].state) == SEALED && !tt_segment_at(i)) drop_slot(i, SEALED);
}

void tt_segments_provision(uint32_t spare) {
    drop_leftovers();
    while (folder >= 0 && atomic_load(&free_count) < spare) {
        if (make_slot(FREE) < 0) return;
        atomic_fetch_add(&free_count, 1);
    }
    for (uint32_t i = atomic_load(&slot_count); i-- > 0 && atomic_load(&free_count) > 2 * spare;) drop_slot(i, FREE);
}

bool tt_stop_running(uint32_t task) {
    for (uint32_t i = 0, count = atomic_load(&thread_count); i < count; i++) {
        uint32_t running = task;
        if (tt_is_current(&threads[i]) && atomic_compare_exchange_strong(&threads[i].task, &running, 0)) return true;
    }
    return false;
}

size_t tt_running_tasks(tt_running *out, size_t capacity) {
    size_t n = 0;
    uint32_t count = atomic_load(&thread_count);
    for (uint32_t i = 0; i < count && n < capacity; i++) {
        tt_thread *t = &threads[i];
        uint32_t task = atomic_load_explicit(&t->task, memory_order_acquire);
        uint64_t since = atomic_load_explicit(&t->since, memory_order_relaxed);
        uint64_t code = atomic_load_explicit(&t->code, memory_order_relaxed);
        uint32_t tid = atomic_load_explicit(&t->tid, memory_order_relaxed);
        // Read again: a task that changed meanwhile is not a stall. Nor is what ran when an earlier recording ended.
        if (!tt_is_current(t)) continue;
        atomic_thread_fence(memory_order_acquire);
        if (!task || atomic_load_explicit(&t->task, memory_order_acquire) != task) continue;
        if (atomic_load_explicit(&t->since, memory_order_relaxed) != since) continue;
        out[n++] = (tt_running){tid, task, since, code};
    }
    return n;
}

size_t tt_task_records(uint32_t task, tt_record *out, size_t capacity) {
    size_t n = 0;
    for (uint32_t i = 0; i < tt_segment_slots(); i++) {
        const tt_segment_header *s = tt_segment_at(i);
        if (!s) continue;
        const tt_record *r = tt_segment_records(s);
        for (uint32_t k = 0, end = tt_segment_committed(s); k < end && n < capacity; k++) {
            if (r[k].task != task || tt_record_kind(&r[k]) >= TT_CONTINUATION) continue;
            size_t at = n++;
            for (; at > 0 && out[at - 1].ticks > r[k].ticks; at--) out[at] = out[at - 1];
            out[at] = r[k];
        }
    }
    return n;
}

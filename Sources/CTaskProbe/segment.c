#include "segment.h"
#include "segment_files.h"
#include "thread_state.h"
#include "thread_support.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// A slot goes EMPTY -> MAKING -> FREE -> OWNED -> SEALED -> FREE ... and back to EMPTY when trimmed. Each
// step is one compare-and-swap by the one who takes it: threads own, the collector drains and recycles.
enum { EMPTY, MAKING, FREE, OWNED, SEALED };

static struct {
    _Atomic uint32_t state;
    _Atomic uint32_t generation; // the recording that it was made for
    _Atomic uint8_t place;
    _Atomic(tt_segment_header *) map;
} slots[TT_MAX_SEGMENTS];

static tt_thread threads[TT_MAX_THREADS];
static _Atomic uint32_t thread_count, slot_count;
static _Atomic uint32_t free_count[TT_PLACES];
static _Atomic uint64_t next_id;
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
// Nothing is made ahead while it is closed.
static _Atomic bool is_open;
static _Atomic uint32_t helpers;

static void raise_count(_Atomic uint32_t *count, uint32_t to) {
    uint32_t old = atomic_load(count);
    while (old < to && !atomic_compare_exchange_weak(count, &old, to)) {}
}

static bool is_current_slot(uint32_t i) { return atomic_load(&slots[i].generation) == atomic_load(&tt_generation); }

static int32_t take_empty_slot(void) {
    for (uint32_t i = 0; i < TT_MAX_SEGMENTS; i++) {
        uint32_t empty = EMPTY;
        if (atomic_load_explicit(&slots[i].state, memory_order_relaxed) == EMPTY &&
            atomic_compare_exchange_strong(&slots[i].state, &empty, MAKING))
            return (int32_t)i;
    }
    return -1;
}

// Into `wanted`: FREE for the provision, OWNED for a thread that found no free one.
static int32_t make_slot(uint32_t wanted, tt_place place) {
    if (!tt_files_take_room(place)) return -1;
    int32_t i = take_empty_slot();
    tt_segment_header *s = i < 0 ? NULL : tt_files_make(place, (uint32_t)i);
    if (!s) {
        if (i >= 0) atomic_store(&slots[i].state, EMPTY);
        tt_files_refuse(place);
        return -1;
    }
    tt_control *c = tt_control_page();
    slots[i].place = place;
    atomic_store(&slots[i].generation, atomic_load(&tt_generation));
    atomic_store(&slots[i].map, s);
    raise_count(&slot_count, (uint32_t)i + 1);
    atomic_fetch_add(&c->held[place], 1);
    atomic_store(&c->place[i], place);
    raise_count(&c->slots, (uint32_t)i + 1);
    if (wanted == FREE) atomic_fetch_add(&free_count[place], 1);
    atomic_store(&slots[i].state, wanted);
    return i;
}

static uint32_t free_slots(void) {
    return atomic_load_explicit(&free_count[TT_MEMORY], memory_order_relaxed) +
           atomic_load_explicit(&free_count[TT_DISK], memory_order_relaxed);
}

// Takes back what a reader in another process has read to its end.
static void reclaim_drained(void) {
    for (uint32_t i = 0, n = atomic_load(&slot_count); i < n; i++) {
        uint32_t sealed = SEALED;
        if (atomic_load_explicit(&slots[i].state, memory_order_acquire) != SEALED || !is_current_slot(i)) continue;
        tt_segment_header *s = atomic_load(&slots[i].map);
        uint64_t id = s ? atomic_load(&s->id) : 0;
        if (!id || atomic_load_explicit(&s->drained, memory_order_acquire) != id) continue;
        if (!atomic_compare_exchange_strong(&slots[i].state, &sealed, MAKING)) continue;
        // Meanwhile another thread may have taken it back, filled and sealed it.
        bool same = atomic_load(&s->id) == id;
        if (same) atomic_store(&s->id, 0);
        if (same) atomic_fetch_add(&free_count[slots[i].place], 1);
        atomic_store(&slots[i].state, same ? FREE : SEALED);
    }
}

static int32_t take_free_slot_in(tt_place place) {
    if (atomic_load_explicit(&free_count[place], memory_order_relaxed) == 0) return -1;
    uint32_t n = atomic_load(&slot_count);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t expected = FREE;
        if (atomic_load_explicit(&slots[i].state, memory_order_acquire) == FREE && slots[i].place == place &&
            atomic_compare_exchange_strong(&slots[i].state, &expected, OWNED)) {
            // Between the look and the exchange it may have been given back and made elsewhere.
            atomic_fetch_sub(&free_count[slots[i].place], 1);
            return (int32_t)i;
        }
    }
    return -1;
}

static int32_t take_free_slot(void) {
    if (free_slots() == 0) reclaim_drained();
    int32_t slot = take_free_slot_in(TT_MEMORY);
    return slot < 0 ? take_free_slot_in(TT_DISK) : slot;
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
    if (tt_files_folder() < 0 || !tt_is_recording()) return NULL;
    if (atomic_load_explicit(&tt_control_page()->state, memory_order_relaxed) == TT_CONTROL_ENDED) {
        tt_set_recording(false);
        return NULL;
    }
    int32_t slot = take_free_slot();
    if (slot < 0) slot = make_slot(OWNED, TT_MEMORY);
    if (slot < 0) slot = make_slot(OWNED, TT_DISK);
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

static bool slow_path_is_empty(void) {
    for (int i = 0; i < 1000 && atomic_load(&threads_in_slow_path); i++) usleep(100);
    return atomic_load(&threads_in_slow_path) == 0;
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

int tt_segments_open(const char *path, uint64_t first_id, uint32_t memory, uint32_t disk) {
    pthread_once(&once, set_up);
    int failure = tt_files_open(path, memory, disk);
    if (failure) return failure;
    int file = openat(tt_files_folder(), "control", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    failure = file < 0 ? errno : posix_fallocate(file, 0, TT_CONTROL_SIZE);
    tt_control *c = tt_control_page();
    if (!failure && c == &no_control) failure = ENOMEM;
    if (!failure && mmap(c, TT_CONTROL_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file, 0) == MAP_FAILED)
        failure = errno;
    if (file >= 0) close(file);
    if (failure) {
        tt_files_close(slow_path_is_empty);
        return failure;
    }
    memcpy(c->magic, "STTCTL1", 8);
    c->pid = (uint32_t)getpid();
    c->clock_source = tt_clock_in_use();
    c->parent = (uint32_t)getppid();
    c->opened = tt_ticks();
    atomic_store(&next_id, first_id);
    // Each thread finds that out for itself, and leaves the segment and what it ran in an earlier recording.
    atomic_fetch_add(&tt_generation, 1);
    atomic_store(&is_open, true);
    return 0;
}

static void drop_slot(uint32_t i, uint32_t from) {
    if (!atomic_compare_exchange_strong(&slots[i].state, &from, MAKING)) return;
    tt_place place = slots[i].place;
    if (from == FREE) atomic_fetch_sub(&free_count[place], 1);
    bool is_current = is_current_slot(i);
    tt_segment_header *s = atomic_exchange(&slots[i].map, NULL);
    if (is_current) atomic_store(&tt_control_page()->place[i], TT_NOWHERE);
    atomic_store(&s->is_gone, 1);
    munmap(s, TT_SEGMENT_SIZE);
    tt_files_remove(place, i);
    if (is_current) {
        atomic_fetch_sub(&tt_control_page()->held[place], 1);
        tt_files_give_room(place);
    }
    atomic_store(&slots[i].state, EMPTY);
}

void tt_segments_close(bool keep_files) {
    if (tt_files_folder() < 0) return;
    atomic_store(&is_open, false);
    while (atomic_load(&helpers)) usleep(100);
    uint32_t n = atomic_load(&slot_count);
    for (uint32_t i = 0; i < n; i++) {
        drop_slot(i, FREE);
        if (keep_files) continue; // what waits to be read is left as it is
        drop_slot(i, SEALED);
        // A thread may be about to write into one that it owns: the name goes, the mapping stays until
        // the thread takes its next segment or ends, and the next recording recycles it.
        tt_files_remove(TT_MEMORY, i);
        tt_files_remove(TT_DISK, i);
    }
    if (!keep_files) unlinkat(tt_files_folder(), "control", 0);
    if (tt_control_page() != &no_control)
        mmap(tt_control_page(), TT_CONTROL_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    tt_files_close(slow_path_is_empty);
}

void tt_segments_share_room(_Atomic uint32_t *memory, _Atomic uint32_t *disk) { tt_files_share_room(memory, disk); }

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
    atomic_fetch_add(&free_count[slots[i].place], 1);
    atomic_store(&slots[i].state, FREE);
    return true;
}

static void drop_leftovers(void) {
    for (uint32_t i = 0, n = atomic_load(&slot_count); i < n; i++)
        if (atomic_load(&slots[i].state) == SEALED && !tt_segment_at(i)) drop_slot(i, SEALED);
}

// One for each thread that records, two beside; and while the collector is behind, as many as it takes to make on disk
// what threads fill meanwhile.
static uint32_t wanted_spare(uint32_t most) {
    uint32_t owned = 0, sealed = 0;
    for (uint32_t i = 0, n = atomic_load(&slot_count); i < n; i++) {
        uint32_t state = atomic_load_explicit(&slots[i].state, memory_order_relaxed);
        if (!is_current_slot(i)) continue; // of a thread that has slept since
        owned += state == OWNED;
        sealed += state == SEALED;
    }
    enum { MOST_BEHIND = 32, BEHIND = 32 };
    uint32_t spare = owned + 2 < most ? owned + 2 : most;
    uint32_t behind = sealed > BEHIND ? (sealed - BEHIND) / 4 : 0;
    return spare + (behind < MOST_BEHIND ? behind : MOST_BEHIND);
}

static uint32_t drop_free(tt_place place, uint32_t most) {
    uint32_t before = atomic_load(&free_count[place]), left = before > most ? before - most : 0;
    for (uint32_t i = atomic_load(&slot_count); i-- > 0 && atomic_load(&free_count[place]) > left;)
        if (slots[i].place == place) drop_slot(i, FREE);
    return before - left;
}

// What was not taken for a while: a collector gives many back at once, which are taken again until the next time.
static void trim(uint32_t spare) {
    enum { A_WHILE = 500000000 };
    static _Atomic uint32_t lowest = UINT32_MAX;
    static _Atomic uint64_t trimmed_at;
    uint32_t now_free = free_slots(), low = atomic_load(&lowest);
    if (now_free < low) atomic_store(&lowest, low = now_free);
    uint64_t now = tt_monotonic_ns();
    if (now - atomic_load(&trimmed_at) < A_WHILE) return;
    atomic_store(&trimmed_at, now);
    atomic_store(&lowest, UINT32_MAX);
    uint32_t dropped = low > spare ? drop_free(TT_DISK, low - spare) : 0;
    uint32_t most = spare + 2 + dropped; // not back and forth
    if (low > most) drop_free(TT_MEMORY, low - most);
}

static void provide(uint32_t most) {
    atomic_fetch_add(&helpers, 1);
    if (atomic_load(&is_open)) {
        reclaim_drained();
        uint32_t spare = wanted_spare(most);
        while (atomic_load(&free_count[TT_MEMORY]) < spare && make_slot(FREE, TT_MEMORY) >= 0) {}
        // Before the last one in memory is taken: then a thread need not make its own.
        while (free_slots() < spare && make_slot(FREE, TT_DISK) >= 0) {}
        trim(spare);
    }
    atomic_fetch_sub(&helpers, 1);
}

void tt_segments_provision(uint32_t most) {
    drop_leftovers();
    provide(most);
}

static void provide_always(void *most) {
    tt_name_thread("task-segments");
    enum { SHORTEST = 1000, LONGEST = 50000 };
    unsigned pause = SHORTEST;
    for (uint32_t recording = atomic_load(&tt_generation);
         tt_is_recording() && atomic_load(&is_open) && atomic_load(&tt_generation) == recording;) {
        uint64_t before = atomic_load(&next_id);
        provide((uint32_t)(uintptr_t)most);
        usleep(pause);
        pause = atomic_load(&next_id) != before ? SHORTEST : pause < LONGEST / 2 ? 2 * pause : LONGEST;
    }
}

bool tt_segments_provision_always(uint32_t most) {
    return tt_start_thread(provide_always, (void *)(uintptr_t)most) == 0;
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

// What a thread knows while it records. Internal to CTaskProbe.
#pragma once
#include "record.h"
#include "segment.h"
#include "ticks.h"

#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

enum { TT_NESTING = 8 };

// Each on cache lines of its own: two threads that write side by side would slow each other down.
typedef struct {
    // Written by the owner, read by the watchdog.
    _Alignas(128) _Atomic uint32_t in_use;
    _Atomic uint32_t task; // the task that runs on this thread (the innermost), 0 if none
    _Atomic uint64_t since;
    _Atomic uint64_t code;
    _Atomic uint32_t tid;
    _Atomic uint32_t generation; // the recording that all of this is of

    // The owner's alone.
    tt_record *records;
    uint32_t position, capacity, slot;
    tt_segment_header *segment;

    uint32_t nesting;                  // tasks that are running below `task` on this thread
    uint32_t outer[TT_NESTING];
    uintptr_t frame, outer_frames[TT_NESTING]; // where on the stack they run; the stack grows downwards
    uint32_t left;                     // a task that ran above `task` and has suspended, unless it goes on at once
    uint32_t completing;               // the task that is completing here
    bool end_is_told;                  // and whether its end was told
    const void *completing_task;       // while it is at it, it is there
    uint32_t woken, woken_by;          // a waiter that a completing task is about to enqueue
    uint32_t announced;                // a task whose enqueue was told already (as create or hop)
    uint64_t completed_at;             // when `completing` was first announced
    uintptr_t completed_above;         // whoever calls on its behalf has its frame below this
    uint64_t suspending_on;            // the dependency of the task that suspended last, unless one ran since
    uint32_t suspending, suspending_for, suspending_status;
} tt_thread;

extern _Atomic uint32_t tt_generation;
// Initial-exec: one instruction, and nothing that could allocate, in a library too.
extern __thread tt_thread *tt_self __attribute__((tls_model("initial-exec")));

/// Where the tasks that this thread creates are said to be made, 0 where the code tells.
extern __thread uint64_t tt_creation_site __attribute__((tls_model("initial-exec")));

/// This thread's state, claimed on first use; NULL when the thread is ending or the table is full.
tt_thread *tt_claim_thread(void);

/// Leaves an earlier recording: its segment, and what ran here when it ended.
void tt_enter_recording(tt_thread *t);

static inline bool tt_is_current(const tt_thread *t) {
    return atomic_load_explicit(&t->generation, memory_order_relaxed) ==
           atomic_load_explicit(&tt_generation, memory_order_relaxed);
}

static inline tt_thread *tt_thread_state(void) {
    tt_thread *t = tt_self;
    if (UNLIKELY(t == NULL)) return tt_claim_thread();
    if (UNLIKELY(!tt_is_current(t))) tt_enter_recording(t);
    return t;
}

/// Room for n records in a new segment, or NULL: then they count as lost.
tt_record *tt_reserve_slow(tt_thread *t, uint32_t n);

static inline tt_record *tt_reserve(tt_thread *t, uint32_t n) {
    return UNLIKELY(t->position + n > t->capacity) ? tt_reserve_slow(t, n) : &t->records[t->position];
}

static inline void tt_publish(tt_thread *t, uint32_t n) {
    t->position += n;
    atomic_store_explicit(&t->segment->committed, t->position, memory_order_release);
}

static inline void tt_fill(tt_record *r, uint64_t ticks, tt_kind kind, uint8_t detail, uint64_t code, uint32_t task,
                           uint32_t other, uint64_t arg) {
    r->ticks = ticks;
    r->word = (code & 0xffffffffffffull) | (uint64_t)kind << 48 | (uint64_t)detail << 56;
    r->task = task;
    r->other = other;
    r->arg = arg;
}

static inline void tt_emit(tt_thread *t, uint64_t ticks, tt_kind kind, uint8_t detail, uint64_t code, uint32_t task,
                           uint32_t other, uint64_t arg) {
    tt_record *r = tt_reserve(t, 1);
    if (UNLIKELY(!r)) return;
    tt_fill(r, ticks, kind, detail, code, task, other, arg);
    tt_publish(t, 1);
}

/// How much of a text fits `most` bytes without cutting a character of UTF-8 in two.
size_t tt_text_prefix(const char *text, size_t length, size_t most);

/// How many records a text takes, and writing it behind its record.
uint32_t tt_text_records(size_t length);
void tt_fill_text(tt_record *r, unsigned which, const char *text, size_t length);

static inline void tt_set_task(tt_thread *t, uint32_t task, uint64_t ticks, uint64_t code) {
    atomic_store_explicit(&t->since, ticks, memory_order_relaxed);
    atomic_store_explicit(&t->code, code, memory_order_relaxed);
    atomic_store_explicit(&t->task, task, memory_order_release);
}
static inline uint32_t tt_get_task(const tt_thread *t) { return atomic_load_explicit(&t->task, memory_order_relaxed); }

/// The same, in code that a task runs: also right after a suspension that was none.
uint32_t tt_running_task(tt_thread *t);

/// The same, where the task may have suspended without a word: what the runtime says.
uint32_t tt_surely_running_task(tt_thread *t);

/// Takes a task from the thread that runs it, if one does: who is told so is the only one.
bool tt_stop_running(uint32_t task);

static inline void tt_enter_task(tt_thread *t, uint32_t task, uint64_t ticks, uint64_t code) {
    uint32_t below = tt_get_task(t);
    if (below) {
        if (t->nesting < TT_NESTING) {
            t->outer[t->nesting] = below;
            t->outer_frames[t->nesting] = t->frame;
        }
        t->nesting++;
    }
    t->left = t->suspending = 0;
    t->frame = 0; // not known
    tt_set_task(t, task, ticks, code);
}

static inline void tt_push_task(tt_thread *t, uint32_t task, uint64_t ticks, uint64_t code) {
    t->announced = t->completing = 0;
    tt_enter_task(t, task, ticks, code);
}

static inline void tt_pop_task(tt_thread *t, uint64_t ticks) {
    uint32_t below = 0;
    if (t->nesting) {
        t->nesting--;
        below = t->nesting < TT_NESTING ? t->outer[t->nesting] : 0;
        t->frame = t->nesting < TT_NESTING ? t->outer_frames[t->nesting] : 0;
    }
    tt_set_task(t, below, ticks, 0);
}

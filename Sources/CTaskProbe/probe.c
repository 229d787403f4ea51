// The callbacks. The runtime calls them at each hand-over, often under its own locks: they take none, call no
// Swift, allocate nothing. Which hand-over it is follows from who calls and from the task's status word.
#include "creation.h"
#include "executor.h"
#include "functions.h"
#include "probe.h"
#include "runtime.h"
#include "stack.h"
#include "thread_state.h"
#include <pthread.h>
#include <string.h>

// Our reads of runtime structures are ordered by the runtime's own protocol, which sanitizers cannot see.
#if defined(__clang__)
#pragma clang attribute push(__attribute__((no_sanitize("thread", "address"))), apply_to = function)
#endif

static void (*acquire_before)(const void *), (*release_before)(const void *);
static uint32_t end_announcements = 2;
static uint64_t add_record_site; // where "a dependency was added" is announced from

_Atomic uint64_t tt_plain_codes[TT_PLAIN_CODES];
void tt_probe_mark_plain(uint64_t code) { atomic_store_explicit(plain_slot(code), code, memory_order_relaxed); }

// ---- the stack of a suspension, where it is asked for ----

// Where a task will go on, and behind that its callers: the chain of its async contexts.
static __attribute__((noinline)) uint32_t stack_of_suspension(const void *t, uint64_t f, uint32_t kind, tt_stack *stack) {
    tt_stack_clear(stack);
    // The context of an adapter or a continuation is the wait's own: its parent is the function that waits.
    uint64_t first = task_context(t);
    bool is_own = is_wait_adapter(task_resume(t)) ||
                  (kind == TT_ON_CONTINUATION && first && word_at((void *)first, 8) == f);
    if (!is_own && f != runtime.future_adapter && f != runtime.non_future_adapter) tt_stack_push(stack, f);
    for (uint64_t c = first; c; c = word_at((void *)c, 0)) {
        uint64_t parent = word_at((void *)c, 8);
        if (!parent || !tt_stack_push(stack, parent)) break;
    }
    return tt_stack_finish(stack);
}

enum { TYPE_NAME_MOST = 160 };

// ---- the hand-overs ----

// Whether one of the callers whose frames lie below `above` is this function.
static __attribute__((noinline)) bool is_called_by(code_range function, uintptr_t *f, uintptr_t above) {
    while (f && (uintptr_t)f < above) {
        if (in_range(f[1], function)) return true;
        uintptr_t *next = (uintptr_t *)f[0];
        if (next <= f) return false;
        f = next;
    }
    return false;
}

// A child that throws cancels its discarding group when it is over already.
static inline bool is_cancelling_siblings(const tt_thread *s, void *frame) {
    return UNLIKELY(s->completing != 0) && is_called_by(runtime.offer, frame, s->completed_above);
}

// The error that a completed future holds, behind the fragments that its flags announce.
static uint8_t outcome_of(const void *t) {
    uint32_t flags = task_flags(t);
    if (!(flags & FLAG_FUTURE)) return 0;
    size_t fragment = runtime.task_size + (flags & FLAG_CHILD ? 16 : 0) + (flags & FLAG_GROUP_CHILD ? 8 : 0);
    uint64_t error = word_at(t, fragment + 0x10);
    if (!error) return 0;
    // A boxed Swift error: the object header, the type of what is in the box, its conformance, the value. Code
    // that is generic over the failure boxes an `any Error` once more; its metadata is of this kind.
    enum { EXISTENTIAL = 0x303 };
    for (int i = 0; i < 3; i++) {
        const void *type = (const void *)word_at((void *)error, 0x10);
        if (!type) return 1;
        if (type == runtime.cancellation_error) return 2;
        if (word_at(type, 0) != EXISTENTIAL) return 1;
        error = word_at((void *)error, 0x20);
        if (!error) return 1;
    }
    return 1;
}

// A task that ran within another one, suspended on something that was there already, and went on at once: that is
// not announced. Where it suspends in earnest or ends the runtime has no current task any more, or has it still.
static inline bool is_back(const tt_thread *s, uint32_t id) {
    if (LIKELY(s->left != id)) return false;
    uint32_t current = tt_runtime_current_task();
    return current == 0 || current == id;
}

static uint32_t canary, canary_ends;
void tt_probe_watch_canary(uint32_t task) { canary = task, canary_ends = 0; }
uint32_t tt_probe_end_announcements_of_canary(void) { return canary_ends; }
void tt_probe_set_end_announcements(uint32_t n) { end_announcements = n; }

static __attribute__((noinline)) void completed(tt_thread *s, const void *t, uint32_t id) {
    uint32_t running = tt_get_task(s);
    bool again = s->completing == id;
    if (!again && running != id && running != 0) {
        if (!is_back(s, id)) return; // another task looks at it
        tt_enter_task(s, id, tt_ticks(), 0);
    }
    if (UNLIKELY(id == canary)) canary_ends++;
    // 6.3 announces twice: when the task completes, and when its future does. The error is there at the last.
    bool last = again || end_announcements == 1 || !(task_flags(t) & FLAG_FUTURE);
    uint64_t now = again ? s->completed_at : tt_ticks();
    if (last && !(again && s->end_is_told)) tt_emit(s, now, TT_TASK_END, outcome_of(t), 0, id, 0, 0);
    if (again) {
        s->end_is_told = true;
        return;
    }
    tt_pop_task(s, now);
    s->completing = id;
    s->completing_task = t;
    s->end_is_told = last;
    s->completed_at = now;
    s->completed_above = (uintptr_t)__builtin_frame_address(0) + 2048;
}

static __attribute__((noinline)) void enqueued(tt_thread *s, const void *t, uint32_t id) {
    if (s->announced == id) { // a creation or a hop has told it
        s->announced = 0;
        return;
    }
    uint32_t waker;
    if (s->woken == id) {
        waker = s->woken_by;
        s->woken = 0;
    } else if (is_cancelling_siblings(s, __builtin_frame_address(0))) {
        waker = s->completing;
    } else {
        waker = tt_surely_running_task(s);
    }
    uint64_t d = task_dependency(t);
    uint64_t executor = d && dependency_kind(d) == TT_ON_EXECUTOR ? dependency_target(d) : 0;
    tt_emit(s, tt_ticks(), TT_TASK_ENQUEUE, 0, 0, id, waker, executor);
}

// The task that is awaited, 0 if it is something else.
static inline uint32_t awaited_task(uint64_t dependency) {
    const void *on = (const void *)dependency_target(dependency);
    return on && dependency_kind(dependency) == TT_ON_TASK ? task_id(on) : 0;
}

// Where the status changes meanwhile (the task is being cancelled), the same suspension is announced once more. To be
// told from the next one, after the first was none: nobody waits twice for one task that is over, a hop is never
// over at once, and for the others the status tells, unless it had changed before the first time.
static inline bool is_announced_again(const tt_thread *s, const void *t, uint32_t id, uint32_t status) {
    if (LIKELY(s->suspending != id) || s->suspending_on != task_dependency(t)) return false;
    uint32_t kind = dependency_kind(s->suspending_on);
    return kind == TT_ON_EXECUTOR || kind == TT_ON_TASK && s->suspending_for == awaited_task(s->suspending_on) ||
           s->suspending_status != status;
}

static __attribute__((noinline)) void suspended(tt_thread *s, const void *t, uint32_t id, uint32_t status,
                                                uint64_t caller) {
    if (is_announced_again(s, t, id, status)) return;
    // A task only ever suspends itself. Another thread's resume may look at the task between "dependency
    // stored" and "status published"; that is no suspension.
    uint32_t running = tt_get_task(s);
    if (running != id) {
        if (running == 0 ? caller != add_record_site : !is_back(s, id)) return;
        tt_enter_task(s, id, tt_ticks(), 0);
    }
    uint64_t now = tt_ticks(), f = resume_function(t, false), dependency = task_dependency(t);
    uint64_t on = dependency_target(dependency);
    uint32_t kind = dependency_kind(dependency), other = awaited_task(dependency);
    // It may be over, and forgotten, by the time that this is read: so what it was is told here.
    uint8_t detail = other && task_flags((const void *)on) & FLAG_ASYNC_LET ? TT_ON_ASYNC_LET : (uint8_t)kind;
    // Where it goes on may be the library's: Task.sleep goes on into Clock.sleep, which the compiler emits into
    // the program, and a person means the caller of that. So the callers are told as well, unless it is known
    // that the nearest function is the program's own.
    uint64_t code[4] = {f}, called = 0;
    unsigned n = 1;
    if (!is_plain(f)) {
        user_functions(t, f, code, 4, &called);
        n += code[1] != 0 || (called != 0 && called != f);
    }
    unsigned frames = n;
    char name[TYPE_NAME_MOST];
    size_t length = 0;
    bool is_actor = false, is_new_executor = false;
    if (kind == TT_ON_EXECUTOR) {
        is_actor = on && word_at((const void *)dependency, 0x18) == 0;
        is_new_executor = !tt_executor_is_told(on, atomic_load_explicit(&tt_generation, memory_order_relaxed));
        if (is_new_executor) {
            length = on ? tt_executor_name(on, is_actor, name, sizeof name) : 0;
            n += 1 + tt_text_records(length);
        }
    }
    uint32_t of_stack = 0;
    tt_stack stack;
    if (UNLIKELY(tt_probe_wants.backtraces)) of_stack = stack_of_suspension(t, f, kind, &stack);
    tt_record *r = tt_reserve(s, n + of_stack);
    if (LIKELY(r != NULL)) {
        tt_fill(r, now, TT_TASK_SUSPEND, detail, code[0], id, other, kind == TT_ON_EXECUTOR ? on : f);
        if (frames > 1)
            tt_fill(r + 1, code[1], TT_FRAMES, 0, code[2], (uint32_t)called, (uint32_t)(called >> 32), code[3]);
        if (is_new_executor) {
            tt_fill(r + frames, 0, TT_EXECUTOR, is_actor, 0, id, 0, on);
            tt_fill_text(r + frames + 1, 0, name, length);
        }
        if (UNLIKELY(of_stack)) tt_stack_fill(r + n, &stack);
        tt_publish(s, n + of_stack);
        if (UNLIKELY(of_stack)) tt_stack_was_told(&stack);
    } else if (is_new_executor) {
        tt_executor_forget(on);
    }
    tt_pop_task(s, now);
    s->left = tt_get_task(s) ? id : 0;
    s->suspending = id;
    s->suspending_on = dependency;
    s->suspending_for = other;
    s->suspending_status = status;
    s->announced = kind == TT_ON_EXECUTOR ? id : 0;
}

static inline void release(const void *p, uint64_t caller) {
    if (!in_range(caller, runtime.concurrency) || !p || task_metadata(p) != runtime.task_metadata) return;
    tt_thread *s = tt_thread_state();
    if (UNLIKELY(!s)) return;
    uint32_t status = task_status(p), id = task_id(p);
    if (status & STATUS_COMPLETE) return completed(s, p, id);
    if (status & STATUS_ENQUEUED) {
        if (in_range(caller, runtime.enqueue)) enqueued(s, p, id);
        return;
    }
    // A dependency that is set, but not yet in the status: the task is about to wait or to be made ready. The
    // other records that come here are of cancellation handlers and the like.
    if (status & STATUS_HAS_DEPENDENCY || !task_dependency(p)) return;
    if (status & STATUS_RUNNING) return suspended(s, p, id, status, caller);
    // Neither running nor enqueued: it never ran.
    if (UNLIKELY(!add_record_site)) add_record_site = caller;
    tt_created(s, p, id, status, tt_running_task(s));
}

static __attribute__((noinline)) void on_release(const void *p) { release(p, (uint64_t)__builtin_return_address(0)); }

static __attribute__((noinline)) void on_release_chained(const void *p) {
    // What is read here is read before the task is handed over.
    release(p, (uint64_t)__builtin_return_address(0));
    release_before(p);
}

// A task that Task.immediate runs where it makes it: nobody made it ready. (Nor are the runtime's own timers.)
static inline bool is_immediate(const void *t, void *frame) {
    uint64_t resume = task_resume(t);
    bool is_new = resume == runtime.future_adapter || resume == runtime.non_future_adapter;
    return is_new && is_called_by(runtime.immediate, frame, (uintptr_t)frame + 4096);
}

static __attribute__((noinline)) void ran(tt_thread *s, const void *t) {
    uint32_t id = task_id(t), status = task_status(t);
    // Here the new task is the runtime's current one already, so that cannot be asked who makes it.
    if (UNLIKELY(!(status & STATUS_ENQUEUED)) && is_immediate(t, __builtin_frame_address(0)))
        tt_created(s, t, id, status, tt_get_task(s));
    uint64_t f = resume_function(t, true), code = running_function(t, f), now = tt_ticks();
    tt_emit(s, now, TT_TASK_RUN, 0, code, id, 0, f);
    // Where another task locks the status at that moment (to cancel it), a suspension is not announced. What ran
    // at this depth of the stack, or further down, is not running any more.
    uintptr_t frame = (uintptr_t)__builtin_frame_address(0);
    while (UNLIKELY(tt_get_task(s) && s->frame && s->frame <= frame)) tt_pop_task(s, now);
    tt_push_task(s, id, now, code);
    s->frame = frame;
}

// Before 6.2 a task cancels its children by the same function that the program calls: then that is further out, too.
static bool is_within_cancel(void *frame) {
    uintptr_t *f = frame, limit = (uintptr_t)frame + 4096;
    int cancels = 0;
    for (int i = 0; i < 16 && f && (uintptr_t)f < limit; i++) {
        if (in_range(f[1], runtime.cancel)) cancels++;
        if (cancels == 2 || in_range(f[1], runtime.cancel_all)) return true;
        uintptr_t *next = (uintptr_t *)f[0];
        if (next <= f) break;
        f = next;
    }
    return false;
}

static __attribute__((noinline)) void looked_at(tt_thread *s, const void *t, uint64_t caller) {
    uint32_t status = task_status(t), id = task_id(t);
    bool inferred = false, direct = in_range(caller, runtime.cancel);
    bool propagated = in_range(caller, runtime.group_cancel) || in_range(caller, runtime.cancel_child);
    if (!direct && !propagated) {
        uint32_t waiting = STATUS_HAS_DEPENDENCY | STATUS_ENQUEUED | STATUS_RUNNING | STATUS_COMPLETE;
        if (s->completing && (status & waiting) == STATUS_HAS_DEPENDENCY) { // a result wakes its waiter
            // Before 6.3 the second announcement of a group's child does not come where somebody waits for it.
            if (!s->end_is_told)
                tt_emit(s, s->completed_at, TT_TASK_END, outcome_of(s->completing_task), 0, s->completing, 0, 0);
            s->end_is_told = true;
            s->woken = id;
            s->woken_by = s->completing;
            return;
        }
        inferred = !runtime.group_cancel.low && status & STATUS_CANCELLED && !(status & STATUS_COMPLETE) &&
                   !in_range(caller, runtime.escalate);
    }
    if (!direct && !propagated && !inferred) return;
    uint64_t callers[TT_CALLERS] = {0};
    if (direct) direct = !is_within_cancel(__builtin_frame_address(0));
    if (direct) find_callers(__builtin_frame_address(0), callers);
    bool by_child = propagated && is_cancelling_siblings(s, __builtin_frame_address(0));
    uint32_t canceller = by_child ? s->completing : tt_surely_running_task(s);
    tt_emit(s, tt_ticks(), TT_TASK_CANCEL, !direct, callers[1], id, canceller, callers[0]);
}

static inline void acquire(const void *p, uint64_t caller) {
    if (!in_range(caller, runtime.concurrency) || !p) return;
    bool is_task = task_metadata(p) == runtime.task_metadata;
    if (UNLIKELY(!is_task) && caller != runtime.run_site) return; // an actor that is called, most of all
    tt_thread *s = tt_thread_state();
    if (UNLIKELY(!s)) return;
    if (LIKELY(is_task)) return caller == runtime.run_site ? ran(s, p) : looked_at(s, p, caller);
    if (caller == runtime.run_site) s->completing = 0; // an actor's drain or the like begins
}

static __attribute__((noinline)) void on_acquire(const void *p) { acquire(p, (uint64_t)__builtin_return_address(0)); }

static __attribute__((noinline)) void on_acquire_chained(const void *p) {
    acquire_before(p);
    acquire(p, (uint64_t)__builtin_return_address(0));
}

// ---- in and out ----

static _Atomic bool installed;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void restore_in_child(void) {
    if (!atomic_exchange(&installed, false)) return;
    _swift_tsan_acquire = acquire_before;
    _swift_tsan_release = release_before;
}

bool tt_probe_is_installed(void) { return atomic_load_explicit(&installed, memory_order_relaxed); }

void tt_probe_install(tt_probe_options options) {
    pthread_mutex_lock(&lock);
    static bool handles_fork;
    if (!handles_fork) handles_fork = pthread_atfork(NULL, NULL, restore_in_child) == 0;
    tt_probe_wants = options;
    tt_stacks_forget();
    if (!atomic_exchange(&installed, true)) {
        acquire_before = _swift_tsan_acquire;
        release_before = _swift_tsan_release;
        _swift_tsan_release = release_before ? on_release_chained : on_release;
        _swift_tsan_acquire = acquire_before ? on_acquire_chained : on_acquire;
    }
    pthread_mutex_unlock(&lock);
}

void tt_probe_remove(void) {
    pthread_mutex_lock(&lock);
    if (atomic_exchange(&installed, false)) {
        _swift_tsan_acquire = acquire_before;
        _swift_tsan_release = release_before;
    }
    pthread_mutex_unlock(&lock);
}

#if defined(__clang__)
#pragma clang attribute pop
#endif

// The callbacks. The runtime calls them at each hand-over, often under its own locks: they take none, call no
// Swift, allocate nothing. Which hand-over it is follows from who calls and from the task's status word.
#include "probe.h"
#include "runtime.h"
#include "thread_state.h"
#include <pthread.h>
#include <string.h>

// Our reads of runtime structures are ordered by the runtime's own protocol, which sanitizers cannot see.
#if defined(__clang__)
#pragma clang attribute push(__attribute__((no_sanitize("thread", "address"))), apply_to = function)
#endif

static void (*acquire_before)(const void *), (*release_before)(const void *);
static bool want_sites;
static uint32_t end_announcements = 2;
static uint64_t add_record_site; // where "a dependency was added" is announced from

// Code that the collector knows to be the program's own: nobody else need be named beside it. A table of fixed
// size that is written over: what is not in it is only told in more detail.
enum { PLAIN_CODES = 4096 };
static _Atomic uint64_t plain_codes[PLAIN_CODES];
static inline _Atomic uint64_t *plain_slot(uint64_t code) {
    return &plain_codes[code * 0x9e3779b97f4a7c15ull >> 52];
}
static inline bool is_plain(uint64_t code) {
    return atomic_load_explicit(plain_slot(code), memory_order_relaxed) == code;
}
void tt_probe_mark_plain(uint64_t code) { atomic_store_explicit(plain_slot(code), code, memory_order_relaxed); }

// ---- which function a task is in ----

static inline bool is_wait_adapter(uint64_t f) {
    return f == runtime.wait_throwing || f == runtime.wait_future || f == runtime.wait_group;
}

// The code behind the runtime's own resume adapters.
static inline uint64_t resume_function(const void *t, bool starting) {
    uint64_t f = task_resume(t), c = task_context(t);
    if (f == runtime.future_adapter || f == runtime.non_future_adapter)
        return starting && c ? word_at((void *)c, (size_t)-0x18) : f;
    if (is_wait_adapter(f) && c) return word_at((void *)c, 8);
    return f;
}

// The functions outside the concurrency runtime that the task goes on into, nearest first: whom to name when
// Task.sleep, .value or next() goes on. Walks the chain of async contexts; answers how many there are.
static inline unsigned user_functions(const void *t, uint64_t f, uint64_t *out, unsigned most) {
    unsigned n = 0;
    if (UNLIKELY(f == runtime.future_adapter || f == runtime.non_future_adapter)) return 0;
    if (!in_range(f, runtime.concurrency)) out[n++] = f;
    uint64_t c = task_context(t);
    for (int i = 0; c && i < 8 && n < most; i++) {
        uint64_t parent = word_at((void *)c, 8);
        if (parent && !in_range(parent, runtime.concurrency)) out[n++] = parent;
        c = word_at((void *)c, 0);
    }
    return n;
}

// For a run: the function alone.
static inline uint64_t running_function(const void *t, uint64_t f) {
    uint64_t found;
    if (LIKELY(!in_range(f, runtime.concurrency))) return f;
    return user_functions(t, f, &found, 1) ? found : f;
}

// ---- creation: rare enough for a closer look ----

// The nearest return addresses outside the concurrency runtime, up to the first that is known to be the
// program's own: the ones before are often Task.init or addTask itself, which the compiler emits into the
// program. Both the runtime and swiftc keep frame pointers.
enum { CALLERS = 3 };
static inline void find_callers(void *frame, uint64_t callers[CALLERS]) {
    uintptr_t *f = frame, limit = (uintptr_t)frame + 4096;
    bool seen_runtime = false; // frames of ours come first, where they were not inlined
    for (int i = 0, n = 0; i < 12 && n < CALLERS && f && (uintptr_t)f < limit; i++) {
        if (in_range(f[1], runtime.concurrency)) seen_runtime = true;
        else if (seen_runtime) {
            callers[n++] = f[1];
            if (is_plain(f[1] - 1)) return;
        }
        uintptr_t *next = (uintptr_t *)f[0];
        if (next <= f) return;
        f = next;
    }
}

// An async function pointer: {int32 distance to the code, uint32 size of its context}. All of it is checked, because any word that a closure has captured may be asked about.
static inline uint64_t async_function(uint64_t pointer) {
    if (pointer < 4096 || pointer & 3) return 0;
    for (uint32_t i = 0; i < runtime.part_count; i++) {
        if (!in_range(pointer, runtime.parts[i].range) || !in_range(pointer + 7, runtime.parts[i].range)) continue;
        uint64_t code = pointer + (uint64_t)(int64_t) * (const int32_t *)pointer;
        uint32_t size = ((const uint32_t *)pointer)[1];
        return in_range(code, runtime.parts[i].code) && !(code & 3) && size >= 16 && size < 1 << 20 && !(size & 7) ? code : 0;
    }
    return 0;
}

static inline bool is_loaded(uint64_t address) {
    for (uint32_t i = 0; i < runtime.part_count; i++)
        if (in_range(address, runtime.parts[i].range)) return true;
    return false;
}

// The first function among a closure's captures, behind the object's header and behind its isolation where it
// has one; `context` becomes the word beside it, which is that function's own closure.
//
// A closure may hold less than is looked at: one word is sure, and what lies behind it on the same page can be read.
// Only the third word may lie alone on the next page: then it is not asked for, unless an isolation (an object and
// its conformance, which lies in a module) comes before it.
static inline uint64_t captured_function(const uint64_t *closure, uint64_t *context) {
    for (int i = 2; i <= 4; i++) {
        if (UNLIKELY(i == 4 && !((uintptr_t)&closure[4] & 4095)) && !is_loaded(closure[3])) return 0;
        uint64_t code = async_function(closure[i]);
        if (!code) continue;
        *context = closure[i + 1];
        return code;
    }
    return 0;
}

// `Task { }` enters through one or two reabstraction thunks: the user's closure is the first thing that the
// innermost has captured.
static inline void behind_thunks(const void *t, uint64_t inner[2]) {
    uint64_t c = task_context(t), closure = c ? word_at((void *)c, (size_t)-0x10) : 0;
    for (int depth = 0; depth < 2; depth++) {
        if (closure < 4096 || closure & 15 || closure >> 47) return;
        inner[depth] = captured_function((const uint64_t *)closure, &closure);
        if (!inner[depth] || is_plain(inner[depth])) return;
    }
}

enum { NAME_MOST = 200 };

// The task is not yet published, so its list of status records is ours to read. Kind 6 is its name.
static const char *name_of(const void *t, size_t *length) {
    uint64_t r = task_records(t);
    for (int n = 0; r && n < 8; r = word_at((void *)r, 8), n++) {
        if ((half_at((void *)r, 0) & 0xff) != 6) continue;
        const char *name = (const char *)word_at((void *)r, 0x10);
        *length = tt_text_prefix(name, strnlen(name, NAME_MOST + 1), NAME_MOST);
        return name;
    }
    return NULL;
}

static __attribute__((noinline)) void created(tt_thread *s, const void *t, uint32_t id, uint32_t status) {
    if (s->announced == id) return; // a retry of the compare-and-swap
    if (UNLIKELY(tt_get_task(s) == id)) return; // no task makes itself: a status that is being changed
    s->announced = id;
    uint64_t callers[CALLERS] = {0}, inner[2] = {0}, code = resume_function(t, true);
    size_t length = 0;
    const char *name = UNLIKELY(task_flags(t) & FLAG_HAS_NAME) ? name_of(t, &length) : NULL;
    if (LIKELY(want_sites)) {
        if (UNLIKELY(tt_creation_site)) callers[0] = tt_creation_site;
        else find_callers(__builtin_frame_address(0), callers);
        if (!is_plain(code)) behind_thunks(t, inner);
    }
    bool detailed = inner[0] || callers[1];
    uint32_t n = 1 + detailed + tt_text_records(length);
    tt_record *r = tt_reserve(s, n);
    if (UNLIKELY(!r)) return;
    bool serial = dependency_target(task_dependency(t)) != 0;
    uint64_t more = (uint64_t)(task_flags(t) >> 24) << 48 | (uint64_t)(status & 0xff) << 56;
    tt_fill(r, tt_ticks(), TT_TASK_CREATE, serial, code, id, tt_running_task(s),
            (callers[0] & 0xffffffffffffull) | more);
    if (detailed)
        tt_fill(r + 1, callers[1], TT_CREATION_DETAIL, 0, inner[0], (uint32_t)inner[1], (uint32_t)(inner[1] >> 32),
                callers[2]);
    if (name) tt_fill_text(r + 1 + detailed, 0, name, length);
    tt_publish(s, n);
}

// ---- the hand-overs ----

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

static uint32_t canary, canary_ends;
void tt_probe_watch_canary(uint32_t task) { canary = task, canary_ends = 0; }
uint32_t tt_probe_end_announcements_of_canary(void) { return canary_ends; }
void tt_probe_set_end_announcements(uint32_t n) { end_announcements = n; }

static __attribute__((noinline)) void completed(tt_thread *s, const void *t, uint32_t id) {
    uint32_t running = tt_get_task(s);
    bool again = s->completing == id;
    if (!again && running != id && running != 0) return; // another task looks at it
    if (UNLIKELY(id == canary)) canary_ends++;
    // 6.3 announces twice: when the task completes, and when its future does. The error is there at the last.
    bool last = again || end_announcements == 1 || !(task_flags(t) & FLAG_FUTURE);
    uint64_t now = again ? s->completed_at : tt_ticks();
    if (last) tt_emit(s, now, TT_TASK_END, outcome_of(t), 0, id, 0, 0);
    if (again) return;
    tt_pop_task(s, now);
    s->completing = id;
    s->completed_at = now;
}

static __attribute__((noinline)) void enqueued(tt_thread *s, const void *t, uint32_t id) {
    if (s->announced == id) { // a creation or a hop has told it
        s->announced = 0;
        return;
    }
    uint32_t waker = tt_get_task(s);
    if (s->woken == id) {
        waker = s->woken_by;
        s->woken = 0;
    }
    uint64_t d = task_dependency(t);
    uint64_t executor = d && dependency_kind(d) == TT_ON_EXECUTOR ? dependency_target(d) : 0;
    tt_emit(s, tt_ticks(), TT_TASK_ENQUEUE, 0, 0, id, waker, executor);
}

static __attribute__((noinline)) void suspended(tt_thread *s, const void *t, uint32_t id, uint64_t caller) {
    // A task only ever suspends itself. Another thread's resume may look at the task between "dependency
    // stored" and "status published"; that is no suspension.
    uint32_t running = tt_get_task(s);
    if (running != id && !(running == 0 && caller == add_record_site)) return;
    uint64_t now = tt_ticks(), f = resume_function(t, false), dependency = task_dependency(t);
    uint64_t on = dependency_target(dependency);
    uint32_t kind = dependency_kind(dependency);
    // Where it goes on may be the library's: Task.sleep goes on into Clock.sleep, which the compiler emits into
    // the program, and a person means the caller of that. So the callers are told as well, unless it is known
    // that the nearest function is the program's own.
    uint64_t code[4] = {f};
    unsigned n = 1;
    if (!is_plain(f)) {
        user_functions(t, f, code, 4);
        n += code[1] != 0;
    }
    tt_record *r = tt_reserve(s, n);
    if (LIKELY(r != NULL)) {
        uint32_t other = kind == TT_ON_TASK && on ? task_id((void *)on) : 0;
        tt_fill(r, now, TT_TASK_SUSPEND, (uint8_t)kind, code[0], id, other, f);
        if (n > 1) tt_fill(r + 1, code[1], TT_FRAMES, 0, code[2], id, 0, code[3]);
        tt_publish(s, n);
    }
    tt_pop_task(s, now);
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
    if (status & STATUS_RUNNING) return suspended(s, p, id, caller);
    // Neither running nor enqueued: it never ran.
    if (UNLIKELY(!add_record_site)) add_record_site = caller;
    created(s, p, id, status);
}

static __attribute__((noinline)) void on_release(const void *p) { release(p, (uint64_t)__builtin_return_address(0)); }

static __attribute__((noinline)) void on_release_chained(const void *p) {
    // What is read here is read before the task is handed over.
    release(p, (uint64_t)__builtin_return_address(0));
    release_before(p);
}

static __attribute__((noinline)) void ran(tt_thread *s, const void *t) {
    uint32_t id = task_id(t);
    uint64_t f = resume_function(t, true), code = running_function(t, f), now = tt_ticks();
    tt_emit(s, now, TT_TASK_RUN, 0, code, id, 0, f);
    tt_push_task(s, id, now, code);
}

static __attribute__((noinline)) void looked_at(tt_thread *s, const void *t, uint64_t caller) {
    uint32_t status = task_status(t), id = task_id(t);
    bool inferred = false, direct = in_range(caller, runtime.cancel);
    bool propagated = in_range(caller, runtime.group_cancel) || in_range(caller, runtime.cancel_child);
    if (!direct && !propagated) {
        uint32_t waiting = STATUS_HAS_DEPENDENCY | STATUS_ENQUEUED | STATUS_RUNNING | STATUS_COMPLETE;
        if (s->completing && (status & waiting) == STATUS_HAS_DEPENDENCY) { // a result wakes its waiter
            s->woken = id;
            s->woken_by = s->completing;
            return;
        }
        inferred = !runtime.group_cancel.low && status & STATUS_CANCELLED && !(status & STATUS_COMPLETE) &&
                   !in_range(caller, runtime.escalate);
    }
    if (!direct && !propagated && !inferred) return;
    uint64_t callers[CALLERS] = {0};
    if (direct) find_callers(__builtin_frame_address(0), callers);
    tt_emit(s, tt_ticks(), TT_TASK_CANCEL, !direct, callers[1], id, tt_get_task(s), callers[0]);
}

static inline void acquire(const void *p, uint64_t caller) {
    if (!in_range(caller, runtime.concurrency) || !p) return;
    bool is_task = task_metadata(p) == runtime.task_metadata;
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

void tt_probe_install(bool creation_sites_too) {
    pthread_mutex_lock(&lock);
    static bool handles_fork;
    if (!handles_fork) handles_fork = pthread_atfork(NULL, NULL, restore_in_child) == 0;
    want_sites = creation_sites_too;
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

void tt_probe_adopt(uint64_t site) {
    uint32_t id = tt_runtime_current_task();
    tt_thread *s = id ? tt_thread_state() : NULL;
    if (!s) return;
    uint64_t now = tt_ticks();
    s->nesting = 0;
    tt_emit(s, now, TT_TASK_ADOPT, 0, site, id, 0, 0);
    tt_set_task(s, id, now, site);
}

void tt_executor_enqueued(uint32_t task) {
    tt_thread *s;
    if (tt_probe_is_installed() || !tt_is_recording() || !(s = tt_thread_state())) return;
    tt_emit(s, tt_ticks(), TT_TASK_ENQUEUE, 0, 0, task, tt_get_task(s), 0);
}

void tt_executor_begin(uint32_t task) {
    tt_thread *s;
    if (tt_probe_is_installed() || !tt_is_recording() || !(s = tt_thread_state())) return;
    uint64_t now = tt_ticks();
    tt_emit(s, now, TT_TASK_RUN, 0, 0, task, 0, 0);
    tt_push_task(s, task, now, 0);
}

void tt_executor_end(uint32_t task) {
    tt_thread *s;
    if (tt_probe_is_installed() || !tt_is_recording() || !(s = tt_thread_state())) return;
    uint64_t now = tt_ticks();
    tt_emit(s, now, TT_TASK_SUSPEND, 0, 0, task, 0, 0);
    tt_pop_task(s, now);
}

#if defined(__clang__)
#pragma clang attribute pop
#endif

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

// The nearest return addresses outside the concurrency runtime. The first ones are often Task.init or addTask
// itself, which the compiler emits into the program. Both the runtime and swiftc keep frame pointers.
enum { CALLERS = 4 };
static __attribute__((noinline)) void find_callers(void *frame, uint64_t callers[CALLERS]) {
    uintptr_t *f = frame, limit = (uintptr_t)frame + 4096;
    int n = 0;
    for (int i = 0; i < 12 && n < CALLERS && f && (uintptr_t)f < limit; i++) {
        if (!in_range(f[1], runtime.concurrency)) callers[n++] = f[1];
        uintptr_t *next = (uintptr_t *)f[0];
        if (next <= f) break;
        f = next;
    }
    while (n < CALLERS) callers[n++] = 0;
}

// An async function pointer in read-only data: {int32 distance to the code, uint32 context size}. Whether a
// function really begins there is checked later, against the symbols.
static uint64_t async_function(uint64_t pointer) {
    if (pointer & 3) return 0;
    for (uint32_t i = 0; i < runtime.module_count; i++) {
        if (!in_range(pointer, runtime.modules[i])) continue;
        uint64_t code = pointer + (uint64_t)(int64_t) * (const int32_t *)pointer;
        return in_range(code, runtime.module_code[i]) && !(code & 3) ? code : 0;
    }
    return 0;
}

// The first function among a closure's captures: behind the object's header, and behind its isolation where it
// has one. `context` becomes what is captured beside it.
static uint64_t captured_function(const uint64_t *closure, uint64_t *context) {
    for (int i = 2; i <= 4; i++) {
        uint64_t code = async_function(closure[i]);
        if (!code) continue;
        *context = closure[i + 1];
        return code;
    }
    return 0;
}

// `Task { }` enters through reabstraction thunks: the user's closure is the first thing that they captured.
static __attribute__((noinline)) void behind_thunks(const void *t, uint64_t *first, uint64_t *second) {
    uint64_t c = task_context(t), inner = 0;
    const uint64_t *closure = c ? (const uint64_t *)word_at((void *)c, (size_t)-0x10) : NULL;
    *first = closure ? captured_function(closure, &inner) : 0;
    *second = 0;
    bool is_object = inner && !(inner & 15) && inner >> 47 == 0 && inner > 4096;
    for (uint32_t i = 0; is_object && i < runtime.module_count; i++) is_object = !in_range(inner, runtime.modules[i]);
    if (*first && is_object) *second = captured_function((const uint64_t *)inner, &inner);
}

// The task is not yet published, so its list of status records is ours to read. Kind 6 is its name.
static const char *name_of(const void *t, size_t *length) {
    uint64_t r = task_records(t);
    for (int n = 0; r && n < 8; r = word_at((void *)r, 8), n++) {
        if ((half_at((void *)r, 0) & 0xff) != 6) continue;
        const char *name = (const char *)word_at((void *)r, 0x10);
        *length = strnlen(name, 200);
        return name;
    }
    return NULL;
}

static __attribute__((noinline)) void created(tt_thread *s, const void *t, uint32_t id, uint32_t status, void *frame,
                                              uint64_t executor) {
    uint64_t callers[CALLERS] = {0}, inner = 0, inner2 = 0;
    size_t length = 0;
    const char *name = UNLIKELY(task_flags(t) & FLAG_HAS_NAME) ? name_of(t, &length) : NULL;
    if (want_sites) {
        find_callers(frame, callers);
        if (UNLIKELY(tt_creation_site)) callers[0] = tt_creation_site;
        behind_thunks(t, &inner, &inner2);
    }
    uint32_t n = 1 + want_sites + tt_text_records(length);
    tt_record *r = tt_reserve(s, n);
    if (UNLIKELY(!r)) return;
    uint64_t more = (uint64_t)(task_flags(t) >> 24) << 48 | (uint64_t)(status & 0xff) << 56;
    tt_fill(r, tt_ticks(), TT_TASK_CREATE, executor != 0, resume_function(t, true), id, tt_running_task(s),
            (callers[0] & 0xffffffffffffull) | more);
    if (want_sites)
        tt_fill(r + 1, callers[1], TT_CREATION_DETAIL, 0, inner, (uint32_t)callers[2], (uint32_t)(callers[2] >> 32), inner2);
    if (name) tt_fill_text(r + 1 + want_sites, 0, name, length);
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

static void completed(tt_thread *s, const void *t, uint32_t id) {
    uint32_t running = tt_get_task(s);
    bool again = s->completing == id;
    if (!again && running != id && running != 0) return; // another task looks at it
    if (UNLIKELY(id == canary)) canary_ends++;
    // 6.3 announces twice: when the task completes, and when its future does. The error is there at the last.
    bool last = again || end_announcements == 1 || !(task_flags(t) & FLAG_FUTURE);
    uint64_t now = tt_ticks();
    if (last) tt_emit(s, now, TT_TASK_END, outcome_of(t), 0, id, 0, 0);
    if (!again) {
        tt_pop_task(s, now);
        s->completing = id;
    }
}

static void enqueued(tt_thread *s, const void *t, uint32_t id, uint64_t caller) {
    if (!in_range(caller, runtime.enqueue)) return;
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

static void suspended(tt_thread *s, const void *t, uint32_t id, uint64_t dependency, uint64_t caller) {
    // A task only ever suspends itself. Another thread's resume may look at the task between "dependency
    // stored" and "status published"; that is no suspension.
    uint32_t running = tt_get_task(s);
    if (running != id && !(running == 0 && caller == add_record_site)) return;
    uint64_t now = tt_ticks(), f = resume_function(t, false), on = dependency_target(dependency);
    uint32_t kind = dependency_kind(dependency);
    // The callers are wanted too: the runtime's Task.sleep goes on into Clock.sleep, which the compiler emits
    // into the program, and a person means the caller of that; so it is with a primitive's wait.
    uint64_t code[4] = {f};
    user_functions(t, f, code, kind == TT_ON_CONTINUATION ? 4 : 1);
    uint32_t other = kind == TT_ON_TASK && on ? task_id((void *)on) : 0;
    unsigned n = code[1] ? 2 : 1;
    tt_record *r = tt_reserve(s, n);
    if (LIKELY(r != NULL)) {
        tt_fill(r, now, TT_TASK_SUSPEND, (uint8_t)kind, code[0], id, other, f);
        if (n > 1) tt_fill(r + 1, code[1], TT_FRAMES, 0, code[2], id, 0, code[3]);
        tt_publish(s, n);
    }
    tt_pop_task(s, now);
    s->announced = kind == TT_ON_EXECUTOR ? id : 0;
}

static __attribute__((noinline)) void on_release(const void *p) {
    uint64_t caller = (uint64_t)__builtin_return_address(0);
    if (UNLIKELY(release_before != NULL)) release_before(p);
    if (!in_range(caller, runtime.concurrency) || !p || task_metadata(p) != runtime.task_metadata) return;
    tt_thread *s = tt_thread_state();
    if (UNLIKELY(!s)) return;
    uint32_t status = task_status(p), id = task_id(p);
    if (status & STATUS_COMPLETE) return completed(s, p, id);
    if (status & STATUS_ENQUEUED) return enqueued(s, p, id, caller);
    uint64_t dependency = task_dependency(p);
    if (status & STATUS_HAS_DEPENDENCY || !dependency) return; // a cancellation handler's record, or the like
    if (status & STATUS_RUNNING) return suspended(s, p, id, dependency, caller);
    // Neither running nor enqueued, and about to be: it never ran.
    if (UNLIKELY(!add_record_site)) add_record_site = caller;
    if (s->announced == id) return; // a retry of the compare-and-swap
    created(s, p, id, status, __builtin_frame_address(0), dependency_target(dependency));
    s->announced = id;
}

static __attribute__((noinline)) void on_acquire(const void *p) {
    uint64_t caller = (uint64_t)__builtin_return_address(0);
    if (UNLIKELY(acquire_before != NULL)) acquire_before(p);
    if (!in_range(caller, runtime.concurrency) || !p) return;
    const void *metadata = task_metadata(p);
    tt_thread *s = tt_thread_state();
    if (UNLIKELY(!s)) return;
    if (LIKELY(caller == runtime.run_site)) {
        if (UNLIKELY(metadata != runtime.task_metadata)) {
            s->completing = 0; // an actor's drain or the like
            return;
        }
        uint32_t id = task_id(p);
        uint64_t f = resume_function(p, true), code = running_function(p, f), now = tt_ticks();
        tt_emit(s, now, TT_TASK_RUN, 0, code, id, 0, f);
        tt_push_task(s, id, now, code);
        return;
    }
    if (metadata != runtime.task_metadata) return;
    uint32_t status = task_status(p), id = task_id(p);
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
        _swift_tsan_release = on_release;
        _swift_tsan_acquire = on_acquire;
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

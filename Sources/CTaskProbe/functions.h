// Which functions a task is in, seen from its async contexts, and who makes one, seen from the stack. Internal to
// CTaskProbe.
#pragma once
#include "runtime.h"
#include "thread_state.h"

// Our reads of runtime structures are ordered by the runtime's own protocol, which sanitizers cannot see.
#if defined(__clang__)
#pragma clang attribute push(__attribute__((no_sanitize("thread", "address"))), apply_to = function)
#endif

// Code that the collector knows to be the program's own: nobody else need be named beside it. A table of fixed
// size that is written over: what is not in it is only told in more detail.
enum { TT_PLAIN_CODES = 4096 };
extern _Atomic uint64_t tt_plain_codes[TT_PLAIN_CODES];
static inline _Atomic uint64_t *plain_slot(uint64_t code) {
    return &tt_plain_codes[code * 0x9e3779b97f4a7c15ull >> 52];
}
static inline bool is_plain(uint64_t code) {
    return atomic_load_explicit(plain_slot(code), memory_order_relaxed) == code;
}

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

// Deep enough for what the library puts around an await: between `for await` over an AsyncStream and the continuation
// that it waits for lie eight contexts, and more where its elements are mapped or its type is hidden.
enum { CHAIN = 24 };

// The functions outside the concurrency runtime that the task goes on into, nearest first: whom to name when
// Task.sleep, .value or next() goes on. Walks the chain of async contexts, in which a sequence of the library's has
// two for each of its layers, up to the first that is known to be the program's own; answers how many there are.
// `called` becomes the runtime's function that the nearest of them has called.
static inline unsigned user_functions(const void *t, uint64_t f, uint64_t *out, unsigned most, uint64_t *called) {
    unsigned n = 0;
    if (UNLIKELY(f == runtime.future_adapter || f == runtime.non_future_adapter)) return 0;
    if (!in_range(f, runtime.library)) out[n++] = f;
    else *called = f;
    uint64_t c = task_context(t);
    for (int i = 0; c && i < CHAIN && n < most; i++) {
        uint64_t parent = word_at((void *)c, 8);
        // A wait's own context tells once more where the function goes on.
        if (parent && parent != f && !in_range(parent, runtime.library)) {
            out[n++] = parent;
            if (is_plain(parent)) break;
        } else if (!n) {
            *called = parent;
        }
        c = word_at((void *)c, 0);
    }
    return n;
}

// For a run: the function alone.
static inline uint64_t running_function(const void *t, uint64_t f) {
    uint64_t found, called;
    if (LIKELY(!in_range(f, runtime.library))) return f;
    return user_functions(t, f, &found, 1, &called) ? found : f;
}

// The nearest return addresses outside the concurrency runtime, up to the first that is known to be the
// program's own: the ones before are often Task.init or addTask itself, which the compiler emits into the
// program. Both the runtime and swiftc keep frame pointers, but for some functions in optimised code: what has called
// such a one is not seen. Where the runtime comes again it runs the maker, whose callers lie before.
enum { TT_CALLERS = 3 };
static inline void find_callers(void *frame, uint64_t callers[TT_CALLERS]) {
    uintptr_t *f = frame, limit = (uintptr_t)frame + 4096;
    bool seen_runtime = false; // frames of ours come first, where they were not inlined
    for (int i = 0, n = 0; i < 12 && n < TT_CALLERS && f && (uintptr_t)f < limit; i++) {
        if (in_range(f[1], runtime.library)) {
            if (n) return;
            seen_runtime = true;
        } else if (seen_runtime) {
            callers[n++] = f[1];
            if (is_plain(f[1] - 1)) return;
        }
        uintptr_t *next = (uintptr_t *)f[0];
        if (next <= f) return;
        f = next;
    }
}

#if defined(__clang__)
#pragma clang attribute pop
#endif

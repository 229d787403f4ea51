// Reading the clock inline. Internal to CTaskProbe.
#pragma once
#include "clock.h"
#include <stdatomic.h>

typedef enum : uint32_t { TT_CLOCK_MONOTONIC, TT_CLOCK_TSC, TT_CLOCK_CNTVCT } tt_clock_source;
// Chosen anew, and alike, when a recording begins: threads of one that has just ended may still look.
extern _Atomic(tt_clock_source) tt_clock;

static inline tt_clock_source tt_clock_in_use(void) { return atomic_load_explicit(&tt_clock, memory_order_relaxed); }

static inline uint64_t tt_ticks(void) {
#if defined(__x86_64__)
    if (__builtin_expect(tt_clock_in_use() == TT_CLOCK_TSC, 1)) return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
    if (__builtin_expect(tt_clock_in_use() == TT_CLOCK_CNTVCT, 1)) {
        uint64_t v;
        __asm__ volatile("mrs %0, cntvct_el0" : "=r"(v));
        return v;
    }
#endif
    return tt_monotonic_ns();
}

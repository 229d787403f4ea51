// The clock of the records. The clock is nearly the whole cost of a record (rdtsc 9 ns,
// clock_gettime 22 ns), so the raw counter is taken where it is invariant.
#pragma once
#include <stdint.h>
#include <time.h>
#if defined(__x86_64__)
#include <x86intrin.h>
#endif

typedef enum : uint32_t { TT_CLOCK_MONOTONIC = 0, TT_CLOCK_TSC, TT_CLOCK_CNTVCT } tt_clock_source;

extern tt_clock_source tt_clock;

/// Chooses the clock, once per process. Called before anything is recorded.
void tt_clock_choose(void);

static inline uint64_t tt_monotonic_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
}

static inline uint64_t tt_ticks(void) {
#if defined(__x86_64__)
    if (__builtin_expect(tt_clock == TT_CLOCK_TSC, 1)) return __rdtsc();
#elif defined(__aarch64__)
    if (__builtin_expect(tt_clock == TT_CLOCK_CNTVCT, 1)) {
        uint64_t v;
        __asm__ volatile("mrs %0, cntvct_el0" : "=r"(v));
        return v;
    }
#endif
    return tt_monotonic_ns();
}

/// Both clocks at one moment: the closest of several tries.
void tt_clock_pair(uint64_t *ticks, uint64_t *monotonic_ns);

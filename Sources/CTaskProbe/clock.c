#include "ticks.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

_Atomic(tt_clock_source) tt_clock = TT_CLOCK_MONOTONIC;

// Invariant: it ticks at one rate in every power state, and the kernel keeps it in step across cores.
static bool counter_is_invariant(void) {
#if defined(__x86_64__)
    unsigned a, b, c, d;
    return __get_cpuid(0x80000007, &a, &b, &c, &d) && (d & (1u << 8));
#elif defined(__aarch64__)
    return true; // the generic timer is, by architecture
#else
    return false;
#endif
}

void tt_clock_choose(void) {
    const char *wish = getenv("TASKTRACING_CLOCK");
    if (wish && !strcmp(wish, "monotonic")) return;
    if (!counter_is_invariant()) return;
#if defined(__x86_64__)
    atomic_store_explicit(&tt_clock, TT_CLOCK_TSC, memory_order_relaxed);
#elif defined(__aarch64__)
    atomic_store_explicit(&tt_clock, TT_CLOCK_CNTVCT, memory_order_relaxed);
#endif
}

const char *tt_clock_name(void) {
    tt_clock_source clock = tt_clock_in_use();
    return clock == TT_CLOCK_TSC ? "tsc" : clock == TT_CLOCK_CNTVCT ? "cntvct" : "monotonic";
}

static uint64_t read_clock(clockid_t id) {
    struct timespec t;
    clock_gettime(id, &t);
    return (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
}

uint64_t tt_monotonic_ns(void) { return read_clock(CLOCK_MONOTONIC); }
uint64_t tt_wall_clock_ns(void) { return read_clock(CLOCK_REALTIME); }
uint64_t tt_clock_ticks(void) { return tt_ticks(); }

void tt_machine_clocks(uint64_t *wall_ns, uint64_t *boot_ns, uint64_t *monotonic_ns) {
    uint64_t best = UINT64_MAX;
    for (int i = 0; i < 8; i++) {
        uint64_t before = tt_monotonic_ns(), wall = read_clock(CLOCK_REALTIME), boot = read_clock(CLOCK_BOOTTIME);
        uint64_t took = tt_monotonic_ns() - before;
        if (took >= best) continue;
        best = took;
        *wall_ns = wall, *boot_ns = boot, *monotonic_ns = before + took / 2;
    }
}

void tt_clock_pair(uint64_t *ticks, uint64_t *monotonic_ns) {
    uint64_t best = UINT64_MAX;
    // Undisturbed, the three readings take 100 ns; with a processor taken away in between, milliseconds.
    for (int i = 0; i < 8 || (i < 1000 && best > 5000); i++) {
        uint64_t before = tt_ticks(), ns = tt_monotonic_ns(), after = tt_ticks();
        if (after - before >= best) continue;
        best = after - before;
        *ticks = before + best / 2;
        *monotonic_ns = ns;
    }
}

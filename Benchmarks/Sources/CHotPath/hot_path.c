#include "hot_path.h"
#include "clock.h"
#include "record.h"
#include <errno.h>
#include <sched.h>
#if defined(__x86_64__)
#include <x86intrin.h>
#endif

int hot_place(int processor) { return hot_place_thread(0, processor); }

int hot_place_thread(int thread, int processor) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    return sched_setaffinity(thread, sizeof set, &set) == 0 ? 0 : errno;
}

static inline uint64_t counter(void) {
#if defined(__x86_64__)
    return __rdtsc();
#elif defined(__aarch64__)
    uint64_t v;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(v));
    return v;
#else
    return tt_monotonic_ns();
#endif
}

uint64_t hot_counter(void) { return counter(); }

static inline void keep(uint64_t value) { __asm__ volatile("" : : "r"(value)); }

void hot_read_counter(uint64_t count) {
    for (uint64_t i = 0; i < count; i++) keep(counter());
}

void hot_read_monotonic(uint64_t count) {
    for (uint64_t i = 0; i < count; i++) keep(tt_monotonic_ns());
}

static inline void record(uint64_t i) { tt_record_task(TT_EVENT_SET, 0, 0, 0, 0, i); }

void hot_record(uint64_t count) {
    for (uint64_t i = 0; i < count; i++) record(i);
}

static inline uint64_t work(uint64_t x) {
    for (int i = 0; i < 40; i++) x = (x ^ x >> 29) * 0xbf58476d1ce4e5b9ull;
    return x;
}

void hot_work(uint64_t count) {
    uint64_t x = 1;
    for (uint64_t i = 0; i < count; i++) keep(x = work(x));
}

void hot_work_and_record(uint64_t count) {
    uint64_t x = 1;
    for (uint64_t i = 0; i < count; i++) {
        keep(x = work(x));
        record(i);
    }
}

void hot_singles(uint64_t count, uint32_t rest, int records, uint32_t *buckets) {
    uint64_t x = 1;
    for (uint64_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < rest; k++) keep(x = work(x));
        uint64_t before = counter();
        if (records) record(i);
        uint64_t took = counter() - before;
        buckets[took < HOT_BUCKETS ? took : HOT_BUCKETS - 1]++;
    }
}

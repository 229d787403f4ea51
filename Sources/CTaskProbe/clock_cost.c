#include "clock.h"
#include "thread_state.h"
#include <string.h>

// The least of several batches: what came between is not the cost.
enum { BATCHES = 16, BATCH = 250 };

static double per_reading(uint64_t nanoseconds) { return (double)nanoseconds / BATCH; }

double tt_clock_reading_cost(void) {
    uint64_t best = UINT64_MAX, sink = 0;
    for (int batch = 0; batch < BATCHES; batch++) {
        uint64_t began = tt_monotonic_ns();
        for (int i = 0; i < BATCH; i++) sink ^= tt_ticks();
        uint64_t took = tt_monotonic_ns() - began;
        if (took < best) best = took;
    }
    __asm__ volatile("" : : "r"(sink));
    return per_reading(best);
}

// Into a segment that nobody reads.
double tt_record_cost(void) {
    struct {
        _Alignas(64) char header[TT_SEGMENT_HEADER];
        tt_record records[BATCH];
    } segment;
    memset(&segment, 0, sizeof segment);
    tt_thread thread = {.segment = (tt_segment_header *)segment.header, .records = segment.records, .capacity = BATCH};
    uint64_t best = UINT64_MAX;
    for (int batch = 0; batch < BATCHES; batch++) {
        thread.position = 0;
        uint64_t began = tt_monotonic_ns();
        for (int i = 0; i < BATCH; i++) tt_emit(&thread, tt_ticks(), TT_EVENT_SET, 0, (uint64_t)i, 0, 1, 0);
        uint64_t took = tt_monotonic_ns() - began;
        if (took < best) best = took;
    }
    return per_reading(best);
}

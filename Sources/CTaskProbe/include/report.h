// What the self-check saw, in a form that fits the control page: each check with its result and a sentence.
#pragma once
#include <stdint.h>

typedef enum : uint32_t {
    TT_CHECK_SKIPPED, // not made: the detail says why
    TT_CHECK_PASSED,
    TT_CHECK_LIMITED, // not as hoped: the probe goes in, and the detail says what is not captured
    TT_CHECK_FAILED,  // the probe stays out
} tt_check_result;

typedef struct {
    tt_check_result result;
    char name[28];
    char detail[224];
} tt_check;

enum { TT_MOST_CHECKS = 12 };

typedef struct {
    char library[1024];     // the file that holds the concurrency runtime; empty: not found
    int32_t layout_version; // as the runtime numbers it; -1: it does not tell
    uint32_t task_size;     // 0: not known
    uint32_t check_count;
    tt_check checks[TT_MOST_CHECKS];
} tt_runtime_report;

static inline const tt_check *tt_report_check(const tt_runtime_report *r, uint32_t i) {
    return i < r->check_count && i < TT_MOST_CHECKS ? &r->checks[i] : 0;
}

#include "stack.h"
#include "thread_state.h"
#include <stdatomic.h>

enum { TOLD_BITS = 12 };
static _Atomic uint64_t told[1 << TOLD_BITS];

static inline _Atomic uint64_t *slot(uint64_t number) {
    return &told[number * 0x9e3779b97f4a7c15ull >> (64 - TOLD_BITS)];
}

void tt_stacks_forget(void) {
    for (size_t i = 0; i < 1 << TOLD_BITS; i++) atomic_store_explicit(&told[i], 0, memory_order_relaxed);
}

uint32_t tt_stack_finish(tt_stack *s) {
    if (!s->count) return 0;
    uint64_t number = s->count + (s->cut ? 32 : 0);
    for (uint32_t i = 0; i < s->count; i++) {
        number = (number ^ s->frames[i]) * 0xff51afd7ed558ccdull;
        number ^= number >> 32;
    }
    s->number = number ? number : 1;
    s->told = atomic_load_explicit(slot(s->number), memory_order_relaxed) == s->number;
    return s->told || s->count <= 2 ? 1 : 1 + (s->count - 2 + 2) / 3;
}

void tt_stack_fill(tt_record *r, const tt_stack *s) {
    uint64_t f[STACK_MOST + 3] = {0};
    for (uint32_t i = 0; i < s->count; i++) f[i] = s->frames[i];
    uint8_t detail = (uint8_t)((s->told ? 0 : s->count) | (s->cut ? TT_STACK_CUT : 0));
    tt_fill(r, s->number, TT_STACK, detail, s->told ? 0 : f[0], 0, 0, s->told ? 0 : f[1]);
    for (uint32_t i = 2; i < s->count && !s->told; i += 3)
        tt_fill(++r, f[i], TT_STACK_FRAMES, 0, f[i + 1], 0, 0, f[i + 2]);
}

void tt_stack_was_told(const tt_stack *s) {
    if (!s->told) atomic_store_explicit(slot(s->number), s->number, memory_order_relaxed);
}

// A stack while it is recorded. Internal to CTaskProbe.
//
// A stack is told with all its frames once, and from then on by its number, which follows from them. What was told is
// remembered in a table of fixed size that is written over: a stack that fell out of it is told again.
#pragma once
#include "record.h"
#include <stddef.h>

enum { STACK_MOST = 16 };

typedef struct {
    uint64_t number; // never 0
    uint64_t frames[STACK_MOST];
    uint32_t count;
    bool cut, told;
} tt_stack;

static inline void tt_stack_clear(tt_stack *s) {
    s->count = 0;
    s->cut = false;
}

/// False when it is full.
static inline bool tt_stack_push(tt_stack *s, uint64_t frame) {
    if (s->count == STACK_MOST) {
        s->cut = true;
        return false;
    }
    s->frames[s->count++] = frame;
    return true;
}

/// How many records it takes: none for an empty stack, one for one that was told before.
uint32_t tt_stack_finish(tt_stack *s);
void tt_stack_fill(tt_record *r, const tt_stack *s);

/// Its records are published. Not before: who finds it here need not tell it.
void tt_stack_was_told(const tt_stack *s);

/// A new recording begins.
void tt_stacks_forget(void);

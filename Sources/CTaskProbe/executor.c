// Which actor or executor a task hops to: the name of its type, read from Swift's metadata. Called while the task
// is about to be handed over, which keeps the executor alive.
#include "executor.h"
#include "runtime.h"
#include <stdatomic.h>
#include <string.h>

#if defined(__clang__)
#pragma clang attribute push(__attribute__((no_sanitize("thread", "address"))), apply_to = function)
#endif

// A table of fixed size that is written over: what is not in it is told once more. The key mixes the object with
// its type, so that another type's object at the same address is told anew.
enum { KNOWN = 4096 };
static _Atomic uint64_t known[KNOWN];

static inline _Atomic uint64_t *slot_of(uint64_t identity) {
    return &known[identity * 0x9e3779b97f4a7c15ull >> 52];
}

void tt_executor_forget(uint64_t identity) { atomic_store_explicit(slot_of(identity), 0, memory_order_relaxed); }

bool tt_executor_is_told(uint64_t identity, uint32_t recording) {
    uint64_t type = identity ? word_at((const void *)identity, 0) : 0;
    uint64_t key = (identity ^ type << 20 ^ (uint64_t)recording << 52) | 1;
    _Atomic uint64_t *slot = slot_of(identity);
    if (atomic_load_explicit(slot, memory_order_relaxed) == key) return true;
    atomic_store_explicit(slot, key, memory_order_relaxed);
    return false;
}

// A distance from where it is stored; where `indirect` is allowed, an odd one leads to a pointer.
static uint64_t relative(uint64_t field, bool may_be_indirect) {
    int32_t distance = *(const int32_t *)field;
    if (!distance) return 0;
    uint64_t target = field + (uint64_t)(int64_t)(distance & (may_be_indirect ? ~1 : ~0));
    if (!may_be_indirect || !(distance & 1)) return target;
    return is_readable(target, 8) ? word_at((const void *)target, 0) : 0;
}

// Kinds of context descriptors, in the low five bits of their flags.
enum { MODULE, EXTENSION, ANONYMOUS, CLASS = 16, FIRST_TYPE = 16, LAST_TYPE = 31 };

// The word of class metadata that leads to its descriptor, where there is no Objective-C.
enum { DESCRIPTION = 0x28 };

size_t tt_executor_name(uint64_t identity, bool is_actor, char *out, size_t most) {
    uint64_t type = word_at((const void *)identity, 0);
    // Metadata of generic types is made at run time, outside the modules: only of an actor is it sure to be that.
    if (type & 7 || !(is_actor ? type > 4096 : is_readable(type, DESCRIPTION + 8))) return 0;
    uint64_t context = word_at((const void *)type, DESCRIPTION);
    if (!is_readable(context, 12) || (half_at((const void *)context, 0) & 31) != CLASS) return 0;
    // From the type outwards, so written from the end.
    char text[200];
    size_t start = sizeof text;
    for (int depth = 0; depth < 8 && is_readable(context, 12); depth++) {
        uint32_t kind = half_at((const void *)context, 0) & 31;
        if (kind >= FIRST_TYPE && kind <= LAST_TYPE) {
            uint64_t name = relative(context + 8, false);
            size_t length = is_readable(name, 1) ? strnlen((const char *)name, 100) : 0;
            if (!length || length + 1 > start) break;
            if (start < sizeof text) text[--start] = '.';
            memcpy(text + (start -= length), (const char *)name, length);
        } else if (kind == MODULE) {
            break;
        }
        context = relative(context + 4, true);
    }
    size_t length = sizeof text - start;
    if (length > most) return 0;
    memcpy(out, text + start, length);
    return length;
}

#if defined(__clang__)
#pragma clang attribute pop
#endif

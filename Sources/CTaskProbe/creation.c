// A task is created: rare enough for a closer look at who makes it, what it runs and what it is called.
#include "creation.h"
#include "functions.h"
#include "stack.h"
#include <string.h>

// Our reads of runtime structures are ordered by the runtime's own protocol, which sanitizers cannot see.
#if defined(__clang__)
#pragma clang attribute push(__attribute__((no_sanitize("thread", "address"))), apply_to = function)
#endif

tt_probe_options tt_probe_wants;

// An async function pointer: {int32 distance to the code, uint32 size of its context}. All of it is checked, because
// any word that a closure has captured may be asked about.
static inline uint64_t async_function(uint64_t pointer) {
    if (pointer & 3 || !may_be_loaded(pointer)) return 0;
    for (uint32_t i = 0; i < runtime.part_count; i++) {
        if (!in_range(pointer, runtime.parts[i].range) || !in_range(pointer + 7, runtime.parts[i].range)) continue;
        uint64_t code = pointer + (uint64_t)(int64_t) * (const int32_t *)pointer;
        uint32_t size = ((const uint32_t *)pointer)[1];
        return in_range(code, runtime.parts[i].code) && !(code & 3) && size >= 16 && size < 1 << 20 && !(size & 7) ? code : 0;
    }
    return 0;
}

// How many words of an object can be read, up to `most`: its header is sure, and what lies on the same page. An object
// that crosses into the next page is looked at up to there: nothing tells how long it is.
static inline int readable_words(const uint64_t *object, int most) {
    int left = (int)((4096 - ((uintptr_t)(object + 1) & 4095)) / 8) + 1;
    return left < most ? left : most;
}

// A box of captures, made by the compiler: an instance of a class has fields, which are not captures.
static inline bool is_closure(const uint64_t *object) {
    enum { HEAP_LOCAL_VARIABLE = 0x400 };
    return !(object[0] & 7) && is_readable(object[0], 8) && *(const uint64_t *)object[0] == HEAP_LOCAL_VARIABLE;
}

// The first function among a closure's captures, behind the object's header and behind its isolation where it
// has one; `context` becomes the word beside it, which is that function's own closure, or 0 where it is not known.
static inline uint64_t captured_function(const uint64_t *closure, uint64_t *context) {
    int words = readable_words(closure, 7);
    if (words < 3) return 0;
    for (int i = 2; i <= 4 && i < words; i++) {
        uint64_t code = async_function(closure[i]);
        if (!code) continue;
        *context = i + 1 < words ? closure[i + 1] : 0;
        return code;
    }
    // In a generic function an isolation (or none) may be followed by a type.
    if (words < 6 || !may_be_loaded(closure[5]) || !is_readable(closure[4], 1)) return 0;
    if ((closure[2] | closure[3]) && !is_readable(closure[3], 1)) return 0;
    uint64_t code = async_function(closure[5]);
    if (code) *context = words > 6 ? closure[6] : 0;
    return code;
}

// `Task { }` enters through one or two reabstraction thunks, and a generic function that makes the task adds its own:
// the user's closure is the first thing that the innermost has captured.
enum { THUNKS = 4 };
static inline void behind_thunks(const void *t, uint64_t inner[THUNKS]) {
    uint64_t c = task_context(t), closure = c ? word_at((void *)c, (size_t)-0x10) : 0;
    // Those of an async let may lie in its maker's own memory, with a header that nobody has written.
    bool has_header = !(task_flags(t) & FLAG_ASYNC_LET);
    for (int depth = 0; depth < THUNKS; depth++) {
        if (closure < 4096 || closure & 15 || closure >> 47) return;
        if (has_header && !is_closure((const uint64_t *)closure)) return;
        inner[depth] = captured_function((const uint64_t *)closure, &closure);
        if (!inner[depth] || is_plain(inner[depth])) return;
    }
}

// The program's frames between the runtime that makes a task and the runtime that runs the maker. A caller's frame
// that lies far off is none: code without frame pointers left something else there.
static __attribute__((noinline)) uint32_t stack_of_creation(void *frame, tt_stack *stack) {
    enum { FRAME_MOST = 8192 };
    tt_stack_clear(stack);
    if (UNLIKELY(tt_creation_site)) tt_stack_push(stack, tt_creation_site);
    uintptr_t *f = tt_creation_site ? NULL : frame;
    bool seen_runtime = false;
    for (int i = 0; f && i < 64; i++) {
        if (in_range(f[1], runtime.library)) {
            if (seen_runtime && stack->count) break;
            seen_runtime = true;
        } else if (seen_runtime && !tt_stack_push(stack, f[1])) break;
        uintptr_t *next = (uintptr_t *)f[0];
        if (next <= f || (uintptr_t)next - (uintptr_t)f > FRAME_MOST) break;
        f = next;
    }
    return tt_stack_finish(stack);
}

enum { NAME_MOST = 200 };

// The task is not yet published, so its list of status records is ours to read. Kind 6 is its name.
static const char *name_of(const void *t, size_t *length) {
    uint64_t r = task_records(t);
    for (int n = 0; r && n < 8; r = word_at((void *)r, 8), n++) {
        if ((half_at((void *)r, 0) & 0xff) != 6) continue;
        const char *name = (const char *)word_at((void *)r, 0x10);
        *length = tt_text_prefix(name, strnlen(name, NAME_MOST + 1), NAME_MOST);
        return name;
    }
    return NULL;
}

__attribute__((noinline)) void tt_created(tt_thread *s, const void *t, uint32_t id, uint32_t status, uint32_t parent) {
    if (s->announced == id) return; // a retry of the compare-and-swap
    if (UNLIKELY(tt_get_task(s) == id)) return; // no task makes itself: a status that is being changed
    s->announced = id;
    uint64_t callers[TT_CALLERS] = {0}, inner[THUNKS] = {0}, code = resume_function(t, true);
    size_t length = 0;
    const char *name = UNLIKELY(task_flags(t) & FLAG_HAS_NAME) ? name_of(t, &length) : NULL;
    if (LIKELY(tt_probe_wants.creation_sites)) {
        if (UNLIKELY(tt_creation_site)) callers[0] = tt_creation_site;
        else find_callers(__builtin_frame_address(0), callers);
        if (!is_plain(code)) behind_thunks(t, inner);
    }
    uint32_t detailed = inner[2] ? 2 : inner[0] || callers[1];
    uint32_t n = 1 + detailed + tt_text_records(length), of_stack = 0;
    tt_stack stack;
    if (UNLIKELY(tt_probe_wants.backtraces)) n += of_stack = stack_of_creation(__builtin_frame_address(0), &stack);
    tt_record *r = tt_reserve(s, n);
    if (UNLIKELY(!r)) return;
    bool serial = task_dependency(t) && dependency_target(task_dependency(t)) != 0;
    uint64_t more = (uint64_t)(task_flags(t) >> 24) << 48 | (uint64_t)(status & 0xff) << 56;
    tt_fill(r, tt_ticks(), TT_TASK_CREATE, serial, code, id, parent,
            (callers[0] & 0xffffffffffffull) | more);
    if (detailed)
        tt_fill(r + 1, callers[1], TT_CREATION_DETAIL, 0, inner[0], (uint32_t)inner[1], (uint32_t)(inner[1] >> 32),
                callers[2]);
    if (UNLIKELY(detailed > 1))
        tt_fill(r + 2, 0, TT_CREATION_DETAIL, 1, inner[2], (uint32_t)inner[3], (uint32_t)(inner[3] >> 32), 0);
    if (name) tt_fill_text(r + 1 + detailed, 0, name, length);
    if (UNLIKELY(of_stack)) tt_stack_fill(r + n - of_stack, &stack);
    tt_publish(s, n);
    if (UNLIKELY(of_stack)) tt_stack_was_told(&stack);
}

#if defined(__clang__)
#pragma clang attribute pop
#endif

// What is known about the Swift runtime: its exports (all weak: a runtime without them links, and the check
// refuses it), the layout of a task, and the addresses learnt at the check. Internal to CTaskProbe.
#pragma once
#include <stddef.h>
#include <stdint.h>

#define WEAK __attribute__((weak))
#define SWIFTCALL __attribute__((swiftcall))

extern void (*_swift_tsan_acquire)(const void *) WEAK;
extern void (*_swift_tsan_release)(const void *) WEAK;
extern const void *const _swift_concurrency_debug_asyncTaskMetadata WEAK;
extern const void *const _swift_concurrency_debug_jobMetadata WEAK;
extern const size_t _swift_concurrency_debug_asyncTaskSize WEAK;
extern const void *const _swift_concurrency_debug_future_adapter WEAK;
extern const void *const _swift_concurrency_debug_non_future_adapter WEAK;
extern const void *const _swift_concurrency_debug_task_wait_throwing_resume_adapter WEAK;
extern const void *const _swift_concurrency_debug_task_future_wait_resume_adapter WEAK;
extern const uint32_t _swift_concurrency_debug_internal_layout_version WEAK;
extern const char cancellation_error[] __asm__("$sScEN") WEAK; // the metadata of CancellationError
extern void swift_task_enqueue(void) WEAK;
extern void swift_task_cancel(void) WEAK;
extern void swift_task_escalate(void) WEAK;
extern void swift_task_immediate(void) WEAK;
SWIFTCALL extern void swift_job_run(void *job, uintptr_t identity, uintptr_t implementation) WEAK;
SWIFTCALL extern void *swift_task_getCurrent(void) WEAK;
SWIFTCALL extern uint64_t swift_task_getJobTaskId(void *job) WEAK;
typedef struct {
    void *task, *context;
} task_and_context;
SWIFTCALL extern task_and_context swift_task_create(size_t flags, void *options, const void *result_type,
                                                    const void *function, void *closure) WEAK;

// Ordered by the runtime's own protocol, which sanitizers cannot see: no function here is theirs.
#if defined(__clang__)
#pragma clang attribute push(__attribute__((no_sanitize("thread", "address"))), apply_to = function)
#endif

// AsyncTask on 64-bit Linux: the same offsets in 6.0.3, 6.2.3 and 6.3.1; every one is checked before use.
static inline uint64_t word_at(const void *p, size_t offset) { return *(const uint64_t *)((const char *)p + offset); }
static inline uint32_t half_at(const void *p, size_t offset) { return *(const uint32_t *)((const char *)p + offset); }
static inline const void *task_metadata(const void *t) { return *(const void *const *)t; }
static inline uint32_t task_flags(const void *t) { return half_at(t, 0x20); }
static inline uint32_t task_id(const void *t) { return half_at(t, 0x24); }
static inline uint64_t task_resume(const void *t) { return word_at(t, 0x38); }
static inline uint64_t task_context(const void *t) { return word_at(t, 0x40); }
static inline uint32_t task_status(const void *t) { return *(const volatile uint32_t *)((const char *)t + 0x60); }
static inline uint64_t task_records(const void *t) { return word_at(t, 0x68); }
static inline uint64_t task_dependency(const void *t) { return word_at(t, 0xa0); }
static inline uint64_t dependency_target(uint64_t d) { return word_at((const void *)d, 0x10); }
static inline uint32_t dependency_kind(uint64_t d) { return half_at((const void *)d, 0x20); }

enum { // bits of the status
    STATUS_CANCELLED = 0x100,
    STATUS_RUNNING = 0x800,
    STATUS_ENQUEUED = 0x1000,
    STATUS_COMPLETE = 0x2000,
    STATUS_HAS_DEPENDENCY = 0x4000,
};
enum { // bits of the flags
    FLAG_CHILD = 1u << 24,
    FLAG_FUTURE = 1u << 25,
    FLAG_GROUP_CHILD = 1u << 26,
    FLAG_ASYNC_LET = 1u << 28,
    FLAG_HAS_NAME = 1u << 30,
};

typedef struct {
    uint64_t low, high;
} code_range;
static inline int in_range(uint64_t code, code_range r) { return code - r.low < r.high - r.low; }

enum { LOADED_PARTS = 256 };
typedef struct {
    code_range concurrency;                          // the code of the module that holds the runtime
    code_range library;                              // what of it is the runtime's: not all in a static program
    code_range enqueue, cancel, cancel_all, escalate, immediate; // functions
    code_range group_cancel, cancel_child, offer;    // local symbols: empty in a stripped runtime
    struct {
        code_range range, code;                      // what can be read, and the code of the same module
    } parts[LOADED_PARTS];                           // of the modules loaded at the check, the program's first
    uint32_t part_count;
    code_range program, libraries;                   // what spans the parts: most words are ruled out by these
    uint64_t run_site;                               // where "a job runs" is announced from
    uint64_t future_adapter, non_future_adapter;     // resume functions of tasks that have not run
    uint64_t wait_throwing, wait_future, wait_group; // and of tasks that wait
    const void *task_metadata, *job_metadata, *cancellation_error;
    size_t task_size;
} tt_runtime;

extern tt_runtime runtime;

// Whether this can lie in a module: false for nearly everything on the heap, at little cost.
static inline int may_be_loaded(uint64_t address) {
    return in_range(address, runtime.program) || in_range(address, runtime.libraries);
}

// Whether so many bytes lie in one part of a module, so that they can be read.
static inline int is_readable(uint64_t address, size_t size) {
    if (!may_be_loaded(address)) return 0;
    for (uint32_t i = 0; i < runtime.part_count; i++)
        if (in_range(address, runtime.parts[i].range) && in_range(address + size - 1, runtime.parts[i].range)) return 1;
    return 0;
}

#if defined(__clang__)
#pragma clang attribute pop
#endif

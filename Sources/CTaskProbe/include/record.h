// The record, and the way of a record into the segment of its thread.
//
// Recording takes no lock, allocates nothing, makes no system call but for the first record of a
// thread and of a fresh segment, and does nothing while tracing is off.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The same table as TraceModel's RecordKind; a test holds the two together.
typedef enum : uint8_t {
    TT_TASK_CREATE = 1, // other = parent, arg = creation pc | flags << 48 | priority << 56, code = entry
    TT_TASK_ENQUEUE,    // made ready; other = waker, arg = executor (0: the global one)
    TT_TASK_RUN,        // code = nearest user function, arg = function really resumed
    TT_TASK_SUSPEND,    // detail = tt_dependency, other = the awaited task, code as for run, arg = the function of
                        // the runtime that code called, else code; of a hop, the executor (0: the global one)
    TT_TASK_END,        // detail = 0 returned, 1 threw, 2 threw CancellationError
    TT_TASK_CANCEL,     // other = canceller, detail = 1 when propagated, arg = caller's pc
    TT_TASK_ADOPT,      // the task that was running when tracing began; code = where that was

    TT_OBJECT_CREATE = 20, // detail = ObjectKind; a text: its name
    TT_OBJECT_END,
    TT_WAIT_BEGIN, // the task is about to suspend on this object; detail = WaitReason,
                   // code = where it waits, if that is known

    TT_QUEUE_PUT = 30, // arg = depth after | item << 32
    TT_QUEUE_GET,
    TT_QUEUE_SHUT_DOWN, // arg = 1 when its items were dropped
    TT_EVENT_SET,       // arg = waiters woken
    TT_EVENT_CLEAR,
    TT_EVENT_WAIT,       // arg = 1 when it was set already
    TT_LOCK_ACQUIRE,     // of a lock or semaphore, by the task that has it from now on; arg = number of this holding
    TT_LOCK_RELEASE,     // arg = number of the holding that ends, 0 if not known | waiters left << 32
    TT_CONDITION_NOTIFY, // arg = waiters woken
    TT_BARRIER_PASS,     // the last has come; arg = parties

    TT_FUTURE_RESOLVE = 40, // detail = 1 with an error; arg = callbacks scheduled
    TT_FUTURE_CANCEL,
    TT_NEVER_RETRIEVED,     // a text: the message
    TT_SHIELD_SPARE,        // of the inner future: it was not cancelled; arg = the outer future's number
    TT_BARRIER_BREAK,       // detail = 1 for good; arg = waiters that fail
    TT_CALLBACK_BEGIN = 45, // detail = CallbackKind, arg = the handle's number
    TT_CALLBACK_END,        // arg = the handle's number
    TT_SLOW_CALLBACK,       // detail = 1 for a task's step; arg = duration ns; texts: message, threshold in ns
    TT_TIMER = 50,          // arg = delay ns
    TT_TIMER_CANCEL,
    TT_TIMEOUT_EXPIRE,     // task = the one that is cancelled; arg = delay ns
    TT_TIMEOUT_RESCHEDULE, // detail = 1 when its code begins; arg = delay ns from now, all bits for none
    TT_EXCEPTION,          // nobody could be told of it; a text: the message
    TT_FUTURE_TASK,        // of a future: its result is what this task returns
    TT_FUTURE_SOURCE,      // of a future or wait: its end comes from another future; arg = that one's number
    TT_QUEUE_FINISH,       // every item that was put is done with; arg = waiters woken
    TT_RESULT_DISCARDED,   // of a future that nobody holds any more, and whose result nobody has read

    TT_STALL = 60, // still running; arg = ns so far
    TT_MARK,       // a text: the user's words; arg = a number
    TT_UNCLOSED,   // a text: the message
    TT_DESTROYED_PENDING,
    TT_SITE_DEFINE, // arg = line; texts: function, file
    TT_BLOCKING_BEGIN, // what follows on this thread is meant to take long; a text: why
    TT_BLOCKING_END,   // arg = ns that it took; a text: why
    TT_WRONG_THREAD,   // a call that is meant for the loop's own thread; a text: the message
    TT_TIMER_LATE,     // a loop's timer has its turn; arg = ns since it was due

    // From here on: belongs to the record before it on the same thread. Payload: everything but
    // the kind and detail (ticks, code, task, other and arg are bytes or addresses).
    TT_CONTINUATION = 128,
    TT_TEXT = 128,        // detail = which text << 6 | part; 24 bytes: ticks, task+other, arg
    TT_FRAMES,            // further functions that go on in ticks, code, arg; task+other = the runtime's that was called
    TT_CREATION_DETAIL,   // detail 0: ticks, arg = second and third creation pc; code, task+other = behind thunks;
                          // detail 1: code, task+other = behind further thunks
    TT_STACK,             // ticks = the stack's number; detail = frames told with it (0: told before) | TT_STACK_CUT;
                          // code, arg = the first two
    TT_STACK_FRAMES,      // the next three in ticks, code, arg
    TT_EXECUTOR,          // of a hop to one that was not told before: detail = 1 for an actor; a text: its type
} tt_kind;

typedef enum : uint8_t {
    TT_ON_TASK = 1,
    TT_ON_CONTINUATION,
    TT_ON_GROUP,
    TT_ON_EXECUTOR,
    TT_ON_ASYNC_LET, // a task of an async let; the runtime's own numbers end before
} tt_dependency;

typedef struct {
    uint64_t ticks; // the clock's raw ticks
    uint64_t word;  // code (48 bits) | kind << 48 | detail << 56
    uint32_t task;
    uint32_t other;
    uint64_t arg;
} tt_record;

/// `code` of a source site (a `#fileID` and `#line`) instead of an address: its number with this bit.
#define TT_SOURCE_SITE (1ull << 47)

/// In the detail of TT_STACK: there were more frames than are kept.
enum { TT_STACK_CUT = 0x80 };

static inline tt_kind tt_record_kind(const tt_record *r) { return (tt_kind)(r->word >> 48 & 0xff); }

/// Whether records are being kept: asked by `tt_is_recording`, set by `tt_set_recording`.
extern bool tt_recording;

/// Whether records are being kept. One relaxed load, and no call.
static inline bool tt_is_recording(void) { return __atomic_load_n(&tt_recording, __ATOMIC_RELAXED); }

/// A record of the running task on this thread. `code` is a source site or an address.
void tt_record_object(tt_kind kind, uint8_t detail, uint32_t object, uint64_t code, uint64_t arg);

/// The same, followed by up to two texts (UTF-8, cut at 500 bytes each); false if they were lost.
bool tt_record_text(tt_kind kind, uint8_t detail, uint32_t task, uint32_t object, uint64_t code, uint64_t arg,
                    const char *first, size_t first_length, const char *second, size_t second_length);

/// A record about a task, for executors of our own and the watchdog.
void tt_record_task(tt_kind kind, uint8_t detail, uint32_t task, uint32_t other, uint64_t code, uint64_t arg);

/// The number of this source site as `code`, recording its definition when it is first seen. Takes no
/// lock: a table of fixed size, whose overflow gives 0 ("unknown").
uint64_t tt_source_site(const char *function, size_t function_length, const char *file, size_t file_length,
                        uint32_t line);

/// A process-wide number for an object or a handle, never 0.
uint32_t tt_next_object(void);

/// Until it is set to 0, tasks that this thread creates are recorded as made at this source site: for code that
/// makes tasks on behalf of its caller.
void tt_set_creation_site(uint64_t code);

/// The low half of the id of the task that runs on this thread, 0 if none.
uint32_t tt_current_task(void);

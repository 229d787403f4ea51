// Segments: files of 1 MiB, mapped shared, each written by one thread. What a thread has published
// in one survives the process, however it ends.
#pragma once
#include "record.h"
#include "report.h"
#include <stdatomic.h>

enum { TT_SEGMENT_SIZE = 1 << 20, TT_SEGMENT_HEADER = 128 };
enum { TT_SEGMENT_RECORDS = (TT_SEGMENT_SIZE - TT_SEGMENT_HEADER) / 32 };
enum { TT_MAX_SEGMENTS = 4096, TT_MAX_THREADS = 4096 };

typedef struct {
    char magic[8]; // "STTSEG1"
    _Atomic uint64_t id; // never used twice in a trace; 0: free
    uint32_t pid, tid;
    _Atomic uint32_t committed; // records published, stored last with release
    _Atomic uint32_t sealed;    // 1: its thread writes no more
    uint64_t opened;            // ticks
    uint32_t generation;        // which recording of this process
    char thread_name[16];
    _Atomic uint64_t drained;   // the id up to which a reader in another process has read it to its end
    _Atomic uint32_t is_gone;   // 1: the file of this name, if there is one, is another
} tt_segment_header;

// Where the segment of a slot lies, as the control page tells it.
typedef enum : uint8_t {
    TT_NOT_TOLD, // by whoever does not tell: in the folder itself
    TT_MEMORY,
    TT_DISK,     // in the folder `spill` of the folder
    TT_PLACES,   // their number; and of a slot whose segment was given back
    TT_NOWHERE = TT_PLACES,
} tt_place;

// A file beside the segments: what recovery needs to know about the process.
typedef struct {
    char magic[8]; // "STTCTL1"
    uint32_t pid, clock_source;
    _Atomic uint64_t lost, lost_first, lost_last; // records dropped; ticks
    _Atomic uint32_t slots; // segment files that there may be
    _Atomic uint32_t state; // tt_control_state: for a reader in another process
    char note[1024];        // how the probe stands, in words; written before the state
    uint32_t parent;        // the process that started this one
    uint32_t unused;
    uint64_t opened;        // ticks
    uint64_t boot_ticks;    // when the process began, as /proc/PID/stat tells it; 0 if not asked for
    tt_runtime_report runtime; // likewise
    _Atomic uint32_t held[TT_PLACES]; // how many segments there are now, by their place
    _Atomic uint8_t place[TT_MAX_SEGMENTS]; // tt_place of each slot
} tt_control;
enum { TT_CONTROL_SIZE = 16384 };
_Static_assert(sizeof(tt_control) <= TT_CONTROL_SIZE, "the control file has room for it");

typedef enum : uint32_t {
    TT_CONTROL_STARTING,
    TT_CONTROL_RECORDING,
    TT_CONTROL_REFUSED,
    TT_CONTROL_ENDED, // told by the reader: it reads no more
} tt_control_state;

/// Makes the folder ready for recording. Answers 0 or an errno.
///
/// Of segments there may be `memory` in it and `disk` in its folder `spill`, if it has one: a link to where there is
/// more room.
int tt_segments_open(const char *folder, uint64_t first_id, uint32_t memory, uint32_t disk);

/// From here on these counts bound the segments, instead of those that each process has for itself.
void tt_segments_share_room(_Atomic uint32_t *memory, _Atomic uint32_t *disk);

/// Lets go of the folder. Its files are removed unless they are to be kept; mappings that a thread may still touch
/// stay in any case.
void tt_segments_close(bool keep_files);

tt_control *tt_control_page(void);

/// Slots 0 ..< count may hold a segment.
uint32_t tt_segment_slots(void);

/// The segment in a slot while a thread writes it or it waits to be drained, else NULL.
const tt_segment_header *tt_segment_at(uint32_t slot);

static inline const tt_record *tt_segment_records(const tt_segment_header *s) {
    return (const tt_record *)((const char *)s + TT_SEGMENT_HEADER);
}
static inline uint32_t tt_segment_committed(const tt_segment_header *s) {
    return atomic_load_explicit(&s->committed, memory_order_acquire);
}
static inline bool tt_segment_sealed(const tt_segment_header *s) {
    return atomic_load_explicit(&s->sealed, memory_order_acquire) != 0;
}

/// Gives a sealed, fully drained segment back to the pool; false while its thread is just about to let go of it.
bool tt_segment_recycle(uint32_t slot);

/// Keeps prefaulted segments ready, at most `spare` and more while the collector is behind, and gives space back beyond
/// that: on disk first. For the collector, and before there is one.
void tt_segments_provision(uint32_t spare);

/// Starts a thread that does so while this recording goes on; answers whether it could.
bool tt_segments_provision_always(uint32_t spare);

/// Turns recording on or off for all threads.
void tt_set_recording(bool on);

/// What the threads are running now, for the watchdog.
typedef struct {
    uint32_t tid, task;
    uint64_t since; // ticks
    uint64_t code;
} tt_running;

/// Copies at most `capacity` threads that run a task just now; answers how many.
size_t tt_running_tasks(tt_running *out, size_t capacity);

/// The records of one task that are in segments now, oldest first: for the canary.
size_t tt_task_records(uint32_t task, tt_record *out, size_t capacity);

static inline uint64_t tt_segment_id(const tt_segment_header *s) {
    return atomic_load_explicit(&s->id, memory_order_acquire);
}

/// What was dropped since the folder was opened: how many records, and from when to when (ticks).
typedef struct {
    uint64_t records, first, last;
} tt_lost;
static inline tt_lost tt_lost_records(const tt_control *c) {
    return (tt_lost){atomic_load(&c->lost), atomic_load(&c->lost_first), atomic_load(&c->lost_last)};
}

// Segments that a process has left behind, from their files. Nothing in them is trusted, and nothing is changed: each
// is mapped for this reader alone. Belongs to one thread.
#pragma once
#include "segment.h"

typedef struct tt_left tt_left;

/// The files in this folder, and in `spill` below it; NULL if there is no such folder.
tt_left *tt_left_open(const char *folder);
void tt_left_close(tt_left *left);

/// A copy of the control page; NULL if it is missing or none.
const tt_control *tt_left_control(const tt_left *left);

/// How many segment files there are.
uint32_t tt_left_count(const tt_left *left);

typedef struct {
    const tt_segment_header *header; // NULL: cannot be read
    uint64_t id;                     // 0: nobody has written into it
    uint32_t pid;
    uint32_t records;                // published, as it says itself
    bool is_damaged;                 // cut short, or not as a segment is
} tt_left_segment;

/// The segment in a file. Says that its thread writes no more, whether or not it had come to say so.
tt_left_segment tt_left_segment_at(tt_left *left, uint32_t index);

/// Lets go of it: it is not read.
void tt_left_drop(tt_left *left, uint32_t index);

/// Replaces what cannot have been recorded by records that mean nothing; answers how many these were.
uint32_t tt_left_silence(tt_left *left, uint32_t index, uint32_t from, uint64_t earliest, uint64_t latest);

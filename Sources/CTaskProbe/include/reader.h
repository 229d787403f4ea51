// Reading segments of another process, through the files of its folder. Belongs to one thread.
#pragma once
#include "segment.h"

typedef struct tt_reader tt_reader;

/// A reader of this folder, where a process will put its segments, or NULL.
tt_reader *tt_reader_open(const char *folder);
void tt_reader_close(tt_reader *reader);

/// What the process tells of itself; NULL while it tells nothing.
const tt_control *tt_reader_control(tt_reader *reader);
tt_control_state tt_reader_state(tt_reader *reader);

/// Slots 0 ..< count may hold a segment.
uint32_t tt_reader_slots(tt_reader *reader);

/// The segment in a slot if there is something in it that was not drained, else NULL.
const tt_segment_header *tt_reader_at(tt_reader *reader, uint32_t slot);

/// Tells the process that it may use this sealed segment again.
void tt_reader_drained(tt_reader *reader, uint32_t slot);

/// How many segments the process has there.
uint32_t tt_reader_held(tt_reader *reader, tt_place place);

/// Tells the process that nobody reads any more: it need not write on.
void tt_reader_end(tt_reader *reader);

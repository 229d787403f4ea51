// The files of segments, in two places: in memory, and on disk once that has no more room. Internal to CTaskProbe.
#pragma once
#include "segment.h"

/// Takes both folders in use: `path`, and `path/spill` where there is one. Answers 0 or an errno.
int tt_files_open(const char *path, uint32_t memory, uint32_t disk);

/// From here on these counts bound the segments, instead of those that each process has for itself.
void tt_files_share_room(_Atomic uint32_t *memory, _Atomic uint32_t *disk);

/// The first folder, or -1.
int tt_files_folder(void);

/// Whether there is room for one segment more; then it is taken. Where that was refused just now nobody asks again.
bool tt_files_take_room(tt_place place);

/// Room that was taken for nothing.
void tt_files_refuse(tt_place place);

void tt_files_give_room(tt_place place);

/// A segment with its blocks reserved and its pages mapped, or NULL.
tt_segment_header *tt_files_make(tt_place place, uint32_t slot);

/// Takes the name away: the mapping stays.
void tt_files_remove(tt_place place, uint32_t slot);

/// From here on nothing is made. `wait` answers once nobody is at it; then the folders are let go of.
void tt_files_close(bool (*wait)(void));

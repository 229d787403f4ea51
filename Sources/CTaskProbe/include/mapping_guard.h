// What becomes of a thread of the tracer that touches a mapped file which has no room behind it.
//
// SQLite keeps the index of a trace's log in a mapped file. Where the file system must find room for each change of a file
// (Btrfs with a quota or a full disk), or somebody has cut the file, a write to it is the signal SIGBUS, and that would be
// the end of the program. What is on disk then is as after `kill -9`: sound, and to be recovered.
#pragma once
#include <stdbool.h>

/// From here on such a fault of this thread halts the thread for good, within what it does, and no other. Faults elsewhere
/// go to whoever took the signal before. False if the signal cannot be taken.
bool tt_guard_mappings(void);

/// Gives the signal back, unless somebody has taken it meanwhile.
void tt_unguard_mappings(void);

/// Whether this guard has halted a thread since it began.
bool tt_mapping_failed(void);

// The page that the processes of one recording share, where a program's children are recorded too.
#pragma once
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    char magic[8];               // "STTFAM1"
    uint32_t recorder;           // whose child is the first program
    _Atomic uint32_t has_first;  // 1: the first program has its number, which is 1
    _Atomic uint32_t last;       // the highest number that was given
    _Atomic uint32_t room;       // segments that may still be made, by all of them together
    _Atomic uint32_t disk_room;  // the same, on disk
    int32_t file;                // the recorder's own, which holds its lock
} tt_family;

/// Makes the page in this folder, for the children of the calling process; NULL if that cannot be.
tt_family *tt_family_make(const char *folder, uint32_t room, uint32_t disk_room);

/// The page in this folder, or NULL.
tt_family *tt_family_open(const char *folder);

void tt_family_close(tt_family *family);

/// A number of its own for the calling process. Never given twice.
uint32_t tt_family_join(tt_family *family);

/// Makes the folder of the process with that number, and where the recording spills, the one for that.
void tt_family_make_folder(const char *whole, uint32_t number, char *folder, size_t size);

uint32_t tt_family_last(tt_family *family);

/// Segments that a process has left behind may be made anew.
void tt_family_give_back(tt_family *family, uint32_t segments, uint32_t on_disk);

/// When the calling process began, in clock ticks since boot; 0 if that cannot be told.
uint64_t tt_boot_ticks(void);

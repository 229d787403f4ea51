// The probe in a program that knows nothing of it: `task-trace record` starts the program with this library in
// LD_PRELOAD and reads the segments from outside. Without the folder in the environment, or in a program without
// the Swift runtime, it does nothing.
#include "preload.h"
#include "clock.h"
#include "family.h"
#include "probe.h"
#include "segment.h"
#include "symbol_table.h"
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Of a program that is recorded alone: LIMIT+LIMIT_ON_DISK:FIRST_ID:OPTIONS:FOLDER. Of one whose children are recorded
// as well: OPTIONS:FOLDER, which is the whole recording's. OPTIONS is letters: b for backtraces.
// A limit of 0: the program does not begin, only its runtime is looked at.
static const char variable[] = "TASKTRACING_SEGMENTS", family_variable[] = "TASKTRACING_FAMILY";

// What this program starts is another program: it shall not find us in its environment.
static void leave_environment(void) {
    unsetenv(variable);
    unsetenv(family_variable); // of a recording around this one
    Dl_info self;
    const char *list = getenv("LD_PRELOAD");
    if (!list || !dladdr((void *)leave_environment, &self) || !self.dli_fname) return;
    char *rest = malloc(strlen(list) + 1);
    if (!rest) return;
    char *end = rest;
    for (const char *at = list; *at;) {
        size_t length = strcspn(at, ": ");
        bool is_self = strlen(self.dli_fname) == length && !strncmp(at, self.dli_fname, length);
        if (length && !is_self) {
            if (end != rest) *end++ = ':';
            memcpy(end, at, length);
            end += length;
        }
        at += length + (at[length] != 0);
    }
    *end = 0;
    if (end == rest) unsetenv("LD_PRELOAD");
    else setenv("LD_PRELOAD", rest, 1);
    free(rest);
}

// The reader names addresses, perhaps when the process is no more.
static bool write_module(const st_module *m, void *file) {
    const st_identity *i = &m->identity;
    if (m->first < m->last)
        dprintf(*(int *)file, "%lx %lx %lx %lu %lu %s %s\n", m->base, m->first, m->last, i->size, i->modified,
                i->build_id[0] ? i->build_id : "-", m->path);
    return true;
}

static void write_modules(const char *folder) {
    char path[4200];
    snprintf(path, sizeof path, "%s/modules", folder);
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return;
    st_each_module(write_module, &file);
    close(file);
}

static void tell(tt_control_state state, const char *note) {
    tt_control *control = tt_control_page();
    snprintf(control->note, sizeof control->note, "%s", note);
    control->runtime = *tt_probe_report();
    atomic_store_explicit(&control->state, state, memory_order_release);
}

static void record(const char *folder, unsigned long long first_id, uint32_t limit, uint32_t on_disk,
                   tt_probe_options options, tt_family *family) {
    tt_clock_choose();
    if (tt_segments_open(folder, first_id, limit, on_disk) != 0) {
        if (!limit) _exit(1);
        return;
    }
    tt_control_page()->boot_ticks = tt_boot_ticks();
    if (family) tt_segments_share_room(&family->room, &family->disk_room);
    bool refused = tt_probe_check() != TT_PROBE_OK;
    if (refused || !limit) tell(refused ? TT_CONTROL_REFUSED : TT_CONTROL_RECORDING, tt_probe_description());
    if (!limit) _exit(0);
    if (refused) return;
    write_modules(folder);
    tt_segments_provision(2); // more once threads record: of a family there may be many
    tt_set_recording(true);
    tt_segments_provision_always(8); // without it the program's threads make their own
    tt_probe_install(options);
    tell(TT_CONTROL_RECORDING, tt_probe_description());
}

static void record_alone(const char *value) {
    char *rest, folder[4096];
    unsigned long limit = strtoul(value, &rest, 10), on_disk = *rest == '+' ? strtoul(rest + 1, &rest, 10) : 0;
    if (*rest != ':') return leave_environment();
    unsigned long long first_id = strtoull(rest + 1, &rest, 10);
    if (*rest != ':') return leave_environment();
    const char *letters = rest + 1, *path = strchr(letters, ':');
    if (!path || strlen(path + 1) >= sizeof folder) return leave_environment();
    tt_probe_options options = {.creation_sites = true, .backtraces = memchr(letters, 'b', (size_t)(path - letters))};
    strcpy(folder, path + 1);
    leave_environment();
    record(folder, first_id, (uint32_t)limit, (uint32_t)on_disk, options, NULL);
}

// One of several: the environment stays as it is, for the children. A shell between them records nothing.
static void record_with_family(const char *value) {
    char folder[4200];
    const char *whole = strchr(value, ':');
    tt_family *family = whole++ && tt_probe_has_runtime() ? tt_family_open(whole) : NULL;
    if (!family) return;
    tt_probe_options options = {.creation_sites = true, .backtraces = memchr(value, 'b', (size_t)(whole - 1 - value))};
    unsigned number = tt_family_join(family);
    if (number == 1) snprintf(folder, sizeof folder, "%s", whole);
    else tt_family_make_folder(whole, number, folder, sizeof folder);
    record(folder, (unsigned long long)number << 40 | 1, TT_MAX_SEGMENTS, TT_MAX_SEGMENTS, options, family);
}

__attribute__((constructor)) static void begin(void) {
    const char *alone = getenv(variable), *whole = getenv(family_variable);
    if (alone) record_alone(alone);
    else if (whole) record_with_family(whole);
}

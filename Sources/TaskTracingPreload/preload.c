// The probe in a program that knows nothing of it: `task-trace record` starts the program with this library in
// LD_PRELOAD and reads the segments from outside. Without the folder in the environment, or in a program without
// the Swift runtime, it does nothing.
#include "preload.h"
#include "clock.h"
#include "probe.h"
#include "segment.h"
#include "symbol_table.h"
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// LIMIT:FIRST_ID:FOLDER
static const char variable[] = "TASKTRACING_SEGMENTS";

// What this program starts is another program: it shall not find us in its environment.
static void leave_environment(void) {
    unsetenv(variable);
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
    if (m->first < m->last) dprintf(*(int *)file, "%lx %lx %lx %s\n", m->base, m->first, m->last, m->path);
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
    atomic_store_explicit(&control->state, state, memory_order_release);
}

__attribute__((constructor)) static void begin(void) {
    const char *value = getenv(variable);
    if (!value) return;
    char *rest, folder[4096];
    unsigned long limit = strtoul(value, &rest, 10);
    if (*rest != ':') return leave_environment();
    unsigned long long first_id = strtoull(rest + 1, &rest, 10);
    if (*rest != ':' || strlen(rest + 1) >= sizeof folder) return leave_environment();
    strcpy(folder, rest + 1);
    leave_environment();
    tt_clock_choose();
    if (tt_segments_open(folder, first_id, (uint32_t)limit) != 0) return;
    if (tt_probe_check() != TT_PROBE_OK) return tell(TT_CONTROL_REFUSED, tt_probe_description());
    write_modules(folder);
    tt_segments_provision(8);
    tt_set_recording(true);
    tt_probe_install(true);
    tell(TT_CONTROL_RECORDING, tt_probe_description());
}

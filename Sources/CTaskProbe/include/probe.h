// The runtime probe: sees every task of the process through the two hand-over pointers that the Swift
// runtime keeps for ThreadSanitizer. Nothing is installed unless the self-check passes.
#pragma once
#include "record.h"
#include "report.h"

typedef enum {
    TT_PROBE_OK = 0,
    TT_PROBE_NO_HOOKS,  // the runtime does not export what the probe needs
    TT_PROBE_LAYOUT,    // a task looks different from what the probe knows
    TT_PROBE_NO_SITE,   // running a job was not announced
} tt_probe_result;

/// Checks the runtime, once per process. Nothing is installed.
tt_probe_result tt_probe_check(void);

/// Whether this process has a Swift concurrency runtime at all.
bool tt_probe_has_runtime(void);

/// What the check saw, in words: the runtime's file, the layout, which symbols were found.
const char *tt_probe_description(void);

/// The same, check by check.
const tt_runtime_report *tt_probe_report(void);

/// What is recorded beside the hand-overs themselves.
typedef struct {
    bool creation_sites; // where each task was made
    bool backtraces;     // the callers at each suspension, and more of them at each creation
} tt_probe_options;

/// Installs the probe (tt_probe_check must have answered OK), or takes it out again.
void tt_probe_install(tt_probe_options options);
void tt_probe_remove(void);

/// Tells the probe that this task is running on this thread already, and records it. `site`: the caller's.
void tt_probe_adopt(uint64_t site);

/// How often the end of a task is announced by this runtime: 1 or 2, learnt by the canary.
void tt_probe_set_end_announcements(uint32_t n);
uint32_t tt_probe_end_announcements_of_canary(void);
void tt_probe_watch_canary(uint32_t task);

/// The id of the task that the runtime runs on this thread, 0 if none.
uint32_t tt_runtime_current_task(void);

/// Whether this code is the concurrency runtime's, as the check in this process has found it.
bool tt_runtime_holds(uint64_t code);

/// The id of a job's task, for executors.
uint32_t tt_runtime_task_of_job(const void *job);

/// Tells the probe that this code is the program's own, so that its callers need not be recorded with it.
void tt_probe_mark_plain(uint64_t code);

/// An executor of ours runs a job of this task on this thread. Does nothing while the probe sees it itself.
void tt_executor_enqueued(uint32_t task);
void tt_executor_begin(uint32_t task);
void tt_executor_end(uint32_t task);
bool tt_probe_is_installed(void);

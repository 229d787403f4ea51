// Looking at a program before it is started, starting it, and passing signals on to it.
#pragma once
#include <stdbool.h>
#include <sys/types.h>

typedef enum {
    PL_TRACEABLE,
    PL_UNREADABLE,
    PL_SCRIPT,         // begins with #!
    PL_NOT_ELF,
    PL_OTHER_MACHINE,
    PL_STATIC,         // no dynamic linker that could load anything into it
    PL_NO_SWIFT,       // it does not ask for the Swift concurrency library
    PL_RUNTIME_INSIDE, // the Swift runtime is in it (-static-stdlib), where it exports nothing
    PL_PRIVILEGED,     // set-user-id, set-group-id or capabilities: the dynamic linker ignores LD_PRELOAD
} pl_kind;

/// What kind of program this file is.
pl_kind pl_examine(const char *path);

/// Starts the program with the streams, terminal and signal mask that this process was started with; 0 or an errno.
int pl_start(const char *path, char *const arguments[], char *const environment[], pid_t *pid);

/// From here on this process survives the signals that would end it, and those sent to it alone go on to the
/// program; what the terminal sends, the program gets by itself. Before pl_start, so that none is missed, and on the
/// same thread, which is the one that takes them.
void pl_pass_signals_on(void);

/// Takes the signals on the calling thread, or leaves them to another.
void pl_take_signals(bool take);

/// Something to ask whether a process, which need not be a child, has ended; -1 if there is no such process.
int pl_watch(pid_t pid);
bool pl_is_gone(int watch);

/// Whether the program has ended; then also its exit status as a shell gives it, and the signal that ended it or 0.
bool pl_has_ended(pid_t pid, int *status, int *signal);

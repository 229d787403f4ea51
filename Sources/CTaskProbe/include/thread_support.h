// What the tracer's own threads need and Swift cannot import.
#pragma once
#include <stdbool.h>
#include <stdint.h>

/// Names this thread, as `top -H` shows it.
void tt_name_thread(const char *name);

/// Only runs when nothing else wants the processor, or like everyone else.
void tt_set_idle_priority(bool idle);

/// This thread's number, and running another thread of that number like everyone else.
uint32_t tt_thread_number(void);
void tt_set_normal_priority(uint32_t thread);

/// Starts a thread that nobody waits for. Answers 0 or an errno.
int tt_start_thread(void (*body)(void *), void *context);

/// Bytes free on the file system of this path, 0 if that cannot be told.
uint64_t tt_free_space(const char *path);

/// The return addresses of the callers, the innermost first: how many there are of at most so many.
int tt_call_stack(void **addresses, int most);

/// What this thread keeps for the event loop that it runs, NULL at first.
void *tt_thread_loop(void);
void tt_set_thread_loop(void *loop);

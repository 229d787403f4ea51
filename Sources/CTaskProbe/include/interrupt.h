// SIGINT, handed to a thread that waits for it: a signal handler itself can do next to nothing.
#pragma once
#include <stdbool.h>
#include <stdint.h>

/// Handles the signal from here on; false, and nothing done, if something else does or if it is ignored.
bool tt_interrupt_begin(void);

/// The signal does again what it did before, unless something else handles it by now.
void tt_interrupt_end(void);

/// How many signals were handled.
uint32_t tt_interrupt_count(void);

/// Returns after each signal that was handled.
void tt_interrupt_wait(void);

/// Sends the signal once more, to what handled it before.
void tt_interrupt_again(void);

// Counts a signal, for whoever looks at the count now and then.
#pragma once
#include <stdbool.h>
#include <stdint.h>

/// From here on the signal is counted, and does nothing else. One signal at a time.
bool tt_count_signal(int number);

/// The signal does again what it did before.
void tt_stop_counting_signal(void);

uint32_t tt_signals_counted(void);

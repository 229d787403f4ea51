// Loops that are too short for anything but C.
#pragma once
#include <stdint.h>

/// Puts the calling thread on one processor; answers 0 or an errno.
int hot_place(int processor);
int hot_place_thread(int thread, int processor);

/// So many readings of the processor's counter, or of CLOCK_MONOTONIC.
void hot_read_counter(uint64_t count);
void hot_read_monotonic(uint64_t count);

/// One reading of it.
uint64_t hot_counter(void);

/// So many records.
void hot_record(uint64_t count);

/// So many portions of arithmetic of about 100 ns, each with a record or without one.
void hot_work(uint64_t count);
void hot_work_and_record(uint64_t count);

/// How long single records took, by ticks of the counter; the last one stands for all that took longer.
enum { HOT_BUCKETS = 1 << 18 };

/// Records so many times, `rest` portions of arithmetic apart, and counts each one. Without `records`: nothing but
/// both readings.
void hot_singles(uint64_t count, uint32_t rest, int records, uint32_t *buckets);

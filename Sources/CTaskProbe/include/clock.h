// The clock of the records. The clock is nearly the whole cost of a record (rdtsc 9 ns,
// clock_gettime 22 ns), so the raw counter is taken where it is invariant.
#pragma once
#include <stdint.h>

/// Chooses the clock, once per process. Called before anything is recorded.
void tt_clock_choose(void);

/// tsc, cntvct or monotonic.
const char *tt_clock_name(void);

uint64_t tt_clock_ticks(void);
uint64_t tt_monotonic_ns(void);
uint64_t tt_wall_clock_ns(void);

/// CLOCK_REALTIME, CLOCK_BOOTTIME and CLOCK_MONOTONIC at one moment, as near as can be.
void tt_machine_clocks(uint64_t *wall_ns, uint64_t *boot_ns, uint64_t *monotonic_ns);

/// What one reading of the clock, and one record back to back, cost here: ns, measured in some 100 us.
double tt_clock_reading_cost(void);
double tt_record_cost(void);

/// Both clocks at one moment: the closest of several tries.
void tt_clock_pair(uint64_t *ticks, uint64_t *monotonic_ns);

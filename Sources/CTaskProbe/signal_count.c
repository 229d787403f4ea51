#include "signal_count.h"
#include <signal.h>
#include <stdatomic.h>

static _Atomic uint32_t count;
static int counted;
static struct sigaction before;

static void on_signal(int number) {
    (void)number;
    atomic_fetch_add_explicit(&count, 1, memory_order_relaxed);
}

bool tt_count_signal(int number) {
    if (counted) tt_stop_counting_signal();
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    if (sigaction(number, &action, &before) != 0) return false;
    counted = number;
    return true;
}

void tt_stop_counting_signal(void) {
    if (counted) sigaction(counted, &before, NULL);
    counted = 0;
}

uint32_t tt_signals_counted(void) { return atomic_load_explicit(&count, memory_order_relaxed); }

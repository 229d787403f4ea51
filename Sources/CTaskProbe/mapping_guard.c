#include "mapping_guard.h"
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

static __thread bool guarded;
static atomic_bool failed;
static struct sigaction before;

static void pass_on(int number, siginfo_t *info, void *context) {
    if (before.sa_flags & SA_SIGINFO) return before.sa_sigaction(number, info, context);
    if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) return before.sa_handler(number);
    // A fault comes again when this returns, and then ends the process; a signal that was sent does not.
    sigaction(number, &before, NULL);
    if (info->si_code <= 0 && before.sa_handler == SIG_DFL) raise(number);
}

static void on_fault(int number, siginfo_t *info, void *context) {
    // A signal that was sent, and no fault, is the program's.
    if (!guarded || info->si_code <= 0) return pass_on(number, info, context);
    atomic_store(&failed, true);
    while (true) pause();
}

bool tt_guard_mappings(void) {
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    struct sigaction now;
    if (sigaction(SIGBUS, NULL, &now) != 0) return false;
    atomic_store(&failed, false);
    bool is_ours = (now.sa_flags & SA_SIGINFO) && now.sa_sigaction == on_fault;
    if (!is_ours) {
        before = now;
        if (sigaction(SIGBUS, &action, NULL) != 0) return false;
    }
    guarded = true;
    // Where it is blocked, a fault ends the process without asking.
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGBUS);
    return pthread_sigmask(SIG_UNBLOCK, &set, NULL) == 0;
}

void tt_unguard_mappings(void) {
    guarded = false;
    struct sigaction now;
    if (sigaction(SIGBUS, NULL, &now) == 0 && (now.sa_flags & SA_SIGINFO) && now.sa_sigaction == on_fault)
        sigaction(SIGBUS, &before, NULL);
}

bool tt_mapping_failed(void) { return atomic_load(&failed); }

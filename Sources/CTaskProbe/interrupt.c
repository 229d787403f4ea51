#include "interrupt.h"
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

static sem_t signals;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static _Atomic uint32_t count;
static struct sigaction before;

static void make(void) { sem_init(&signals, 0, 0); }

static void on_interrupt(int number) {
    (void)number;
    int error = errno;
    atomic_fetch_add(&count, 1);
    sem_post(&signals);
    errno = error;
}

bool tt_interrupt_begin(void) {
    pthread_once(&once, make);
    struct sigaction now;
    if (sigaction(SIGINT, NULL, &now) != 0 || now.sa_flags & SA_SIGINFO || now.sa_handler != SIG_DFL) return false;
    struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = SA_RESTART};
    return sigaction(SIGINT, &action, &before) == 0;
}

void tt_interrupt_end(void) {
    struct sigaction now;
    if (sigaction(SIGINT, NULL, &now) == 0 && now.sa_handler == on_interrupt) sigaction(SIGINT, &before, NULL);
}

uint32_t tt_interrupt_count(void) { return atomic_load(&count); }

void tt_interrupt_wait(void) {
    pthread_once(&once, make);
    while (sem_wait(&signals) != 0 && errno == EINTR) {}
}

void tt_interrupt_again(void) {
    tt_interrupt_end();
    kill(getpid(), SIGINT);
}

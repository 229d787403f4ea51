#include "thread_support.h"
#include <execinfo.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

void tt_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

void tt_set_idle_priority(bool idle) {
    struct sched_param none = {0};
    pthread_setschedparam(pthread_self(), idle ? SCHED_IDLE : SCHED_OTHER, &none);
}

uint32_t tt_thread_number(void) { return (uint32_t)syscall(SYS_gettid); }

void tt_set_normal_priority(uint32_t thread) {
    struct sched_param none = {0};
    sched_setscheduler((pid_t)thread, SCHED_OTHER, &none);
}

struct start {
    void (*body)(void *);
    void *context;
};

static void *run(void *argument) {
    struct start s = *(struct start *)argument;
    free(argument);
    s.body(s.context);
    return NULL;
}

int tt_start_thread(void (*body)(void *), void *context) {
    struct start *s = malloc(sizeof *s);
    if (!s) return 12;
    *s = (struct start){body, context};
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    // The program's signals are for the program's threads.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    int failure = pthread_create(&thread, &attributes, run, s);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    if (failure) free(s);
    return failure;
}

uint64_t tt_free_space(const char *path) {
    struct statvfs status;
    return statvfs(path, &status) == 0 ? (uint64_t)status.f_bavail * status.f_frsize : 0;
}

int tt_call_stack(void **addresses, int most) { return backtrace(addresses, most); }

static __thread void *thread_loop;
void *tt_thread_loop(void) { return thread_loop; }
void tt_set_thread_loop(void *loop) { thread_loop = loop; }

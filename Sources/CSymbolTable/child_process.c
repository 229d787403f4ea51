#include "child_process.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// The input goes through a file in memory, so that neither side can wait for the other for ever.
static int file_with(const char *bytes, size_t length) {
    int fd = memfd_create("task-trace", MFD_CLOEXEC);
    while (fd >= 0 && length > 0) {
        ssize_t n = write(fd, bytes, length);
        if (n <= 0) {
            close(fd);
            return -1;
        }
        bytes += n;
        length -= (size_t)n;
    }
    if (fd >= 0) lseek(fd, 0, SEEK_SET);
    return fd;
}

// A tool that says nothing for so long hangs.
enum { PATIENCE_MS = 60000 };

// NULL where it did not come to the end.
static char *read_all(int fd, size_t *length) {
    char *text = NULL;
    size_t used = 0, capacity = 0;
    for (;;) {
        struct pollfd asked = {.fd = fd, .events = POLLIN};
        int ready = poll(&asked, 1, PATIENCE_MS);
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) {
            free(text);
            return NULL;
        }
        if (capacity - used < 65536) {
            char *grown = realloc(text, capacity += 262144);
            if (!grown) break;
            text = grown;
        }
        ssize_t n = read(fd, text + used, capacity - used);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        used += (size_t)n;
    }
    *length = used;
    return text;
}

char *st_run_tool(const char *tool, char *const arguments[], const char *input, size_t input_length,
                  size_t *output_length) {
    int out[2], in = file_with(input, input_length);
    if (in < 0) return NULL;
    if (pipe2(out, O_CLOEXEC) != 0) {
        close(in);
        return NULL;
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    // An environment of its own: a preloaded library of the parent's must not follow into the tool.
    char *environment[] = {"LC_ALL=C", NULL};
    // The caller may be a thread that blocks every signal, in a program that ignores some.
    posix_spawnattr_t attributes;
    sigset_t none, usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    sigaddset(&usual, SIGCHLD);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    pid_t pid;
    int failure = posix_spawn(&pid, tool, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    close(in);
    close(out[1]);
    char *text = failure ? NULL : read_all(out[0], output_length);
    close(out[0]);
    if (failure) return NULL;
    if (!text) kill(pid, SIGKILL);
    int status = -1;
    pid_t waited;
    while ((waited = waitpid(pid, &status, 0)) < 0 && errno == EINTR) {}
    // In a program that ignores its children, or waits for whichever ends, how it ended is not to be had: then its
    // output came to an end, and is looked at by the caller as any other.
    if (waited < 0 || status == 0) return text;
    free(text);
    return NULL;
}

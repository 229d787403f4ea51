#include "child_process.h"
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
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

static char *read_all(int fd, size_t *length) {
    char *text = NULL;
    size_t used = 0, capacity = 0;
    for (;;) {
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
    pid_t pid;
    int failure = posix_spawn(&pid, tool, &actions, NULL, arguments, environment);
    posix_spawn_file_actions_destroy(&actions);
    close(in);
    close(out[1]);
    char *text = failure ? NULL : read_all(out[0], output_length);
    close(out[0]);
    int status = -1;
    while (!failure && waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    if (status == 0) return text;
    free(text);
    return NULL;
}

#include "program_launcher.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// The signal mask that this process was started with. Threads of the task pool, of which the caller may be one,
// block every signal: a program must not inherit that.
static sigset_t first_mask;
// Likewise, whether these were ignored from the beginning: this process changes both for itself.
static bool ignored_pipe, ignored_child;

static bool is_ignored(int number) {
    struct sigaction action;
    return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

__attribute__((constructor)) static void note_signals(void) {
    sigprocmask(SIG_SETMASK, NULL, &first_mask);
    ignored_pipe = is_ignored(SIGPIPE);
    ignored_child = is_ignored(SIGCHLD);
}

static _Atomic pid_t program;
static _Atomic int early; // a signal that came before there was a program
static _Atomic int late;  // how many came since it has ended: the trace is being closed, which may take a while
static _Atomic bool has_ended;
static bool mirrors_stops;

static void pass_on(int number, siginfo_t *info, void *context) {
    (void)context;
    if (atomic_load(&has_ended) && (number == SIGINT || number == SIGTERM || number == SIGQUIT || number == SIGHUP)) {
        // Who asks twice does not want to wait. What is not in the trace by then can be recovered.
        if (atomic_fetch_add(&late, 1) == 0) return;
        signal(number, SIG_DFL);
        raise(number);
        return;
    }
    if (info->si_code > 0) return; // from the kernel, for the terminal: the program has it too
    int before = errno;
    pid_t pid = atomic_load(&program);
    if (pid > 0) kill(pid, number);
    else atomic_store(&early, number);
    errno = before;
}

void pl_pass_signals_on(void) {
    static const int numbers[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGWINCH, SIGTSTP, SIGTTIN};
    signal(SIGCHLD, SIG_DFL); // were it ignored, nobody would learn how the program ended
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sigaction old, action = {.sa_sigaction = pass_on, .sa_flags = SA_SIGINFO | SA_RESTART};
        // What was ignored (nohup, a shell's background job) stays so, and the program inherits it.
        if (sigaction(numbers[i], NULL, &old) != 0 || old.sa_handler == SIG_IGN) continue;
        sigaction(numbers[i], &action, NULL);
        if (numbers[i] == SIGTSTP) mirrors_stops = true;
    }
    pthread_sigmask(SIG_SETMASK, &first_mask, NULL);
}

int pl_start(const char *path, char *const arguments[], char *const environment[], pid_t *pid) {
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t changed;
    sigemptyset(&changed);
    if (!ignored_pipe) sigaddset(&changed, SIGPIPE); // ignored by this command alone
    sigaddset(&changed, SIGXFSZ);                    // likewise
    if (ignored_child) signal(SIGCHLD, SIG_IGN);     // inherited; a program does not end as fast as this is undone
    posix_spawnattr_setsigdefault(&attributes, &changed);
    posix_spawnattr_setsigmask(&attributes, &first_mask);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    int failure = posix_spawn(pid, path, NULL, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    signal(SIGCHLD, SIG_DFL);
    if (failure) return failure;
    atomic_store(&program, *pid);
    int number = atomic_exchange(&early, 0);
    if (number) kill(*pid, number);
    return 0;
}

void pl_take_signals(bool take) {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, take ? &first_mask : &all, NULL);
}

int pl_watch(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

bool pl_is_gone(int watch) {
    struct pollfd asked = {.fd = watch, .events = POLLIN};
    return poll(&asked, 1, 0) > 0;
}

static bool has_news(pid_t pid, int what) {
    siginfo_t info = {0};
    return waitid(P_PID, (id_t)pid, &info, what | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid;
}

// The program has stopped for its terminal, as by Ctrl-Z: the shell that waits for this process is to know, and
// both go on together.
static void stop_with_it(pid_t pid) {
    raise(SIGSTOP);
    // A shell lets the whole group go on. Only where this process alone was told to is the program told here: it
    // may have gone on and been stopped again meanwhile, and that stop is to be seen, not undone.
    for (int i = 0; i < 20; i++) {
        if (has_news(pid, WCONTINUED | WSTOPPED | WEXITED)) return;
        usleep(1000);
    }
    kill(pid, SIGCONT);
}

bool pl_has_ended(pid_t pid, int *status, int *signal) {
    int word;
    pid_t found = waitpid(pid, &word, WNOHANG | WUNTRACED);
    if (found == 0 || (found < 0 && errno == EINTR)) return false;
    if (found > 0 && WIFSTOPPED(word)) {
        int by = WSTOPSIG(word);
        if (mirrors_stops && (by == SIGTSTP || by == SIGTTIN || by == SIGTTOU)) stop_with_it(pid);
        return false;
    }
    if (found < 0) word = 1 << 8; // somebody else has waited for it: how it ended is not known
    // Reaped: the number may be another process's from here on.
    atomic_store(&program, 0);
    atomic_store(&has_ended, true);
    *signal = WIFSIGNALED(word) ? WTERMSIG(word) : 0;
    *status = *signal ? 128 + *signal : WEXITSTATUS(word);
    return true;
}

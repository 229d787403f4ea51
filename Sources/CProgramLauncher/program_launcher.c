#include "program_launcher.h"
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
    const char *bytes;
    size_t size;
} file;

static const void *part(file f, uint64_t offset, uint64_t length) {
    return offset <= f.size && length <= f.size - offset && offset % 8 == 0 ? f.bytes + offset : NULL;
}

// Where the file holds what is loaded at an address; the size of the file where it does not.
static uint64_t offset_of(const Elf64_Phdr *parts, size_t n, uint64_t address, size_t size) {
    for (size_t i = 0; i < n; i++)
        if (parts[i].p_type == PT_LOAD && address - parts[i].p_vaddr < parts[i].p_filesz)
            return parts[i].p_offset + (address - parts[i].p_vaddr);
    return size;
}

static bool needs_swift(file f, const Elf64_Phdr *parts, size_t n, const Elf64_Phdr *dynamic) {
    const Elf64_Dyn *entries = part(f, dynamic->p_offset, dynamic->p_filesz);
    if (!entries) return false;
    size_t count = dynamic->p_filesz / sizeof *entries;
    uint64_t names = f.size;
    for (size_t i = 0; i < count; i++)
        if (entries[i].d_tag == DT_STRTAB) names = offset_of(parts, n, entries[i].d_un.d_ptr, f.size);
    static const char library[] = "libswift_Concurrency.";
    for (size_t i = 0; i < count; i++) {
        if (entries[i].d_tag != DT_NEEDED || names >= f.size) continue;
        uint64_t left = f.size - names;
        if (entries[i].d_un.d_val >= left || left - entries[i].d_un.d_val < sizeof library) continue;
        if (!memcmp(f.bytes + names + entries[i].d_un.d_val, library, sizeof library - 1)) return true;
    }
    return false;
}

static pl_kind examine(file f) {
    const Elf64_Ehdr *header = part(f, 0, sizeof *header);
    if (!header || memcmp(header->e_ident, ELFMAG, SELFMAG) || header->e_ident[EI_CLASS] != ELFCLASS64) return PL_NOT_ELF;
#if defined(__x86_64__)
    if (header->e_machine != EM_X86_64) return PL_NOT_ELF;
#elif defined(__aarch64__)
    if (header->e_machine != EM_AARCH64) return PL_NOT_ELF;
#endif
    size_t n = header->e_phnum;
    const Elf64_Phdr *parts = part(f, header->e_phoff, n * sizeof *parts), *interpreter = NULL, *dynamic = NULL;
    if (!parts) return PL_NOT_ELF;
    for (size_t i = 0; i < n; i++) {
        if (parts[i].p_type == PT_INTERP) interpreter = &parts[i];
        if (parts[i].p_type == PT_DYNAMIC) dynamic = &parts[i];
    }
    if (!interpreter || !dynamic) return PL_STATIC;
    return needs_swift(f, parts, n, dynamic) ? PL_TRACEABLE : PL_NO_SWIFT;
}

pl_kind pl_examine(const char *path) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return PL_UNREADABLE;
    struct stat status;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
        close(fd);
        return PL_UNREADABLE;
    }
    file f = {.size = (size_t)status.st_size};
    void *map = f.size ? mmap(NULL, f.size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
    close(fd);
    if (map == MAP_FAILED) return PL_NOT_ELF;
    f.bytes = map;
    pl_kind kind = examine(f);
    munmap(map, f.size);
    return kind == PL_TRACEABLE && status.st_mode & (S_ISUID | S_ISGID) ? PL_PRIVILEGED : kind;
}

// The signal mask that this process was started with. Threads of the task pool, of which the caller may be one,
// block every signal: a program must not inherit that.
static sigset_t first_mask;
__attribute__((constructor)) static void note_mask(void) { sigprocmask(SIG_SETMASK, NULL, &first_mask); }

static _Atomic pid_t program;
static _Atomic int early; // a signal that came before there was a program

static void pass_on(int number, siginfo_t *info, void *context) {
    (void)context;
    if (info->si_code > 0) return; // from the kernel, for the terminal: the program has it too
    int before = errno;
    pid_t pid = atomic_load(&program);
    if (pid > 0) kill(pid, number);
    else atomic_store(&early, number);
    errno = before;
}

void pl_pass_signals_on(void) {
    static const int numbers[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};
    signal(SIGCHLD, SIG_DFL); // were it ignored, nobody would learn how the program ended
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sigaction old, action = {.sa_sigaction = pass_on, .sa_flags = SA_SIGINFO | SA_RESTART};
        // What was ignored (nohup, a shell's background job) stays so, and the program inherits it.
        if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN) sigaction(numbers[i], &action, NULL);
    }
    pthread_sigmask(SIG_SETMASK, &first_mask, NULL);
}

int pl_start(const char *path, char *const arguments[], char *const environment[], pid_t *pid) {
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t changed;
    sigemptyset(&changed);
    sigaddset(&changed, SIGPIPE); // ignored by this command alone
    posix_spawnattr_setsigdefault(&attributes, &changed);
    posix_spawnattr_setsigmask(&attributes, &first_mask);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    int failure = posix_spawn(pid, path, NULL, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    if (failure) return failure;
    atomic_store(&program, *pid);
    int number = atomic_exchange(&early, 0);
    if (number) kill(*pid, number);
    return 0;
}

bool pl_has_ended(pid_t pid, int *status, int *signal) {
    int word;
    pid_t found = waitpid(pid, &word, WNOHANG);
    if (found == 0 || (found < 0 && errno == EINTR)) return false;
    if (found < 0) word = 1 << 8; // somebody else has waited for it: how it ended is not known
    // Reaped: the number may be another process's from here on.
    atomic_store(&program, 0);
    *signal = WIFSIGNALED(word) ? WTERMSIG(word) : 0;
    *status = *signal ? 128 + *signal : WEXITSTATUS(word);
    return true;
}

// The gate before the probe: is this runtime the one that the probe knows? Nothing is taken on trust: the
// exports must be there, one task made and never run must show every offset, and one fake job must be
// announced from the place where jobs run.
#include "probe.h"
#include "runtime.h"
#include "symbol_table.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

tt_runtime runtime = {.wait_group = 1};

static char description[1024] = "not checked";
const char *tt_probe_description(void) { return description; }

static tt_runtime_report report = {.layout_version = -1};
const tt_runtime_report *tt_probe_report(void) { return &report; }

// The checks in the order in which they are made. One that fails ends it: the others are skipped.
enum { HOOKS, LAYOUT, LIBRARY, RUN_SITE, FUNCTIONS, PROPAGATION, WAITS, REASONS, OUTCOMES, CHECKS };
static const char *const names[CHECKS] = {
    [HOOKS] = "hooks", [LAYOUT] = "layout", [LIBRARY] = "library", [RUN_SITE] = "run_site",
    [FUNCTIONS] = "functions", [PROPAGATION] = "propagation", [WAITS] = "waits", [REASONS] = "reasons",
    [OUTCOMES] = "outcomes",
};

static void begin_checks(void) {
    for (int i = 0; i < CHECKS; i++) {
        snprintf(report.checks[i].name, sizeof report.checks[i].name, "%s", names[i]);
        snprintf(report.checks[i].detail, sizeof report.checks[i].detail, "an earlier check has failed");
    }
    report.check_count = CHECKS;
}

__attribute__((format(printf, 3, 4))) static void tell(int check, tt_check_result result, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    report.checks[check].result = result;
    vsnprintf(report.checks[check].detail, sizeof report.checks[check].detail, format, arguments);
    va_end(arguments);
}

static tt_probe_result refuse(int check, tt_probe_result because) {
    snprintf(description, sizeof description, "%s", report.checks[check].detail);
    return because;
}

static struct {
    int32_t relative;
    uint32_t context_size;
} never_executed = {0, 64};

// Answers what is laid out differently, or NULL.
static const char *strange_part(void) {
    static void *kept; // for the life of the process: a leak checker sees that it is meant
    task_and_context made = swift_task_create(0x19, NULL, NULL, &never_executed, NULL);
    const char *t = kept = made.task;
    if (!t) return "none was made";
    // The first context follows the task's header: size of AsyncTask and of a context prefix, to 16.
    size_t header = (size_t)((char *)made.context - t);
    runtime.task_size = header == 0xe0 ? 0xc0 : header == 0xf0 ? 0xd0 : 0;
    if (!runtime.task_size) return "its size";
    report.task_size = (uint32_t)runtime.task_size;
    if (&_swift_concurrency_debug_asyncTaskSize && _swift_concurrency_debug_asyncTaskSize != runtime.task_size)
        return "its size, as the runtime tells it";
    if (task_metadata(t) != runtime.task_metadata) return "its metadata";
    if (!task_id(t) || task_id(t) != (uint32_t)swift_task_getJobTaskId(made.task)) return "its number";
    if (task_resume(t) != runtime.non_future_adapter) return "its resume function";
    if (task_context(t) != (uint64_t)made.context) return "its context";
    if (task_status(t) != 0x19) return "its status";
    if (task_records(t) || task_dependency(t)) return "its records";
    return word_at(made.context, (size_t)-0x18) == (uint64_t)&never_executed ? NULL : "its function";
}

struct search {
    uint64_t code;
    char path[1024];
    uint64_t base;
};

static bool note_module(const st_module *m, void *context) {
    struct search *s = context;
    code_range *span = runtime.part_count == 0 ? &runtime.program : &runtime.libraries;
    if (m->part_count && (!span->high || m->first < span->low)) span->low = m->first;
    if (m->part_count && m->last > span->high) span->high = m->last;
    for (unsigned i = 0; i < m->part_count && runtime.part_count < LOADED_PARTS; i++) {
        runtime.parts[runtime.part_count].range = (code_range){m->parts[i].first, m->parts[i].last};
        runtime.parts[runtime.part_count++].code = (code_range){m->code_first, m->code_last};
    }
    if (s->code >= m->code_first && s->code < m->code_last) {
        runtime.library = runtime.concurrency = (code_range){m->code_first, m->code_last};
        snprintf(s->path, sizeof s->path, "%s", m->path);
        s->base = m->base;
    }
    return true;
}

// In a program that holds the runtime, which lies there in one piece: from the first to the last of these, which are
// nowhere else (as generic functions are) and not in the sections for code that is seldom run.
static bool is_landmark(const char *name) {
    static const char *const prefixes[] = {
        "$sScTss5NeverORszABRs_rlE5yieldyyYaFZ", "$sScTss5NeverORszABRs_rlE5sleep11nanoseconds",
        "swift_taskGroup_", "swift_asyncLet_", "swift_continuation_", "swift_job_run", "swift_task_create",
        "swift_task_enqueue", "swift_task_cancel", "swift_task_isMainExecutorImpl",
    };
    if (strchr(name, '.')) return false; // parts that the compiler has put elsewhere: x.cold.1
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (!strncmp(name, prefixes[i], strlen(prefixes[i]))) return true;
    return false;
}

static int find_symbols(const struct search *module) {
    st_table *table = st_open(module->path);
    if (!table) return 0;
    int found = 0;
    bool is_apart = strstr(module->path, "libswift_Concurrency") != NULL;
    code_range library = {UINT64_MAX, 0};
    for (size_t i = 0; i < st_count(table); i++) {
        st_symbol symbol = st_symbol_at(table, i);
        const char *n = symbol.name;
        code_range r = {module->base + symbol.start, module->base + symbol.end};
        if (!is_apart && is_landmark(n)) {
            if (r.low < library.low) library.low = r.low;
            if (r.high > library.high) library.high = r.high;
        }
        if (!strcmp(n, "swift_task_enqueue")) runtime.enqueue = r, found |= 1;
        else if (!strcmp(n, "swift_task_cancel")) runtime.cancel = r, found |= 2;
        else if (!strcmp(n, "swift_taskGroup_cancelAll")) runtime.cancel_all = r;
        else if (!strcmp(n, "swift_task_escalate")) runtime.escalate = r, found |= 4;
        else if (!strcmp(n, "swift_task_immediate")) runtime.immediate = r, found |= 128;
        else if (!strncmp(n, "$sScT", 5) && strstr(n, "sleep") && strstr(n, "YaK") && n[strlen(n) - 1] == '_') found |= 64;
        else if (n[0] != '_') continue;
        else if (strstr(n, "swift_taskGroup_cancelE")) runtime.group_cancel = r, found |= 8;
        else if (strstr(n, "swift_task_cancelImpl") && strstr(n, "callback_fn")) runtime.cancel_child = r, found |= 16;
        else if (strstr(n, "19DiscardingTaskGroup5offerE")) runtime.offer = r;
        else if (strstr(n, "task_group_wait_resume_adapter")) runtime.wait_group = r.low, found |= 32;
    }
    st_close(table);
    if (!is_apart) runtime.library = library.low < library.high ? library : (code_range){0, 0};
    return found;
}

// Of an exported function whose size is not known: its start, as far as it surely reaches.
static code_range range_of(const char *name, const void *linked) {
    const void *f = dlsym(RTLD_DEFAULT, name);
    if (!f) f = linked;
    return f ? (code_range){(uint64_t)f, (uint64_t)f + 0x100} : (code_range){0, 0};
}

// The type's metadata, where it is linked in.

static struct {
    const void *metadata;
    uint64_t references;
    void *scheduler[2];
    uint32_t flags, id;
    void *voucher, *reserved, *run;
} __attribute__((aligned(16))) fake_job;
static uint64_t learnt;
static void (*acquire_before)(const void *);
static void learn(const void *p) {
    if (p == &fake_job && !learnt) learnt = (uint64_t)__builtin_return_address(0);
    else if (acquire_before) acquire_before(p);
}
__attribute__((swiftasynccall)) static void run_fake_job(void *job) { (void)job; }

static int learn_run_site(void) {
    fake_job.metadata = runtime.job_metadata;
    fake_job.references = 3;
    fake_job.flags = 200; // a kind of job that is no task
    fake_job.run = (void *)run_fake_job;
    acquire_before = _swift_tsan_acquire;
    _swift_tsan_acquire = learn;
    swift_job_run(&fake_job, 0, 0);
    _swift_tsan_acquire = acquire_before;
    runtime.run_site = learnt;
    return learnt && in_range(learnt, runtime.concurrency);
}

static const char *missing_export(void) {
#define NEEDED(symbol) \
    if (!&symbol) return #symbol
    NEEDED(_swift_tsan_acquire);
    NEEDED(_swift_tsan_release);
    NEEDED(swift_job_run);
    NEEDED(swift_task_create);
    NEEDED(swift_task_getJobTaskId);
    NEEDED(_swift_concurrency_debug_asyncTaskMetadata);
    NEEDED(_swift_concurrency_debug_jobMetadata);
#undef NEEDED
    return NULL;
}

static void learn_exports(void) {
    runtime.task_metadata = _swift_concurrency_debug_asyncTaskMetadata;
    runtime.job_metadata = _swift_concurrency_debug_jobMetadata;
    runtime.cancellation_error = dlsym(RTLD_DEFAULT, "$sScEN");
    if (!runtime.cancellation_error) runtime.cancellation_error = cancellation_error; // linked in, not exported
#define ADAPTER(field, symbol) \
    if (&symbol) runtime.field = (uint64_t)symbol
    ADAPTER(future_adapter, _swift_concurrency_debug_future_adapter);
    ADAPTER(non_future_adapter, _swift_concurrency_debug_non_future_adapter);
    ADAPTER(wait_throwing, _swift_concurrency_debug_task_wait_throwing_resume_adapter);
    ADAPTER(wait_future, _swift_concurrency_debug_task_future_wait_resume_adapter);
#undef ADAPTER
    if (&_swift_concurrency_debug_internal_layout_version)
        report.layout_version = (int32_t)_swift_concurrency_debug_internal_layout_version;
}

// What is not vital: without it less is captured.
static void tell_limits(int found) {
    if ((found & 7) == 7) tell(FUNCTIONS, TT_CHECK_PASSED, "enqueue, cancel and escalate were found with their sizes");
    else {
        if (!(found & 1)) runtime.enqueue = range_of("swift_task_enqueue", (void *)swift_task_enqueue);
        if (!(found & 2)) runtime.cancel = range_of("swift_task_cancel", (void *)swift_task_cancel);
        if (!(found & 4)) runtime.escalate = range_of("swift_task_escalate", (void *)swift_task_escalate);
        tell(FUNCTIONS, TT_CHECK_LIMITED, "the sizes of enqueue, cancel or escalate are not known: a wake or a request "
             "to cancel may be missed");
    }
    if ((found & 24) == 24) tell(PROPAGATION, TT_CHECK_PASSED, "the functions that pass a cancel on were found");
    else tell(PROPAGATION, TT_CHECK_LIMITED, "the runtime has no local symbols: cancels passed on to children are "
              "inferred from the child's status, and some may be missed");
    bool waits = runtime.wait_future && runtime.wait_throwing;
    if (waits) tell(WAITS, TT_CHECK_PASSED, "the functions that go on after a wait were found, a group's %s",
                    found & 32 ? "by its name" : "by the chain of contexts");
    else tell(WAITS, TT_CHECK_LIMITED, "the functions that go on after a wait are not known: the place of a wait "
              "may be that of a caller");
    if (found & 64) tell(REASONS, TT_CHECK_PASSED, "the places where Task.sleep and Task.yield go on have names");
    else tell(REASONS, TT_CHECK_LIMITED, "the runtime has no local symbols: a wait for Task.sleep, Task.yield or a "
              "stream may count as one for a continuation%s",
              runtime.library.low ? "" : ", and the tasks by which the runtime sleeps count as the program's");
    if (runtime.cancellation_error) tell(OUTCOMES, TT_CHECK_PASSED, "CancellationError is told from other errors");
    else tell(OUTCOMES, TT_CHECK_LIMITED, "CancellationError was not found: a task that throws it counts as threw");
}

static tt_probe_result check(void) {
    begin_checks();
    const char *missing = missing_export();
    if (missing) {
        tell(HOOKS, TT_CHECK_FAILED, "this Swift runtime does not export what the probe needs: %s", missing);
        return refuse(HOOKS, TT_PROBE_NO_HOOKS);
    }
    tell(HOOKS, TT_CHECK_PASSED, "the runtime exports the pointers that it calls at each hand-over of a task");
    learn_exports();
    const char *strange = strange_part();
    if (strange) {
        tell(LAYOUT, TT_CHECK_FAILED, "a task of this Swift runtime is laid out differently: %s", strange);
        return refuse(LAYOUT, TT_PROBE_LAYOUT);
    }
    tell(LAYOUT, TT_CHECK_PASSED, "a task made for it, and never run, has every field where it is expected");
    void *linked = (void *)swift_job_run, *real = dlsym(RTLD_DEFAULT, "swift_job_run"); // not a stub of ours
    struct search s = {.code = (uint64_t)(real ? real : linked)};
    st_each_module(note_module, &s);
    if (!s.path[0]) {
        tell(LIBRARY, TT_CHECK_FAILED, "the file that holds this Swift runtime was not found");
        return refuse(LIBRARY, TT_PROBE_NO_SITE);
    }
    snprintf(report.library, sizeof report.library, "%s", s.path);
    tell(LIBRARY, TT_CHECK_PASSED, "the file that holds the runtime was found");
    int found = find_symbols(&s);
    if (!(found & 128)) runtime.immediate = range_of("swift_task_immediate", (void *)swift_task_immediate);
    if (!learn_run_site()) {
        tell(RUN_SITE, TT_CHECK_FAILED, "this Swift runtime did not announce the run of a test job");
        return refuse(RUN_SITE, TT_PROBE_NO_SITE);
    }
    tell(RUN_SITE, TT_CHECK_PASSED, "a job made for it was announced when it ran%s",
         acquire_before ? "; ThreadSanitizer listens too, and is told as before" : "");
    tell_limits(found);
    snprintf(description, sizeof description, "%s, layout %d, task size %zu, %s%s", s.path, report.layout_version,
             runtime.task_size,
             (found & 24) == 24 ? "local symbols found" : "no local symbols (propagated cancels are inferred)",
             acquire_before ? ", ThreadSanitizer chained" : "");
    return TT_PROBE_OK;
}

static tt_probe_result result;
static void check_once(void) { result = check(); }

tt_probe_result tt_probe_check(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, check_once);
    return result;
}

bool tt_probe_has_runtime(void) { return swift_job_run != NULL; }

uint32_t tt_runtime_current_task(void) {
    void *t = swift_task_getCurrent ? swift_task_getCurrent() : NULL;
    return t ? (uint32_t)swift_task_getJobTaskId(t) : 0;
}

bool tt_runtime_holds(uint64_t code) { return in_range(code, runtime.library); }

uint32_t tt_runtime_task_of_job(const void *job) {
    return swift_task_getJobTaskId ? (uint32_t)swift_task_getJobTaskId((void *)job) : 0;
}

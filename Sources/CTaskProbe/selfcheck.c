// The gate before the probe: is this runtime the one that the probe knows? Nothing is taken on trust: the
// exports must be there, one task made and never run must show every offset, and one fake job must be
// announced from the place where jobs run.
#include "probe.h"
#include "runtime.h"
#include "symbol_table.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

tt_runtime runtime = {.wait_group = 1};

static char description[1024] = "not checked";
const char *tt_probe_description(void) { return description; }

static struct {
    int32_t relative;
    uint32_t context_size;
} never_executed = {0, 64};

static int layout_is_known(void) {
    if (!swift_task_create || !swift_task_getJobTaskId) return 0;
    static void *kept; // for the life of the process: a leak checker sees that it is meant
    task_and_context made = swift_task_create(0x19, NULL, NULL, &never_executed, NULL);
    const char *t = kept = made.task;
    if (!t) return 0;
    // The first context follows the task's header: size of AsyncTask and of a context prefix, to 16.
    size_t header = (size_t)((char *)made.context - t);
    runtime.task_size = header == 0xe0 ? 0xc0 : header == 0xf0 ? 0xd0 : 0;
    if (!runtime.task_size) return 0;
    if (&_swift_concurrency_debug_asyncTaskSize && _swift_concurrency_debug_asyncTaskSize != runtime.task_size) return 0;
    return task_metadata(t) == runtime.task_metadata && task_id(t) &&
           task_id(t) == (uint32_t)swift_task_getJobTaskId(made.task) &&
           task_resume(t) == runtime.non_future_adapter && task_context(t) == (uint64_t)made.context &&
           task_status(t) == 0x19 && task_records(t) == 0 && task_dependency(t) == 0 &&
           word_at(made.context, (size_t)-0x18) == (uint64_t)&never_executed;
}

struct search {
    uint64_t code;
    char path[1024];
    uint64_t base;
};

static bool note_module(const st_module *m, void *context) {
    struct search *s = context;
    for (unsigned i = 0; i < m->part_count && runtime.part_count < LOADED_PARTS; i++) {
        runtime.parts[runtime.part_count].range = (code_range){m->parts[i].first, m->parts[i].last};
        runtime.parts[runtime.part_count++].code = (code_range){m->code_first, m->code_last};
    }
    if (s->code >= m->code_first && s->code < m->code_last) {
        runtime.concurrency = (code_range){m->code_first, m->code_last};
        snprintf(s->path, sizeof s->path, "%s", m->path);
        s->base = m->base;
    }
    return true;
}

static int find_symbols(const struct search *module) {
    st_table *table = st_open(module->path);
    if (!table) return 0;
    int found = 0;
    const st_symbol *symbols = st_symbols(table);
    for (size_t i = 0; i < st_count(table); i++) {
        const char *n = symbols[i].name;
        code_range r = {module->base + symbols[i].start, module->base + symbols[i].end};
        if (!strcmp(n, "swift_task_enqueue")) runtime.enqueue = r, found |= 1;
        else if (!strcmp(n, "swift_task_cancel")) runtime.cancel = r, found |= 2;
        else if (!strcmp(n, "swift_task_escalate")) runtime.escalate = r, found |= 4;
        else if (n[0] != '_') continue;
        else if (strstr(n, "swift_taskGroup_cancelE")) runtime.group_cancel = r, found |= 8;
        else if (strstr(n, "swift_task_cancelImpl") && strstr(n, "callback_fn")) runtime.cancel_child = r, found |= 16;
        else if (strstr(n, "task_group_wait_resume_adapter")) runtime.wait_group = r.low, found |= 32;
    }
    st_close(table);
    return found;
}

// Of an exported function whose size is not known: its start, as far as it surely reaches.
static code_range range_of(const char *name, const void *linked) {
    const void *f = dlsym(RTLD_DEFAULT, name);
    if (!f) f = linked;
    return f ? (code_range){(uint64_t)f, (uint64_t)f + 0x100} : (code_range){0, 0};
}

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

static tt_probe_result check(void) {
    if (!&_swift_tsan_acquire || !&_swift_tsan_release || !swift_job_run ||
        !&_swift_concurrency_debug_asyncTaskMetadata || !&_swift_concurrency_debug_jobMetadata) {
        snprintf(description, sizeof description, "this Swift runtime does not export the hooks that the probe needs");
        return TT_PROBE_NO_HOOKS;
    }
    runtime.task_metadata = _swift_concurrency_debug_asyncTaskMetadata;
    runtime.job_metadata = _swift_concurrency_debug_jobMetadata;
    runtime.cancellation_error = dlsym(RTLD_DEFAULT, "$sScEN");
#define ADAPTER(field, symbol) \
    if (&symbol) runtime.field = (uint64_t)symbol
    ADAPTER(future_adapter, _swift_concurrency_debug_future_adapter);
    ADAPTER(non_future_adapter, _swift_concurrency_debug_non_future_adapter);
    ADAPTER(wait_throwing, _swift_concurrency_debug_task_wait_throwing_resume_adapter);
    ADAPTER(wait_future, _swift_concurrency_debug_task_future_wait_resume_adapter);
#undef ADAPTER
    if (!layout_is_known()) {
        snprintf(description, sizeof description, "a task of this Swift runtime is laid out differently");
        return TT_PROBE_LAYOUT;
    }
    void *linked = (void *)swift_job_run, *real = dlsym(RTLD_DEFAULT, "swift_job_run"); // not a stub of ours
    struct search s = {.code = (uint64_t)(real ? real : linked)};
    st_each_module(note_module, &s);
    int found = s.path[0] ? find_symbols(&s) : 0;
    if (!(found & 1)) runtime.enqueue = range_of("swift_task_enqueue", (void *)swift_task_enqueue);
    if (!(found & 2)) runtime.cancel = range_of("swift_task_cancel", (void *)swift_task_cancel);
    if (!(found & 4)) runtime.escalate = range_of("swift_task_escalate", (void *)swift_task_escalate);
    if (!s.path[0] || !learn_run_site()) {
        snprintf(description, sizeof description, "this Swift runtime did not announce the run of a test job");
        return TT_PROBE_NO_SITE;
    }
    int version = &_swift_concurrency_debug_internal_layout_version ? (int)_swift_concurrency_debug_internal_layout_version : -1;
    snprintf(description, sizeof description, "%s, layout %d, task size %zu, %s%s", s.path, version, runtime.task_size,
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

uint32_t tt_runtime_current_task(void) {
    void *t = swift_task_getCurrent ? swift_task_getCurrent() : NULL;
    return t ? (uint32_t)swift_task_getJobTaskId(t) : 0;
}

uint32_t tt_runtime_task_of_job(const void *job) {
    return swift_task_getJobTaskId ? (uint32_t)swift_task_getJobTaskId((void *)job) : 0;
}

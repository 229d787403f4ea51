// What is recorded without the runtime's word: by an executor of ours, and of the task that begins to trace.
#include "probe.h"
#include "thread_state.h"

void tt_probe_adopt(uint64_t site) {
    uint32_t id = tt_runtime_current_task();
    tt_thread *s = id ? tt_thread_state() : NULL;
    if (!s) return;
    uint64_t now = tt_ticks();
    s->nesting = 0;
    tt_emit(s, now, TT_TASK_ADOPT, 0, site, id, 0, 0);
    tt_set_task(s, id, now, site);
}

void tt_executor_enqueued(uint32_t task) {
    tt_thread *s;
    if (tt_probe_is_installed() || !tt_is_recording() || !(s = tt_thread_state())) return;
    uint32_t waker = tt_get_task(s);
    // It may have been suspended and made ready before its job has returned: then the suspension is told here.
    if (tt_stop_running(task)) tt_emit(s, tt_ticks(), TT_TASK_SUSPEND, 0, 0, task, 0, 0);
    tt_emit(s, tt_ticks(), TT_TASK_ENQUEUE, 0, 0, task, waker, 0);
}

void tt_executor_begin(uint32_t task) {
    tt_thread *s;
    if (tt_probe_is_installed() || !tt_is_recording() || !(s = tt_thread_state())) return;
    uint64_t now = tt_ticks();
    tt_emit(s, now, TT_TASK_RUN, 0, 0, task, 0, 0);
    tt_push_task(s, task, now, 0);
}

void tt_executor_end(uint32_t task) {
    tt_thread *s;
    if (tt_probe_is_installed() || !tt_is_recording() || !(s = tt_thread_state())) return;
    uint64_t now = tt_ticks(); // before it is known to be over: a wake that sees that comes later
    uint32_t running = task;
    if (atomic_compare_exchange_strong(&s->task, &running, 0)) tt_emit(s, now, TT_TASK_SUSPEND, 0, 0, task, 0, 0);
    tt_pop_task(s, now);
}

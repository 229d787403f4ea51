// The record of a task's creation. Internal to CTaskProbe.
#pragma once
#include "probe.h"
#include "thread_state.h"

/// What is recorded beside the hand-overs.
extern tt_probe_options tt_probe_wants;

/// Records that `parent` makes this task, once.
void tt_created(tt_thread *s, const void *t, uint32_t id, uint32_t status, uint32_t parent);

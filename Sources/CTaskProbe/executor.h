// The executors that tasks hop to. Internal to CTaskProbe.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether this executor was told in this recording already; from now on it was.
bool tt_executor_is_told(uint64_t identity, uint32_t recording);

/// It could not be told after all.
void tt_executor_forget(uint64_t identity);

/// The name of its type with the types around it, into `out`; answers its length, 0 if it cannot be read.
size_t tt_executor_name(uint64_t identity, bool is_actor, char *out, size_t most);

#include "record.h"
#include <stdatomic.h>

bool tt_is_recording(void) { return false; }
void tt_record_object(tt_kind kind, uint8_t detail, uint32_t object, uint64_t code, uint64_t arg) {}
void tt_record_text(tt_kind kind, uint8_t detail, uint32_t task, uint32_t object, uint64_t code, uint64_t arg,
                    const char *first, size_t first_length, const char *second, size_t second_length) {}
void tt_record_task(tt_kind kind, uint8_t detail, uint32_t task, uint32_t other, uint64_t code, uint64_t arg) {}
uint64_t tt_source_site(const char *function, size_t function_length, const char *file, size_t file_length,
                        uint32_t line) { return 0; }
uint32_t tt_next_object(void) {
    static _Atomic uint32_t last;
    return atomic_fetch_add_explicit(&last, 1, memory_order_relaxed) + 1;
}
uint32_t tt_current_task(void) { return 0; }

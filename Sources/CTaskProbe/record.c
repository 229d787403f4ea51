#include "probe.h"
#include "record.h"
#include "thread_state.h"
#include <string.h>

bool tt_recording;

void tt_set_recording(bool on) { __atomic_store_n(&tt_recording, on, __ATOMIC_SEQ_CST); }

__thread uint64_t tt_creation_site;
void tt_set_creation_site(uint64_t code) { tt_creation_site = code; }

// A task that suspends on something that is there already goes on at once, on this thread, and no run is
// announced: then only the runtime knows that it is still here. For calls from the code of tasks alone.
uint32_t tt_running_task(tt_thread *t) {
    uint32_t task = tt_get_task(t);
    if (LIKELY(task != 0 && !t->left) || !tt_probe_is_installed()) return task;
    return tt_surely_running_task(t);
}

uint32_t tt_surely_running_task(tt_thread *t) {
    uint32_t now = tt_runtime_current_task();
    if (now && now != tt_get_task(t)) tt_enter_task(t, now, tt_ticks(), 0);
    if (now) t->left = 0;
    return now;
}

uint32_t tt_current_task(void) {
    return tt_self ? tt_running_task(tt_thread_state()) : 0;
}

uint32_t tt_next_object(void) {
    static _Atomic uint32_t last;
    return atomic_fetch_add_explicit(&last, 1, memory_order_relaxed) + 1;
}

void tt_record_object(tt_kind kind, uint8_t detail, uint32_t object, uint64_t code, uint64_t arg) {
    tt_thread *t;
    if (!tt_is_recording() || !(t = tt_thread_state())) return;
    uint32_t task = tt_running_task(t);
    tt_emit(t, tt_ticks(), kind, detail, code, task, object, arg);
}

void tt_record_task(tt_kind kind, uint8_t detail, uint32_t task, uint32_t other, uint64_t code, uint64_t arg) {
    tt_thread *t;
    if (!tt_is_recording() || !(t = tt_thread_state())) return;
    tt_emit(t, tt_ticks(), kind, detail, code, task, other, arg);
}

enum { TEXT_BYTES = 24, TEXT_MOST = 500 };

size_t tt_text_prefix(const char *text, size_t length, size_t most) {
    if (length <= most) return length;
    // The byte behind the cut is the first that does not belong to a character before it.
    for (size_t cut = most; cut > 0 && most - cut < 4; cut--)
        if ((text[cut] & 0xc0) != 0x80) return cut;
    return most;
}

uint32_t tt_text_records(size_t length) {
    if (length > TEXT_MOST) length = TEXT_MOST;
    return (uint32_t)((length + TEXT_BYTES - 1) / TEXT_BYTES);
}

// Which text in the two highest bits of the detail, which part in the others; its last bytes are zeros.
void tt_fill_text(tt_record *r, unsigned which, const char *text, size_t length) {
    if (length > TEXT_MOST) length = TEXT_MOST;
    for (size_t part = 0; part * TEXT_BYTES < length; part++, r++) {
        char bytes[TEXT_BYTES] = {0};
        size_t left = length - part * TEXT_BYTES;
        memcpy(bytes, text + part * TEXT_BYTES, left < TEXT_BYTES ? left : TEXT_BYTES);
        uint64_t first, last;
        uint32_t task, other;
        memcpy(&first, bytes, 8);
        memcpy(&task, bytes + 8, 4);
        memcpy(&other, bytes + 12, 4);
        memcpy(&last, bytes + 16, 8);
        tt_fill(r, first, TT_TEXT, (uint8_t)(which << 6 | part), 0, task, other, last);
    }
}

bool tt_record_text(tt_kind kind, uint8_t detail, uint32_t task, uint32_t object, uint64_t code, uint64_t arg,
                    const char *first, size_t first_length, const char *second, size_t second_length) {
    tt_thread *t;
    if (!tt_is_recording() || !(t = tt_thread_state())) return false;
    first_length = tt_text_prefix(first, first_length, TEXT_MOST);
    second_length = tt_text_prefix(second, second_length, TEXT_MOST);
    uint32_t n1 = tt_text_records(first_length), n2 = tt_text_records(second_length);
    tt_record *r = tt_reserve(t, 1 + n1 + n2);
    if (!r) return false;
    tt_fill(r, tt_ticks(), kind, detail, code, task, object, arg);
    tt_fill_text(r + 1, 0, first, first_length);
    tt_fill_text(r + 1 + n1, 1, second, second_length);
    tt_publish(t, 1 + n1 + n2);
    return true;
}

// Source sites: an open-addressing table that only grows. A key is the address of the file's name with
// the line: literals stay where they are. `defined` is the recording in which it was last told.
enum { SITES = 1 << 14 };
static struct {
    _Atomic uint64_t key;
    _Atomic uint32_t defined;
} sites[SITES];

uint64_t tt_source_site(const char *function, size_t function_length, const char *file, size_t file_length,
                        uint32_t line) {
    // Mixed well enough that two places do not share a key, and with it a name, by the way their texts lie.
    uint64_t key = (uint64_t)(uintptr_t)file * 0xff51afd7ed558ccdull;
    key = (key ^ key >> 32 ^ (uint64_t)(uintptr_t)function) * 0xc4ceb9fe1a85ec53ull;
    key = (key ^ key >> 32 ^ line) * 0xff51afd7ed558ccdull;
    key ^= key >> 32;
    if (!key) key = 1;
    uint32_t at = (uint32_t)(key * 0x9e3779b97f4a7c15ull >> 50);
    for (uint32_t probes = 0; probes < 64; probes++, at = (at + 1) % SITES) {
        uint64_t found = atomic_load_explicit(&sites[at].key, memory_order_relaxed);
        if (!found && atomic_compare_exchange_strong(&sites[at].key, &found, key)) found = key;
        if (found != key) continue;
        uint64_t code = TT_SOURCE_SITE | (at + 1);
        uint32_t now = atomic_load_explicit(&tt_generation, memory_order_relaxed);
        if (atomic_load_explicit(&sites[at].defined, memory_order_relaxed) == now) return code;
        if (!tt_is_recording()) return code;
        // Two threads may both tell it; the second telling changes nothing. Where there was no room it is told with
        // the next record from there.
        if (tt_record_text(TT_SITE_DEFINE, 0, tt_current_task(), 0, code, line, function, function_length, file,
                           file_length))
            atomic_store_explicit(&sites[at].defined, now, memory_order_relaxed);
        return code;
    }
    return 0;
}

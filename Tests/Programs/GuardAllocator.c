// An allocator whose every block ends at a page that cannot be read, and is gone once it is freed: what reads beyond a
// block, or behind its end of life, is a crash. For LD_PRELOAD.
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

enum { PAGE = 4096, HEADER = 16 };
typedef struct {
    char *mapping;
    size_t length;
} block;

static block *header_of(void *memory) { return (block *)((char *)memory - HEADER); }

static void *allocate(size_t size, size_t alignment) {
    if (alignment < 16) alignment = 16;
    size_t rounded = (size + alignment - 1) / alignment * alignment;
    if (rounded == 0) rounded = alignment;
    size_t length = (rounded + HEADER + alignment + PAGE - 1) / PAGE * PAGE + PAGE;
    char *mapping = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping == MAP_FAILED) {
        errno = ENOMEM;
        return NULL;
    }
    mprotect(mapping + length - PAGE, PAGE, PROT_NONE);
    char *memory = mapping + length - PAGE - rounded;
    *header_of(memory) = (block){mapping, length};
    return memory;
}

void *malloc(size_t size) { return allocate(size, 16); }
void *calloc(size_t count, size_t size) { return allocate(count * size, 16); }
void *memalign(size_t alignment, size_t size) { return allocate(size, alignment); }
void *aligned_alloc(size_t alignment, size_t size) { return allocate(size, alignment); }

int posix_memalign(void **out, size_t alignment, size_t size) {
    *out = allocate(size, alignment);
    return *out ? 0 : ENOMEM;
}

void free(void *memory) {
    if (!memory) return;
    int before = errno;
    munmap(header_of(memory)->mapping, header_of(memory)->length);
    errno = before;
}

size_t malloc_usable_size(void *memory) {
    if (!memory) return 0;
    block *b = header_of(memory);
    return (size_t)(b->mapping + b->length - PAGE - (char *)memory);
}

void *realloc(void *memory, size_t size) {
    void *moved = allocate(size, 16);
    if (!memory || !moved) return moved;
    size_t old = malloc_usable_size(memory);
    memcpy(moved, memory, old < size ? old : size);
    free(memory);
    return moved;
}

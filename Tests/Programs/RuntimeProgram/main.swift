// A program whose tasks are known beforehand, for `Scripts/other-runtimes`: compiles with Swift 6.0 and later, and
// prints what a true trace of it must hold.
import Glibc

struct Failure: Error {}

func rest(_ milliseconds: UInt64) async throws {
    try await Task.sleep(nanoseconds: milliseconds * 1_000_000)
}

func double(_ number: Int) async -> Int {
    await Task.yield()
    return number * 2
}

// 20 children of a group.
await withTaskGroup(of: Void.self) { group in
    for number in 1...20 { group.addTask { try? await rest(UInt64(number % 5)) } }
}
// 2 by async let.
async let first = double(1)
async let second = double(2)
_ = await first + second
// 5 unstructured, 5 detached; one of each throws.
for number in 1...5 {
    let unstructured = Task {
        try await rest(1)
        if number == 5 { throw Failure() }
    }
    _ = await unstructured.result
    let detached = Task.detached {
        await Task.yield()
        if number == 5 { throw Failure() }
    }
    _ = await detached.result
}
// 30 tasks with 4 children each, which wait until they are cancelled: one request to each parent, four passed on.
for _ in 1...30 {
    let parent = Task {
        await withTaskGroup(of: Void.self) { group in
            for _ in 1...4 { group.addTask { try? await rest(60_000) } }
        }
        try Task.checkCancellation()
    }
    try await rest(3)
    parent.cancel()
    _ = await parent.result
}
// One that nobody waits for is cancelled twice: one request, as the second changes nothing.
let idle = Task { try? await rest(60_000) }
try await rest(1)
idle.cancel()
idle.cancel()
await idle.value

print("tasks=183 threw=2 cancelled=30 cancel_requests=151 passed_on=120")

/// Runs `body` between the two, whatever is held: a lock, a permit of a semaphore. It is released however `body` ends.
nonisolated(nonsending) func withHolding<Result>(
    acquire: nonisolated(nonsending) () async throws -> Void, release: () throws -> Void,
    _ body: nonisolated(nonsending) () async throws -> Result
) async throws -> Result {
    try await acquire()
    let result: Result
    do {
        result = try await body()
    } catch {
        // What `body` has to say is more than that it had released it itself.
        try? release()
        throw error
    }
    try release()
    return result
}

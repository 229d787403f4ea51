internal import TraceModel

extension EventLoop {
    /// Waits for `delay`, by the timers of the loop that runs the calling task, or else as `Task.sleep`.
    ///
    /// A delay that is not positive lets everything have its turn that is ready now. Throws a
    /// `CancellationError` if the task is cancelled before the end.
    public nonisolated(nonsending) static func sleep(
        for delay: Duration,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws {
        guard delay > .zero else {
            await Task.yield()
            return try Task.checkCancellation()
        }
        guard let loop = current else { return try await Task.sleep(for: delay) }
        let location = SourceLocation(function, fileID, line)
        try await WaitStorage<Void>([], until: .allCompleted, location).wait(timeout: delay) {
            Recorder.waitBegin(loop.storage.number, reason: .sleep, site: location.site)
        }
    }
}

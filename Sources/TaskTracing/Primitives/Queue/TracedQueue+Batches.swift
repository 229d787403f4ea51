// Many elements at once.
extension TracedQueue {
    /// Takes what is in the queue, at most `limit` elements, as soon as there is one.
    ///
    /// The elements come in the queue's order, and nobody else gets or puts one between them. Throws as
    /// ``get(function:fileID:line:)`` does.
    public nonisolated(nonsending) func get(
        upTo limit: Int,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> [Element] {
        guard limit > 0 else { return [] }
        return try await storage.waitToGet(upTo: limit, Recorder.site(function, fileID, line))
    }

    /// Takes all that is in the queue, as soon as there is something.
    ///
    /// As ``get(upTo:function:fileID:line:)`` without a limit. Those who wait to put come too late for it.
    public nonisolated(nonsending) func getAll(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> [Element] {
        try await storage.waitToGet(upTo: .max, Recorder.site(function, fileID, line))
    }

    /// Takes all that is in the queue, or throws ``QueueEmpty``.
    ///
    /// Throws ``QueueShutDown`` once the queue is shut down and empty.
    public func getAllNowait(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) throws -> [Element] {
        let elements = try storage.get(upTo: .max, Recorder.site(function, fileID, line))
        guard !elements.isEmpty else { throw QueueEmpty() }
        return elements
    }

    /// Puts `elements` into the queue one after the other, each as soon as there is room.
    ///
    /// Others may put between them. When it throws, as ``put(_:function:fileID:line:)`` does, the elements before that one
    /// are put.
    public nonisolated(nonsending) func put(
        contentsOf elements: some Sequence<Element>,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws {
        for element in elements {
            try await put(element, function: function, fileID: fileID, line: line)
        }
    }
}

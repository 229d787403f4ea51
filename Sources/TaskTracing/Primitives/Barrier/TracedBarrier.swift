internal import TraceModel

/// A place where tasks wait for each other: nobody passes before all have come. Seen in the trace.
///
/// ```swift
/// let phase = try TracedBarrier(name: "phase", parties: 3)
/// // in each of three tasks
/// let index = try await phase.wait()
/// if index == 0 { summarize() }
/// ```
///
/// It can be passed any number of times: who comes while those of one round still go on belongs to the next.
public final class TracedBarrier: Sendable {
    /// The barrier's name in traces.
    public let name: String
    private let storage: BarrierStorage

    /// Creates a barrier for `parties` tasks.
    ///
    /// Its name is `Barrier-N` by default. Throws an ``InvalidValueError`` if there are fewer than 1.
    public init(
        name: String? = nil, parties: Int,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) throws(InvalidValueError) {
        guard parties > 0 else { throw InvalidValueError("parties must be > 0") }
        storage = BarrierStorage(parties: parties)
        self.name = name ?? "Barrier-\(storage.number)"
        if Recorder.isRecording {
            Recorder.objectCreated(
                storage.number, kind: .barrier, name: self.name, site: Recorder.site(function, fileID, line))
        }
    }

    /// How many tasks pass together.
    public var parties: Int { storage.parties }

    /// How many tasks wait for the others.
    public var waitingCount: Int { storage.state.waiterCount }

    /// Whether ``abort(function:fileID:line:)`` was called, and no reset since.
    public var isBroken: Bool { storage.state.state == .broken }

    /// Waits until all have come; returns an index from 0 to ``parties`` - 1, another one for each.
    ///
    /// Throws ``BrokenBarrier`` if the barrier is reset or aborted meanwhile, or was aborted before, and a
    /// `CancellationError` if the task is cancelled before it goes on: if the others wait, one more must come.
    @discardableResult
    public nonisolated(nonsending) func wait(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Int {
        try await storage.wait(SourceLocation(function, fileID, line))
    }

    /// Makes the barrier usable as if it were new; those who wait for the others fail.
    public func reset(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) {
        storage.reset(SourceLocation(function, fileID, line))
    }

    /// Breaks the barrier: those who wait fail, and everyone who comes, until a reset.
    public func abort(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) {
        storage.abort(SourceLocation(function, fileID, line))
    }
}

extension TracedBarrier: CustomStringConvertible {
    /// As in `<Barrier name='phase' filling waiters=2/3>`.
    public var description: String {
        let (state, count) = storage.state
        let waiters = state == .broken ? "" : " waiters=\(count)/\(parties)"
        return "<Barrier name='\(name)' \(state.rawValue)\(waiters)>"
    }
}

internal import TraceModel

/// A queue between tasks, whose puts, gets, depth and dwell are seen in the trace.
///
/// ```swift
/// let jobs = TracedQueue<Job>(name: "jobs", maxSize: 10)
/// try await jobs.put(job)       // waits while the queue is full
/// let job = try await jobs.get() // waits while it is empty
/// ```
///
/// Those who wait are served in the order in which they came.
public final class TracedQueue<Element: Sendable>: Sendable {
    /// The queue's name in traces.
    public let name: String
    /// How many elements the queue holds at most; 0 means any number.
    public let maxSize: Int
    private let storage: QueueStorage<Element>

    /// Creates an empty queue.
    ///
    /// It is named `Queue-N` by default, gives the element first that was put first, and holds any number
    /// of them, as it does when `maxSize` is not positive.
    ///
    /// What an element is, a trace does not tell; with `describingItems` it keeps what that says of each element that
    /// is put (its first 500 bytes). It is called in `put` while tracing is on, and never else.
    public init(
        name: String? = nil, order: Order = .firstInFirstOut, maxSize: Int = 0,
        describingItems: (@Sendable (Element) -> String)? = nil,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) {
        self.maxSize = max(0, maxSize)
        storage =
            switch order.kind {
            case .firstInFirstOut: QueueStorage(.ring(RingBuffer()), maxSize: maxSize, describingItems)
            case .lastInFirstOut: QueueStorage(.stack([]), maxSize: maxSize, describingItems)
            case .lowestFirst(let precedes):
                QueueStorage(
                    .heap(BinaryHeap { Self.precedes($0, $1, by: precedes) }), maxSize: maxSize,
                    describingItems)
            }
        self.name = name ?? "Queue-\(storage.number)"
        if Recorder.isRecording {
            Recorder.objectCreated(
                storage.number, kind: .queue, name: self.name, site: Recorder.site(function, fileID, line))
        }
    }

    private static func precedes(
        _ left: QueueEntry<Element>, _ right: QueueEntry<Element>, by precedes: (Element, Element) -> Bool
    ) -> Bool {
        if precedes(left.element, right.element) { return true }
        return !precedes(right.element, left.element) && left.number < right.number
    }

    /// The number of elements in the queue.
    public var count: Int { storage.count }

    /// Whether the queue holds no element.
    public var isEmpty: Bool { storage.count == 0 }

    /// Whether the queue holds ``maxSize`` elements.
    public var isFull: Bool { storage.isFull }

    /// Puts `element` into the queue, as soon as there is room.
    ///
    /// Throws a `CancellationError` if the task is cancelled while it waits: the element is not put. Throws
    /// ``QueueShutDown`` after ``shutDown(immediately:)``.
    public nonisolated(nonsending) func put(
        _ element: Element,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws {
        let location = SourceLocation(function, fileID, line)
        if try storage.put(element, location) { return }
        try await storage.waitToPut(element, location)
    }

    /// Puts `element` into the queue, or throws ``QueueFull``.
    ///
    /// Throws ``QueueShutDown`` after ``shutDown(immediately:)``.
    public func putNowait(
        _ element: Element,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) throws {
        guard try storage.put(element, SourceLocation(function, fileID, line)) else { throw QueueFull() }
    }

    /// Takes the next element out of the queue, as soon as there is one.
    ///
    /// Throws a `CancellationError` if the task is cancelled while it waits: no element is lost. Throws
    /// ``QueueShutDown`` once the queue is shut down and empty.
    public nonisolated(nonsending) func get(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Element {
        let location = SourceLocation(function, fileID, line)
        if let element = try storage.get(location) { return element }
        return try await storage.waitToGet(location)
    }

    /// Takes the next element out of the queue, or throws ``QueueEmpty``.
    ///
    /// Throws ``QueueShutDown`` once the queue is shut down and empty.
    public func getNowait(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) throws -> Element {
        guard let element = try storage.get(SourceLocation(function, fileID, line)) else {
            throw QueueEmpty()
        }
        return element
    }

    /// Tells that the work on an element that was got is finished.
    ///
    /// Throws ``TaskDoneTooOften`` when called more often than elements were put.
    public func taskDone() throws(TaskDoneTooOften) {
        try storage.taskDone()
    }

    /// Waits until ``taskDone()`` was called for every element put.
    ///
    /// Throws a `CancellationError` if the task is cancelled while it waits.
    public nonisolated(nonsending) func join(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws {
        try await storage.join(SourceLocation(function, fileID, line))
    }

    /// Refuses all puts from now on, and all gets once the queue is empty, also of those who wait.
    ///
    /// With `immediately`, what is in the queue is dropped, as if it had been worked on.
    public func shutDown(immediately: Bool = false) {
        storage.shutDown(immediately: immediately)
    }
}

extension TracedQueue: CustomStringConvertible {
    /// As in `<Queue name='jobs' count=3 maxSize=10>`.
    public var description: String {
        "<Queue name='\(name)' count=\(count)\(maxSize > 0 ? " maxSize=\(maxSize)" : "")>"
    }
}

/// A queue between tasks, whose puts, gets, depth and dwell are seen in the trace.
///
/// ```swift
/// let jobs = TracedQueue<Job>(name: "jobs", maxSize: 10)
/// try await jobs.put(job)       // waits while the queue is full
/// let job = try await jobs.get() // waits while it is empty
/// ```
///
/// Those who wait are woken in the order in which they came: each put wakes one who waits to get, each get one who waits to
/// put. As in asyncio, a woken task takes what is there when it runs, so the queue's ``count`` and its order are the same
/// whether someone waits or not.
///
/// A queue is a sequence as well, which ends when the queue was shut down and is empty:
///
/// ```swift
/// for try await job in jobs { await work(on: job) }
/// ```
public final class TracedQueue<Element: Sendable>: Sendable {
    /// The queue's name in traces.
    public let name: String
    /// How many elements the queue holds at most; 0 means any number.
    public let maxSize: Int
    let storage: QueueStorage<Element>

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
        self.maxSize = Swift.max(0, maxSize)
        storage = QueueStorage(order, maxSize: maxSize, describingItems)
        self.name = name ?? "Queue-\(storage.number)"
        if Recorder.isRecording { storage.recordCreation(self.name, Recorder.site(function, fileID, line)) }
    }

    /// The number of elements in the queue.
    public var count: Int { storage.count }

    /// Whether the queue holds no element.
    public var isEmpty: Bool { count == 0 }

    /// Whether the queue holds ``maxSize`` elements.
    public var isFull: Bool { storage.isFull }

    /// Whether ``shutDown(immediately:function:fileID:line:)`` was called.
    public var isShutDown: Bool { storage.isShutDown }

    /// Puts `element` into the queue, as soon as there is room.
    ///
    /// Throws a `CancellationError` if the task is cancelled while it waits: the element is not put. Throws
    /// ``QueueShutDown`` after ``shutDown(immediately:function:fileID:line:)``.
    public nonisolated(nonsending) func put(
        _ element: Element,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws {
        let site = Recorder.site(function, fileID, line)
        let text = storage.text(of: element)
        if try storage.put(element, site, text) { return }
        try await storage.waitToPut(element, site, text)
    }

    /// Puts `element` into the queue, or throws ``QueueFull``.
    ///
    /// Throws ``QueueShutDown`` after ``shutDown(immediately:function:fileID:line:)``.
    public func putNowait(
        _ element: Element,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) throws {
        let site = Recorder.site(function, fileID, line)
        guard try storage.put(element, site, storage.text(of: element)) else { throw QueueFull() }
    }

    /// Takes the next element out of the queue, as soon as there is one.
    ///
    /// Throws a `CancellationError` if the task is cancelled while it waits: no element is lost. Throws
    /// ``QueueShutDown`` once the queue is shut down and empty.
    public nonisolated(nonsending) func get(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Element {
        let site = Recorder.site(function, fileID, line)
        if let element = try storage.get(site) { return element }
        return try await storage.waitToGet(site)
    }

    /// Takes the next element out of the queue, or throws ``QueueEmpty``.
    ///
    /// Throws ``QueueShutDown`` once the queue is shut down and empty.
    public func getNowait(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) throws -> Element {
        guard let element = try storage.get(Recorder.site(function, fileID, line)) else {
            throw QueueEmpty()
        }
        return element
    }

    /// Tells that the work on an element that was got is finished.
    ///
    /// Throws ``TaskDoneTooOften`` when called more often than elements were put.
    public func taskDone(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) throws(TaskDoneTooOften) {
        try storage.taskDone(Recorder.site(function, fileID, line))
    }

    /// Waits until ``taskDone(function:fileID:line:)`` was called for every element put; does not suspend if it was.
    ///
    /// Throws a `CancellationError` if the task is cancelled while it waits.
    public nonisolated(nonsending) func join(
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws {
        guard storage.unfinished > 0 else { return }
        try await storage.join(Recorder.site(function, fileID, line))
    }

    /// Refuses all puts from now on, and all gets once the queue is empty, also of those who wait.
    ///
    /// With `immediately`, what is in the queue is dropped, as if it had been worked on. A second call can drop what the
    /// first has left, and does nothing else.
    public func shutDown(
        immediately: Bool = false,
        function: StaticString = #function, fileID: StaticString = #fileID, line: UInt = #line
    ) {
        storage.shutDown(immediately: immediately, Recorder.site(function, fileID, line))
    }
}

/// What a program knows of one wait of a task, or of several in a row for the same thing.
struct ExpectedWait: Sendable {
    /// Who ended a wait.
    enum Waker: Hashable, Sendable {
        /// This task.
        case task(TaskTruth.ID)
        /// A thread, while it ran no task.
        case thread
        /// Nobody: the task itself goes on elsewhere.
        case nobody
    }

    var reason: String
    /// How many there are at least: 1 where the task has surely suspended.
    var least: Int
    var most: Int
    var wakers: Set<Waker>
    /// Whether the task's own cancellation ends it too.
    var endsWhenCancelled = false

    init(_ reason: String, _ count: ClosedRange<Int>, by wakers: Set<Waker>, endsWhenCancelled: Bool = false)
    {
        self.reason = reason
        (least, most) = (count.lowerBound, count.upperBound)
        self.wakers = wakers
        self.endsWhenCancelled = endsWhenCancelled
    }

    /// The task changes executors: it waits until the other runs it.
    static func hop(_ count: ClosedRange<Int>) -> ExpectedWait { ExpectedWait("actor", count, by: [.nobody]) }
}

extension ExpectedWait: CustomStringConvertible {
    var description: String {
        let count = least == most ? "\(least)" : "\(least)...\(most)"
        return "\(reason) × \(count) by \(wakers.map { "\($0)" }.sorted().joined(separator: " or "))"
    }
}

extension ExpectedWait.Waker: CustomStringConvertible {
    var description: String {
        switch self {
        case .task(let id): "#\(id)"
        case .thread: "a thread"
        case .nobody: "nobody"
        }
    }
}

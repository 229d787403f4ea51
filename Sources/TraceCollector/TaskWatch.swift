/// Since when tasks are ready, or cancelled: finds those that get no thread or do not end, while that lasts.
///
/// Pure. Looks at everything that is recorded, so it costs little and always the same: a table of fixed size, of which a
/// task has the place that its number gives it. Where more tasks live than it has places, the one that did something
/// last has it, and something may go unseen.
struct TaskWatch {
    /// How long is too long, in the clock's ticks.
    struct Limits: Equatable {
        var ready: UInt64
        var cancelled: UInt64
    }

    enum Finding: Equatable {
        case starvation
        case slowCancellation

        var reason: String {
            switch self {
            case .starvation: "finding: a task that got no thread"
            case .slowCancellation: "finding: a task that goes on after its cancellation"
            }
        }
    }

    private enum State: UInt8 { case other, ready, waiting }

    private struct Entry {
        var task: UInt32 = 0
        var state = State.other
        var isTold = false
        var isCancelled = false
        var readySince: UInt64 = 0
        var cancelledSince: UInt64 = 0
    }

    private static let places = 8192
    private var entries = [Entry](repeating: Entry(), count: places)
    private var nextLook: UInt64 = 0

    private static func place(_ task: UInt32) -> Int { Int(task) & (places - 1) }

    mutating func created(_ task: UInt32, at ticks: UInt64) {
        entries[Self.place(task)] = Entry(task: task, state: .ready, readySince: ticks)
    }

    /// Of one that is not known it cannot be said that it waited: the runtime makes its own helpers ready long before.
    mutating func woken(_ task: UInt32, at ticks: UInt64) {
        let place = Self.place(task)
        guard entries[place].task == task, entries[place].state == .waiting else { return }
        entries[place].state = .ready
        entries[place].readySince = ticks
    }

    mutating func ran(_ task: UInt32, at ticks: UInt64, _ limits: Limits) -> Finding? {
        let place = Self.place(task)
        guard entries[place].task == task else {
            entries[place] = Entry(task: task)
            return nil
        }
        let isLate = entries[place].state == .ready && isOver(limits.ready, entries[place].readySince, ticks)
        entries[place].state = .other
        entries[place].isTold = false
        return isLate ? .starvation : nil
    }

    mutating func suspended(_ task: UInt32) {
        let place = Self.place(task)
        if entries[place].task == task { entries[place].state = .waiting }
    }

    /// One that is over may be cancelled all the same.
    mutating func cancelled(_ task: UInt32, at ticks: UInt64) {
        let place = Self.place(task)
        guard entries[place].task == task, !entries[place].isCancelled else { return }
        entries[place].isCancelled = true
        entries[place].cancelledSince = ticks
    }

    mutating func ended(_ task: UInt32, at ticks: UInt64, _ limits: Limits) -> Finding? {
        let place = Self.place(task)
        guard entries[place].task == task else { return nil }
        let isLate =
            entries[place].isCancelled && entries[place].cancelledSince != .max
            && isOver(limits.cancelled, entries[place].cancelledSince, ticks)
        entries[place] = Entry()
        return isLate ? .slowCancellation : nil
    }

    /// What lasts too long by now; each is told once. Looks when half of the shorter limit has passed.
    mutating func look(at now: UInt64, _ limits: Limits) -> [Finding] {
        guard now >= nextLook else { return [] }
        nextLook = now &+ min(limits.ready, limits.cancelled) / 2
        var found: [Finding] = []
        for place in entries.indices where entries[place].task != 0 {
            let entry = entries[place]
            if entry.state == .ready, !entry.isTold, isOver(limits.ready, entry.readySince, now) {
                entries[place].isTold = true
                found.append(.starvation)
            }
            if entry.isCancelled, entry.cancelledSince != .max,
                isOver(limits.cancelled, entry.cancelledSince, now)
            {
                entries[place].cancelledSince = .max
                found.append(.slowCancellation)
            }
        }
        return found
    }

    private func isOver(_ limit: UInt64, _ since: UInt64, _ now: UInt64) -> Bool {
        now > since && now - since >= limit
    }
}

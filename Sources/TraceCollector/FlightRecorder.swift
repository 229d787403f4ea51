/// When a flight recorder keeps details, and of which time.
///
/// Pure: times are nanoseconds since the start of the trace. What was recorded stays in the segments for a while, and
/// is then taken in without its details; when something happens that one would want to look into, what is still there
/// and what follows is taken in with them.
package struct FlightRecorder {
    package struct Limits: Sendable, Hashable {
        /// How long records stay in the segments; nil: as long as there is room.
        package var nanoseconds: Int64?
        /// How many segments may be filled.
        package var segments: Int
        /// How much is kept of what was before; nil: all that is there.
        package var before: Int64?
        /// And of what comes after.
        package var after: Int64 = 5_000_000_000

        package init(nanoseconds: Int64?, segments: Int) {
            (self.nanoseconds, self.segments) = (nanoseconds, segments)
        }
    }

    struct Window: Equatable {
        var first: Int64
        var until: Int64
        var reason: String
        /// Whether anything of it was taken in.
        var isOpen = false
    }

    /// What is to be taken in next: up to when, and whether with its details.
    struct Step: Equatable {
        var until: Int64
        var isKept: Bool
        /// Not more than a little at a time, for it is only to make room.
        var isForRoom = false
    }

    enum Action: Equatable {
        case none
        case opened(Window)
        case closed(Window)
    }

    let limits: Limits
    private(set) var window: Window?
    /// Up to when everything was taken in.
    private(set) var takenUntil: Int64

    init(_ limits: Limits, takenUntil: Int64 = 0) {
        (self.limits, self.takenUntil) = (limits, takenUntil)
    }

    /// Something happened.
    ///
    /// - Returns: whether a window begins with it; else the one that there is lasts longer.
    mutating func trigger(_ reason: String, at now: Int64) -> Bool {
        if var running = window {
            running.until = max(running.until, now &+ limits.after)
            window = running
            return false
        }
        let first = limits.before.map { max(takenUntil, now &- $0) } ?? takenUntil
        window = Window(first: first, until: now &+ limits.after, reason: reason)
        return true
    }

    /// The recording ends: what is there is kept, up to its end.
    mutating func keepTheRest(_ reason: String, at now: Int64, all: Bool = false) {
        _ = trigger(reason, at: now)
        guard var last = window else { return }
        if all && !last.isOpen { last.first = takenUntil }
        last.until = .max
        window = last
    }

    /// Where `filled` segments wait.
    func next(at now: Int64, filled: Int) -> Step {
        guard let window else {
            if filled > limits.segments { return Step(until: now, isKept: false, isForRoom: true) }
            return Step(until: limits.nanoseconds.map { now &- $0 } ?? .min, isKept: false)
        }
        if takenUntil < window.first { return Step(until: window.first, isKept: false) }
        return Step(until: min(now, window.until), isKept: true)
    }

    /// A step begins.
    mutating func begin(_ step: Step) -> Action {
        guard step.isKept, var opened = window, !opened.isOpen else { return .none }
        opened.isOpen = true
        opened.first = max(opened.first, takenUntil)
        window = opened
        return .opened(opened)
    }

    /// A step has come so far.
    mutating func taken(until time: Int64) -> Action {
        takenUntil = max(takenUntil, time)
        guard let done = window, done.isOpen, takenUntil >= done.until else { return .none }
        window = nil
        return .closed(done)
    }
}

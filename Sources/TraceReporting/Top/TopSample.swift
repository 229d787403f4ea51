/// What the tasks of a program did in a short stretch of time that has just gone by.
package struct TopSample: Sendable {
    /// How the time of a task, or of all tasks of a name, was spent.
    package struct Shares: Sendable, Hashable {
        package var run: Int64 = 0
        package var ready: Int64 = 0
        package var wait: Int64 = 0
        package var steps: Int64 = 0

        mutating func add(_ other: Shares) {
            run = run.clampedAdding(other.run)
            ready = ready.clampedAdding(other.ready)
            wait = wait.clampedAdding(other.wait)
            steps = steps.clampedAdding(other.steps)
        }
    }

    package enum State: String, Sendable, CaseIterable {
        case created, ready, running, waiting, ended
    }

    package struct Task: Sendable {
        package let id: Int64
        package let name: String
        package let state: State
        package let since: Int64?
        package let shares: Shares
        /// What it waits for, in words, and where.
        package let target: String
        package let place: String
    }

    package struct Queue: Sendable {
        package let name: String
        package let depth, puts, gets: Int64
    }

    package let program: String
    package let pid: Int64?
    package let processes: Int64
    /// live, closed, recovered or cut off.
    package let state: String
    /// The end of the stretch, and how long it is.
    package let at: Int64
    package let window: Int64
    package let lost: Int64
    package let lossReasons: String
    package let tasks: [Task]
    package let queues: [Queue]

    /// How many tasks are in a state.
    package func count(_ state: State) -> Int { tasks.count { $0.state == state } }

    /// A part of the stretch as a percentage: of all threads together, more than 100 where several ran.
    package func percent(_ nanoseconds: Int64) -> Double {
        Double(nanoseconds) * 100 / Double(max(window, 1))
    }

    /// How often in a second.
    package func rate(_ count: Int64) -> Double { Double(count) * 1e9 / Double(max(window, 1)) }
}

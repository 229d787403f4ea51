import Synchronization

/// What tasks did with a lock or semaphore, and whether there is an order in which it could have been done one
/// after the other.
///
/// Each operation takes place at one moment between its beginning and its end; a lock is a semaphore with one
/// permit.
struct PermitHistory {
    enum Action {
        case take
        case give
        /// So many permits were free.
        case read(Int)
        /// Cancelled: has taken nothing, or has given back at once what it took.
        case cancelledTake
    }

    struct Operation {
        let action: Action
        let began: Int
        let ended: Int
    }

    let permits: Int
    var operations: [Operation]

    /// Looks for an order, by trying all that the times allow.
    var isLinearizable: Bool {
        var seen: Set<[UInt8]> = []
        return search(Array(repeating: 0, count: operations.count), free: permits, &seen)
    }

    /// `progress` tells of each operation whether it is not yet done (0), half done (1) or done (2).
    private func search(_ progress: [UInt8], free: Int, _ seen: inout Set<[UInt8]>) -> Bool {
        guard seen.insert(progress).inserted else { return false }
        let pending = operations.indices.filter { progress[$0] < 2 }
        guard let firstEnd = pending.map({ operations[$0].ended }).min() else { return true }
        for index in pending where operations[index].began < firstEnd {
            for (step, change) in steps(operations[index].action, progress[index], free: free) {
                var next = progress
                next[index] = step
                if search(next, free: free + change, &seen) { return true }
            }
        }
        return false
    }

    /// What an operation may do next, and what that does to the free permits.
    private func steps(_ action: Action, _ progress: UInt8, free: Int) -> [(UInt8, Int)] {
        switch action {
        case .take: free > 0 ? [(2, -1)] : []
        case .give: [(2, 1)]
        case .read(let count): free == count ? [(2, 0)] : []
        case .cancelledTake where progress == 1: [(2, 1)]
        case .cancelledTake: free > 0 ? [(2, 0), (1, -1)] : [(2, 0)]
        }
    }
}

/// Takes down the operations of many tasks.
final class PermitHistoryRecorder: Sendable {
    private let clock = Atomic(0)
    private let operations = Mutex<[PermitHistory.Operation]>([])

    func history(permits: Int) -> PermitHistory {
        PermitHistory(permits: permits, operations: operations.withLock { $0 }.sorted { $0.began < $1.began })
    }

    /// Takes a permit by `body`; false if it was cancelled.
    func take(_ body: () async throws -> Void) async -> Bool {
        let began = tick()
        do {
            try await body()
            add(.take, since: began)
            return true
        } catch {
            add(.cancelledTake, since: began)
            return false
        }
    }

    func give(_ body: () throws -> Void) rethrows {
        let began = tick()
        try body()
        add(.give, since: began)
    }

    func read(_ body: () -> Int) {
        let began = tick()
        let count = body()
        add(.read(count), since: began)
    }

    private func tick() -> Int {
        clock.add(1, ordering: .sequentiallyConsistent).newValue
    }

    private func add(_ action: PermitHistory.Action, since began: Int) {
        let ended = tick()
        operations.withLock {
            $0.append(PermitHistory.Operation(action: action, began: began, ended: ended))
        }
    }
}

/// Tasks that cancel each other.
final class Crowd: Sendable {
    private let tasks = Mutex<[Task<Void, any Error>]>([])

    /// Starts a task of the crowd, which is told its place in it.
    func start(_ body: @escaping @Sendable (Int) async throws -> Void) {
        tasks.withLock { tasks in
            let place = tasks.count
            tasks.append(Task.detached { try await body(place) })
        }
    }

    /// Cancels the task at `place`, if there is one.
    func cancel(_ place: Int) {
        let task = tasks.withLock { $0.indices.contains(place) ? $0[place] : nil }
        task?.cancel()
    }

    /// Waits for all; returns how many were not cancelled.
    func finish() async -> Int {
        var finished = 0
        for task in tasks.withLock({ $0 }) {
            if case .success = await task.result { finished += 1 }
        }
        return finished
    }
}

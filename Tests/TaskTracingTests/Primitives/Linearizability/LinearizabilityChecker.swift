import Synchronization

/// An object as one task alone would see it.
protocol SequentialModel: Hashable {
    associatedtype Operation

    /// Does the operation; false if it cannot have had its outcome now.
    mutating func apply(_ operation: Operation) -> Bool
}

/// What has been done of a history, and what that made of the object.
private struct Position<Model: SequentialModel>: Hashable {
    var done: UInt64
    var model: Model
}

/// The operations of many tasks on one object, each with the moments between which it took place.
struct History<Operation: Sendable>: Sendable {
    struct Entry: Sendable {
        let operation: Operation
        let invoked: Int
        let returned: Int
    }

    var entries: [Entry] = []

    /// Whether the operations can have happened one after the other, each within its time.
    ///
    /// Tries all orders that time allows (Wing and Gong), none from the same state twice (Lowe). For 64 operations at most.
    func isLinearizable<Model: SequentialModel>(_ initial: Model) -> Bool where Model.Operation == Operation {
        precondition(entries.count <= 64)
        let all = entries.isEmpty ? 0 : UInt64.max >> (64 - UInt64(entries.count))
        var visited: Set<Position<Model>> = []
        var open = [Position(done: 0, model: initial)]
        while let position = open.popLast() {
            if position.done == all { return true }
            guard visited.insert(position).inserted else { continue }
            let left = entries.indices.filter { position.done & 1 << UInt64($0) == 0 }
            // What began after another has ended comes after it.
            let firstReturn = left.map { entries[$0].returned }.min() ?? 0
            for index in left where entries[index].invoked < firstReturn {
                var next = position
                next.done |= 1 << UInt64(index)
                if next.model.apply(entries[index].operation) { open.append(next) }
            }
        }
        return false
    }
}

/// Writes down what tasks do, in moments that follow each other.
final class HistoryRecorder<Operation: Sendable>: Sendable {
    private let moment = Atomic<Int>(0)
    private let history = Mutex(History<Operation>())

    var all: History<Operation> { history.withLock { $0 } }

    /// Records what `body` says it has done; nothing if it has had no effect.
    nonisolated(nonsending) func record(_ body: () async -> Operation?) async {
        let invoked = next()
        let operation = await body()
        let returned = next()
        guard let operation else { return }
        history.withLock {
            $0.entries.append(.init(operation: operation, invoked: invoked, returned: returned))
        }
    }

    private func next() -> Int {
        moment.add(1, ordering: .sequentiallyConsistent).newValue
    }
}

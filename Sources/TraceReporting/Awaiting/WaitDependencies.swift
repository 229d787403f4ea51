/// Which tasks can go on only when others do; finds those that never will.
///
/// Each waits for one thing, and for that to happen any one of some tasks must go on. Where it is not known who they are, it is
/// taken that it may go on.
package struct WaitDependencies {
    private var needs: [Int64: [Int64]] = [:]

    package init() {}

    /// `task` goes on when one of these has.
    package mutating func add(_ task: Int64, needs others: [Int64]) {
        guard !others.isEmpty else { return }
        needs[task] = Array(Set(others)).sorted()
    }

    /// The tasks none of which can go on before another of them has: the largest such set.
    package var stuck: Set<Int64> {
        var stuck = Set(needs.keys)
        var waiters: [Int64: [Int64]] = [:]
        var free: [Int64] = []
        for (task, others) in needs {
            for other in others {
                waiters[other, default: []].append(task)
                if needs[other] == nil { free.append(other) }
            }
        }
        // Whoever may go on frees all who wait for him.
        while let task = free.popLast() {
            for waiter in waiters[task] ?? [] where stuck.remove(waiter) != nil { free.append(waiter) }
        }
        return stuck
    }

    /// The circles among them, each as the tasks in the order in which one waits for the next.
    package var cycles: [[Int64]] {
        let stuck = stuck
        guard !stuck.isEmpty else { return [] }
        var awaiters: [Int64: [AwaitGraph.Awaiter]] = [:]
        for task in stuck.sorted() {
            for other in needs[task] ?? [] {
                awaiters[other, default: []].append(AwaitGraph.Awaiter(task, []))
            }
        }
        let graph = AwaitGraph(stuck.sorted().map { AwaitGraph.Node($0, "", awaitedBy: awaiters[$0] ?? []) })
        return graph.cycles.map { Array($0.dropLast()) }
    }
}

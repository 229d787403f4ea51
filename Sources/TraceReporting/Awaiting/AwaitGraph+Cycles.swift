extension AwaitGraph {
    /// The ways from a node back to itself, each once: none of them will ever go on by itself.
    ///
    /// Found by depth-first search along "is awaited by": each cycle that closes at a node of the way that is being
    /// gone. Where cycles share nodes, as many are told as are needed to break all.
    package var cycles: [[Int64]] {
        var cycles: [[Int64]] = []
        var seen: Set<Int64> = []
        for start in nodes where !seen.contains(start.id) {
            // Not by recursion: chains of tasks can be longer than a stack is deep.
            var way: [Int64] = [start.id]
            var positions = [start.id: 0]
            var pending = [start.awaitedBy[...]]
            seen.insert(start.id)
            while let last = pending.indices.last {
                guard let awaiter = pending[last].popFirst() else {
                    pending.removeLast()
                    positions[way.removeLast()] = nil
                    continue
                }
                if let position = positions[awaiter.node] {
                    cycles.append([way[position]] + way[position...].reversed())
                } else if seen.insert(awaiter.node).inserted, let node = node(awaiter.node) {
                    positions[node.id] = way.count
                    way.append(node.id)
                    pending.append(node.awaitedBy[...])
                }
            }
        }
        return cycles
    }

    /// The cycles in names: `cycle: a → b → a`.
    package var cycleLines: [String] {
        cycles.map { cycle in
            "cycle: " + cycle.map { node($0)?.name ?? "?" }.joined(separator: " → ")
        }
    }
}

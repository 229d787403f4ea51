/// The tasks of a moment as a table: a line for each task and each that awaits it.
package struct AwaitTable {
    package struct Row: Sendable, Hashable {
        package let task: Int64
        package let name: String
        package let note: String
        /// The functions by which the awaiter came to await it, innermost first.
        package let chain: String
        package let awaiterName: String
        package let awaiter: Int64?
    }

    private let graph: AwaitGraph

    package init(_ graph: AwaitGraph) {
        self.graph = graph
    }

    package var rows: [Row] {
        graph.nodes.filter { $0.kind == .task }.flatMap { node in
            guard !node.awaitedBy.isEmpty else {
                return [
                    Row(
                        task: node.id, name: node.name, note: node.note, chain: "", awaiterName: "",
                        awaiter: nil)
                ]
            }
            return node.awaitedBy.map { awaiter in
                Row(
                    task: node.id, name: node.name, note: node.note,
                    chain: awaiter.frames.map(\.function).joined(separator: " -> "),
                    awaiterName: graph.node(awaiter.node)?.name ?? "(unknown)", awaiter: awaiter.node)
            }
        }
    }
}

/// Who awaits whom: the tasks of one moment, and what they wait for.
package struct AwaitGraph: Sendable, Hashable {
    /// A function on the way from a task to what it awaits.
    package struct Frame: Sendable, Hashable {
        package let function: String
        /// The place of the await, as in `Orders.swift:12`.
        package let place: String?

        package init(_ function: String, _ place: String? = nil) {
            self.function = function
            self.place = place
        }

        package var text: String { place.map { "\(function) \($0)" } ?? function }
    }

    /// One that awaits.
    package struct Awaiter: Sendable, Hashable {
        package let node: Int64
        /// Innermost first: the function that awaits, and those that await it.
        package let frames: [Frame]

        package init(_ node: Int64, _ frames: [Frame] = []) {
            self.node = node
            self.frames = frames
        }
    }

    /// A task, or an object that tasks wait for.
    package struct Node: Sendable, Hashable {
        package enum Kind: String, Sendable, Hashable {
            case task = "T"
            case object = "O"
        }

        package let id: Int64
        package let kind: Kind
        package let name: String
        /// What it is doing, in a few words.
        package let note: String
        package let awaitedBy: [Awaiter]

        package init(
            _ id: Int64, _ name: String, kind: Kind = .task, note: String = "", awaitedBy: [Awaiter] = []
        ) {
            self.id = id
            self.kind = kind
            self.name = name
            self.note = note
            self.awaitedBy = awaitedBy
        }
    }

    package let nodes: [Node]
    private let places: [Int64: Int]

    package init(_ nodes: [Node]) {
        self.nodes = nodes
        places = Dictionary(nodes.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package func node(_ id: Int64) -> Node? { places[id].map { nodes[$0] } }

    /// The nodes that nobody awaits, or nobody who is known.
    package var roots: [Node] { nodes.filter { !$0.awaitedBy.contains { places[$0.node] != nil } } }

    /// What each node awaits, and by which frames, in the order of the nodes.
    package var awaits: [Int64: [(node: Int64, frames: [Frame])]] {
        var awaits: [Int64: [(node: Int64, frames: [Frame])]] = [:]
        for node in nodes {
            for awaiter in node.awaitedBy {
                awaits[awaiter.node, default: []].append((node.id, awaiter.frames))
            }
        }
        return awaits
    }
}

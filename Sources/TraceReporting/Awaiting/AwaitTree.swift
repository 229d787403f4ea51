/// A graph of awaits as a tree of text: whoever awaits stands above what it awaits, with the functions between.
package struct AwaitTree {
    private let graph: AwaitGraph
    private let style: TextStyle
    private let awaits: [Int64: [(node: Int64, frames: [AwaitGraph.Frame])]]

    /// Deeper than this nobody reads, and no terminal is wide enough.
    private static let deepest = 48

    package init(_ graph: AwaitGraph, style: TextStyle = .plain) {
        self.graph = graph
        self.style = style
        awaits = graph.awaits
    }

    /// A line of the tree before it is drawn, with what is below it.
    private final class Branch {
        let label: String
        let node: Int64?
        let note: String
        var below: [Branch] = []
        var count = 1

        init(_ label: String, node: Int64? = nil, note: String = "") {
            self.label = label
            self.node = node
            self.note = note
        }
    }

    /// A tree for each task that nobody awaits; nodes that await each other in a circle have none.
    package var trees: [[String]] {
        var told: Set<Int64> = []
        return folded(graph.roots.filter { $0.kind == .task }.map { branch(of: $0, &told, depth: 0) }).map {
            root in
            var lines: [String] = []
            draw(root, "", isLast: true, into: &lines)
            return lines
        }
    }

    private func branch(of node: AwaitGraph.Node, _ told: inout Set<Int64>, depth: Int) -> Branch {
        let branch = Branch("(\(node.kind.rawValue)) \(node.name)", node: node.id, note: node.note)
        guard let below = awaits[node.id] else { return branch }
        // What two tasks await is told in full under the first of them.
        guard told.insert(node.id).inserted else {
            branch.below = [Branch("… as above")]
            return branch
        }
        guard depth < Self.deepest else {
            branch.below = [Branch("… deeper")]
            return branch
        }
        for (id, frames) in below {
            guard let awaited = graph.node(id) else { continue }
            // Ways that begin with the same functions share them.
            var place = branch
            for frame in frames.reversed() {
                if let shared = place.below.last(where: { $0.node == nil && $0.label == frame.text }) {
                    place = shared
                } else {
                    let next = Branch(frame.text)
                    place.below.append(next)
                    place = next
                }
            }
            place.below.append(self.branch(of: awaited, &told, depth: depth + frames.count + 1))
        }
        fold(branch)
        return branch
    }

    private func fold(_ branch: Branch) {
        for next in branch.below where next.node == nil { fold(next) }
        branch.below = folded(branch.below)
    }

    /// Those that look alike and have nothing below them become one, with their number.
    private func folded(_ branches: [Branch]) -> [Branch] {
        var result: [Branch] = []
        var places: [String: Int] = [:]
        for branch in branches {
            guard branch.below.isEmpty else {
                result.append(branch)
                continue
            }
            let look = "\(branch.label)\n\(branch.note)"
            if let place = places[look] {
                result[place].count += 1
            } else {
                places[look] = result.count
                result.append(branch)
            }
        }
        return result
    }

    private func draw(_ branch: Branch, _ indent: String, isLast: Bool, into lines: inout [String]) {
        let times = branch.count > 1 ? " ×\(branch.count)" : ""
        let text = DisplayText.clean(branch.label) + times
        let trunk = indent + (isLast ? "└── " : "├── ")
        let room = max(12, style.width - DisplayText.width(trunk))
        var line = trunk + DisplayText.shorten(text, to: room)
        let note = branch.note.isEmpty ? "" : "  " + DisplayText.clean(branch.note)
        if !note.isEmpty, DisplayText.width(line) + DisplayText.width(note) <= style.width {
            line += style.paint(note, .dim)
        }
        lines.append(line)
        for (index, next) in branch.below.enumerated() {
            draw(
                next, indent + (isLast ? "    " : "│   "), isLast: index == branch.below.count - 1,
                into: &lines)
        }
    }
}

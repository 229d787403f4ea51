/// A short list for each of very many: what is beyond the bounds is counted.
struct BoundedLists<Element> {
    /// OpenTelemetry's own limit of links and of events of a span.
    static var longest: Int { 128 }
    private static var mostInAll: Int { 4 << 20 }

    private var first: [Int32]
    private var last: [Int32]
    private var counts: [Int32]
    private var elements: [Element] = []
    private var next: [Int32] = []

    init(count: Int) {
        first = Array(repeating: -1, count: count)
        last = first
        counts = Array(repeating: 0, count: count)
    }

    mutating func append(_ element: Element, to list: Int) {
        let isKept = counts[list] < Self.longest && elements.count < Self.mostInAll
        if counts[list] < .max { counts[list] += 1 }
        guard isKept else { return }
        let place = Int32(truncatingIfNeeded: elements.count)
        elements.append(element)
        next.append(-1)
        if last[list] >= 0 { next[Int(last[list])] = place } else { first[list] = place }
        last[list] = place
    }

    /// What was kept, and how many were not.
    subscript(list: Int) -> (elements: [Element], dropped: Int) {
        var kept: [Element] = []
        var place = first[list]
        while place >= 0 {
            kept.append(elements[Int(place)])
            place = next[Int(place)]
        }
        return (kept, Int(counts[list]) - kept.count)
    }
}

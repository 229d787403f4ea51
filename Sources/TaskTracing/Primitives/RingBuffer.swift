/// A first-in, first-out buffer that grows by doubling and never moves its elements otherwise.
///
/// What is called for each element is always inlined: where the type of the elements is not known when the library is
/// built, a call would look up this type's metadata, which takes longer than all the rest.
struct RingBuffer<Element> {
    private var slots: [Element?] = []
    private var head = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// The element that `offset` others come out before; nil if there are not as many.
    subscript(offset: Int) -> Element? {
        get { offset < count ? slots[slot(offset)] : nil }
        set {
            // An element is exchanged; none is added or taken.
            guard offset < count, let newValue else { return }
            slots[slot(offset)] = newValue
        }
    }

    @inline(__always)
    mutating func append(_ element: Element) {
        if count == slots.count { grow() }
        slots[slot(count)] = element
        count &+= 1
    }

    @inline(__always)
    mutating func popFirst() -> Element? {
        guard count > 0 else { return nil }
        let element = slots[head].take()
        head = slot(1)
        count &-= 1
        // What a burst has taken is given back.
        if count == 0, slots.count > 4096 { self = RingBuffer() }
        return element
    }

    mutating func removeAll(where shouldRemove: (Element) -> Bool) {
        var kept = RingBuffer()
        while let element = popFirst() {
            if !shouldRemove(element) { kept.append(element) }
        }
        self = kept
    }

    /// The capacity is a power of two, so that wrapping around is one mask.
    @inline(__always)
    private func slot(_ offset: Int) -> Int {
        (head &+ offset) & (slots.count &- 1)
    }

    private mutating func grow() {
        let capacity = max(8, slots.count * 2)
        var larger: [Element?] = []
        larger.reserveCapacity(capacity)
        for offset in 0..<count { larger.append(slots[slot(offset)]) }
        larger.append(contentsOf: repeatElement(nil, count: capacity - count))
        slots = larger
        head = 0
    }
}
